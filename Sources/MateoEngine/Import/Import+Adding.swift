import CSystem
public import MateoCore

/// Records go in here. An error leaves the import as it was before the call.
extension Import {
    /// Adds one record that was put together field by field.
    public func add(_ record: borrowing RecordBuilder) throws(MateoError) {
        try beginAdding()
        try record.add(to: &intake.builder, type: type)
    }

    /// Adds records given as JSON: one object, or an array of objects.
    public func add(json: Span<UInt8>) throws(MateoError) {
        var reader = JSONReader(type: type, form: .document)
        try addAll(&reader, from: json)
    }

    /// Adds the records of a CSV file with a header line.
    public func add(csvFile path: String, options: CSVOptions) throws(MateoError) {
        var reader = CSVReader(type: type, options: options)
        try addAll(&reader, fromFile: path)
    }

    /// Adds the records of a file with one JSON object a line.
    public func add(jsonLinesFile path: String) throws(MateoError) {
        var reader = JSONReader(type: type, form: .lines)
        try addAll(&reader, fromFile: path)
    }

    /// Adds the next bytes of CSV with a header line. `endCSV` must follow after the last.
    ///
    /// An error takes back all pieces since the first.
    public func add(csv piece: Span<UInt8>, options: CSVOptions) throws(MateoError) {
        try beginAdding(csvIsOpen: true)
        let csv = csv ?? CSVIntake(reader: CSVReader(type: type, options: options), before: intake.copy())
        self.csv = csv
        do throws(MateoError) {
            try feed(&csv.reader, piece)
        } catch {
            takeBackCSV()
            throw error
        }
    }

    /// The CSV that was given in pieces is complete.
    public func endCSV() throws(MateoError) {
        try checkFilling(csvIsOpen: true)
        guard let csv else { throw MateoError(.state, "no CSV was given that could end") }
        do throws(MateoError) {
            try finish(&csv.reader)
        } catch {
            takeBackCSV()
            throw error
        }
        self.csv = nil
    }

    /// All records are in. From here on the import can run, and survives the end of the process.
    ///
    /// For an unfinished import this checks that the same records were added again; none at all will do.
    public func seal() throws(MateoError) {
        if isSealed, intake.builder.totalRecords == 0 { return }
        try checkFilling()
        let records = intake.builder.totalRecords
        guard records > 0 else {
            throw MateoError(.state, "the import has no records: add some before it is sealed")
        }
        while intake.builder.records > 0 { try store() }
        let digest = Hexadecimal.text(of: intake.digest.finish())
        if let earlier {
            intake = Intake(limits: client.options.batch)
            guard earlier.digest.isIdentical(to: digest), earlier.settings == settings.members else {
                throw MateoError(
                    .state,
                    "the import called \(name) is unfinished and was begun with other records or settings "
                        + "(\(earlier.records) records then, \(records) now): run it to its end with the same source, "
                        + "or import this one under another name")
            }
            return
        }
        if let untold, untold.digest.isIdentical(to: digest), untold.settings == settings.members {
            discardUnsealed()
            giveBackLease()
            (id, uuid) = (untold.id, untold.uuid)
            intake = Intake(limits: client.options.batch)
            state = .running
            return
        }
        let id = try storedID()
        let (members, wallNow) = (settings.members, client.host.wallMilliseconds)
        try client.withJournal { (journal) throws(MateoError) in
            try journal.write { () throws(MateoError) in
                try journal.seal(id, settings: members, records: records, digest: digest, wallNow: wallNow)
            }
            journal.database.emptyLog()
        }
        intake = Intake(limits: client.options.batch)
        state = .running
        giveBackLease()
    }

    /// Removes from the journal what was added and never sealed.
    func discardUnsealed() {
        guard state == .filling, let id else { return }
        // What cannot be removed now is removed when an import of this name is opened next.
        do throws(MateoError) {
            try client.withJournal { (journal) throws(MateoError) in
                try journal.writeSoftly { () throws(MateoError) in try journal.remove(id) }
            }
        } catch {
            client.log(.warning, "\(error.message)")
        }
    }

    private func addAll<Reader: RecordReader & ~Copyable>(
        _ reader: inout Reader, from bytes: Span<UInt8>
    ) throws(MateoError) {
        try beginAdding()
        let before = intake.copy()
        do throws(MateoError) {
            try feed(&reader, bytes)
            try finish(&reader)
        } catch {
            takeBack(before)
            throw error
        }
    }

    private func addAll<Reader: RecordReader & ~Copyable>(
        _ reader: inout Reader, fromFile path: String
    ) throws(MateoError) {
        try beginAdding()
        let file = try InputFile(path)
        let before = intake.copy()
        do throws(MateoError) {
            while try file.readPiece(unless: { cancellation.isRequested }) {
                try checkNotCancelled()
                try feed(&reader, file.piece)
            }
            try checkNotCancelled()
            try finish(&reader)
        } catch {
            takeBack(before)
            throw error
        }
    }

    /// A large file takes its time, and so does one that is typed. What ends the caller may end the writer of a
    /// pipe too, so the end of the file may be no end of the records.
    private func checkNotCancelled() throws(MateoError) {
        guard !cancellation.isRequested else {
            cancellation.clear()
            throw MateoError(.state, "reading the file was cancelled: nothing of it was added")
        }
    }

    /// A batch that is full is stored before the next record comes: when that fails, nothing was added.
    private func beginAdding(csvIsOpen: Bool = false) throws(MateoError) {
        try checkFilling(csvIsOpen: csvIsOpen)
        if intake.builder.isFull { try store() }
    }

    private func checkFilling(csvIsOpen: Bool = false) throws(MateoError) {
        try client.checkProcess()
        guard state == .filling || (earlier != nil && state == .running) else {
            throw MateoError(
                .state, "the import is sealed: records belong into it before, or into another import")
        }
        guard csvIsOpen || csv == nil else {
            throw MateoError(.state, "CSV was given in pieces and not ended: end it first")
        }
    }

    private func feed<Reader: RecordReader & ~Copyable>(
        _ reader: inout Reader, _ bytes: Span<UInt8>
    ) throws(MateoError) {
        var taken = 0
        while taken < bytes.count {
            taken += try reader.read(bytes.extracting(taken..<bytes.count), into: &intake.builder)
            if intake.builder.isFull { try store() }
        }
    }

    private func finish<Reader: RecordReader & ~Copyable>(_ reader: inout Reader) throws(MateoError) {
        try reader.finish(into: &intake.builder)
        while intake.builder.isFull { try store() }
    }

    /// Puts the full batch into the journal; for an import that is there already, only into the digest.
    private func store() throws(MateoError) {
        let digest = intake.digestWithBatch()
        if earlier == nil {
            let id = try storedID()
            let row = intake.builder.firstRow
            let records = Int64(intake.builder.records)
            let reference = Reference.make(uuid, row: row, records: records, payload: intake.builder.bytes)
            try client.lockJournal()
            defer { client.unlockJournal() }
            try client.journal.addBatchSoftly(
                id, firstRow: row, records: records, reference: reference, payload: intake.builder.bytes)
        }
        intake.takeBatch(digest)
    }

    private func storedID() throws(MateoError) -> Int64 {
        try removeTakenBack()
        if let id { return id }
        let (client, uuid, name, type) = (client, uuid, name, type)
        let (wallNow, newest) = (client.host.wallMilliseconds, newest)
        let added = try client.withJournal { (journal) throws(MateoError) -> Int64 in
            var leased: Int64?
            do throws(MateoError) {
                return try journal.writeSoftly { () throws(MateoError) in
                    // Sealing replaces older imports of the name: not one that another process has begun since.
                    if let other = try journal.importEntry(named: name),
                        newest?.isIdentical(to: other.uuid) != true
                    {
                        throw MateoError(
                            .journalBusy,
                            "an import called \(name) was begun elsewhere since this one was opened: open it again"
                        )
                    }
                    let id = try journal.addImport(
                        account: client.account, uuid: uuid, name: name, type: type, wallNow: wallNow)
                    guard journal.leases.take(id) else { throw Leases.busy(name) }
                    leased = id
                    return id
                }
            } catch {
                // On a full disk the commit may fail, and the next import gets this number.
                if let leased { journal.leases.giveBack(leased) }
                throw error
            }
        }
        id = added
        return added
    }

    private func takeBackCSV() {
        guard let csv else { return }
        self.csv = nil
        takeBack(csv.before)
    }

    private func takeBack(_ before: borrowing Intake) {
        intake = before.copy()
        guard earlier == nil, id != nil else { return }
        takenBackFrom = min(takenBackFrom ?? .max, intake.builder.firstRow)
        // On a full disk even this may fail. Then it is done before the journal gets anything else.
        do throws(MateoError) {
            try removeTakenBack()
        } catch {
            client.log(.warning, "\(error.message)")
        }
    }

    /// Removes from the journal the records that were taken back.
    private func removeTakenBack() throws(MateoError) {
        guard let row = takenBackFrom else { return }
        if let id {
            try client.withJournal { (journal) throws(MateoError) in
                try journal.writeSoftly { () throws(MateoError) in
                    if row == 1 {
                        try journal.remove(id)
                    } else {
                        try journal.removeBatches(id, fromRow: row)
                    }
                }
            }
        }
        if row == 1 {
            giveBackLease()
            id = nil
        }
        takenBackFrom = nil
    }
}
