import CSystem
import MateoCore

/// What fills an import: records go in here. An error leaves the import as it was before the call.
final class ImportFilling<Transport: TransportProtocol, Host: HostProtocol> {
    let identity: ImportIdentity<Transport, Host>
    private let cancellation: Cancellation
    var intake: Intake
    /// The records of CSV that arrives in pieces.
    private(set) var csv: CSVIntake?
    /// The first of the records that were taken back while the journal could not remove them.
    private var takenBackFrom: Int64?
    /// The newest import of the name when this one was opened, by its uuid; nil when there was none.
    private let newest: String?
    /// The import of the name in the journal that is over.
    let over: ImportEntry?
    /// The newest of the name, when it was begun with another key and its requests had no effect.
    let unsent: ImportEntry?
    /// Whether its records are sent again.
    var sendsAgain = false
    /// Whether records are left out that are as they were when they succeeded last.
    var sendsOnlyChanged = false
    /// What the service is asked about the records before any is sent.
    var checks = RecordChecks()
    /// The name of the import that this one comes after; nil for none.
    var predecessor: String?
    /// Whether these are its records, and the caller has had its result.
    var isRepeated = false
    var isSealed = false
    /// Whether a row that would be held is an error, as the caller or a mapping wants it.
    private(set) var isStrict = false

    init(
        _ identity: ImportIdentity<Transport, Host>, _ cancellation: Cancellation, newest: String?,
        over: ImportEntry?, unsent: ImportEntry?
    ) {
        self.identity = identity
        self.cancellation = cancellation
        self.newest = newest
        self.over = over
        self.unsent = unsent
        intake = Intake(limits: identity.client.options.batch, (identity.earlier ?? over)?.digestKind ?? .xxh3)
    }

    var client: Client<Transport, Host> { identity.client }
    private var type: RecordType { identity.type }
    var name: String { identity.name }

    /// Whether records were added that are not those of the unfinished import: who gave them must not send that one unawares.
    var isRefused = false

    /// Whether records were added that are not sealed.
    var isUnderWay: Bool { csv != nil || isRefused || intake.builder.totalRecords > 0 }

    /// How many rows were added so far.
    var rows: Int64 { intake.builder.totalRecords }

    /// How many records wait in memory to be put into the journal.
    var recordsInMemory: Int64 { Int64(intake.builder.records) }

    /// What became of the rows so far: nothing is sent, and some are left out.
    func counts() -> RecordCounts {
        var counts = intake.leftOutCounts
        counts.total = rows
        counts.pending = rows - counts.held - counts.superseded - counts.unchanged
        return counts
    }

    /// Adds one record that was put together field by field.
    func add(_ record: borrowing RecordBuilder, tag: [UInt8]) throws(MateoError) {
        try beginAdding()
        try record.add(to: &intake.builder, type: type)
        if !tag.isEmpty { intake.tags.append((rows, tag)) }
    }

    /// Sets the tag of a row that was added. The rows of CSV in pieces are known only at its end.
    func setTag(_ tag: [UInt8], ofRow row: Int64) throws(MateoError) {
        try checkFilling(csvIsOpen: true)
        guard row > 0, row <= rows || csv != nil else {
            throw MateoError(.argument, "row: the import has \(rows) rows, and no row \(row)")
        }
        intake.tags.append((row, tag))
    }

    /// Counts a row that is not sent, behind those that were added.
    func leaveOut(_ why: LeftOutRow) throws(MateoError) {
        try beginAdding()
        try intake.builder.leaveOut(why)
    }

    /// Adds records given as JSON: one object, or an array of objects.
    func add(json: Span<UInt8>) throws(MateoError) {
        var reader = JSONReader(type: type, form: .document)
        try addAll(&reader, from: json)
    }

    /// Adds records given as JSON, one object a line, or as one array of objects.
    func add(jsonLines: Span<UInt8>) throws(MateoError) {
        var reader = JSONReader(type: type, form: .lines)
        try addAll(&reader, from: jsonLines)
    }

    /// Adds the records of a CSV file with a header line.
    func add(csvFile path: String, options: CSVOptions) throws(MateoError) {
        var reader = DecodingReader(MappedReader(type: type, options: options), options.encoding)
        try addAll(&reader, fromFile: path)
        isStrict = isStrict || options.mapping?.isStrict == true
    }

    /// Adds the records of a file with one JSON object a line, or with one array of objects.
    ///
    /// - Parameter isStrict: whether a record that would be held is an error.
    func add(jsonLinesFile path: String, encoding: Encoding, isStrict: Bool) throws(MateoError) {
        var reader = DecodingReader(JSONReader(type: type, form: .lines, isStrict: isStrict), encoding)
        try addAll(&reader, fromFile: path)
        self.isStrict = self.isStrict || isStrict
    }

    /// Adds the next bytes of CSV with a header line. `endCSV` must follow after the last.
    ///
    /// An error takes back all pieces since the first.
    func add(csv piece: Span<UInt8>, options: CSVOptions) throws(MateoError) {
        try beginAdding(csvIsOpen: true)
        let csv =
            csv
            ?? CSVIntake(
                reader: DecodingReader(MappedReader(type: type, options: options), options.encoding),
                isStrict: options.mapping?.isStrict == true, before: intake.copy())
        self.csv = csv
        do throws(MateoError) {
            try feed(&csv.reader, piece)
        } catch {
            takeBackCSV()
            throw error
        }
    }

    /// The CSV that was given in pieces is complete.
    func endCSV() throws(MateoError) {
        try checkFilling(csvIsOpen: true)
        guard let csv else { throw MateoError(.state, "no CSV was added that could end") }
        do throws(MateoError) {
            try finish(&csv.reader, firstRow: csv.before.builder.totalRecords + 1)
        } catch {
            takeBackCSV()
            throw error
        }
        isStrict = isStrict || csv.isStrict
        self.csv = nil
    }

    private func addAll<Reader: RecordReader & ~Copyable>(
        _ reader: inout Reader, from bytes: Span<UInt8>
    ) throws(MateoError) {
        try beginAdding()
        let before = intake.copy()
        do throws(MateoError) {
            try feed(&reader, bytes)
            try finish(&reader, firstRow: before.builder.totalRecords + 1)
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
            try finish(&reader, firstRow: before.builder.totalRecords + 1, "\(file.name): ")
        } catch {
            takeBack(before)
            throw file.locate(error)
        }
    }

    /// A large file takes its time, and so does one that is typed. What ends the caller may end the writer of a
    /// pipe too, so the end of the file may be no end of the records.
    private func checkNotCancelled() throws(MateoError) {
        guard !cancellation.isRequested else {
            cancellation.clear()
            throw MateoError(.state, "the reading was cancelled: nothing of the file was added")
        }
    }

    /// A batch that is full is stored before the next record comes: when that fails, nothing was added.
    private func beginAdding(csvIsOpen: Bool = false) throws(MateoError) {
        try checkFilling(csvIsOpen: csvIsOpen)
        if intake.builder.isFull { try store() }
    }

    func checkFilling(csvIsOpen: Bool = false) throws(MateoError) {
        try client.checkProcess()
        guard !isSealed else {
            throw MateoError(
                .state, "the import is sealed: add records before sealing it, or open a new import")
        }
        guard csvIsOpen || csv == nil else {
            throw MateoError(.state, "CSV was added in pieces and not ended: end it first")
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

    /// - Parameters:
    ///   - row: the first row of the input.
    ///   - source: what stands before notices of the input.
    private func finish<Reader: RecordReader & ~Copyable>(
        _ reader: inout Reader, firstRow row: Int64, _ source: Text = ""
    ) throws(MateoError) {
        while try !reader.finish(into: &intake.builder) { try store() }
        while intake.builder.isFull { try store() }
        try intake.builder.endLines()
        if let form = reader.sourceForm, rows >= row { intake.sources.append((row, form)) }
        while let notice = reader.nextNotice() { client.log(.warning, source + notice) }
    }

    /// Puts the full batch into the journal, and what was left out; for an import that is there already, only into the
    /// digest.
    func store() throws(MateoError) {
        let (digest, batch) = intake.digestWithBatch()
        if identity.earlier == nil {
            let id = try storedID()
            try client.lockJournal()
            defer { client.unlockJournal() }
            let journal = client.journal
            try journal.begin(.soft)
            do throws(MateoError) {
                try intake.store(id, identity.uuid, batch, journal)
                try journal.end(.soft)
            } catch {
                journal.takeBack(.soft)
                throw error
            }
        }
        intake.takeBatch(digest)
    }

    func storedID() throws(MateoError) -> Int64 {
        try removeTakenBack()
        if let id = identity.id { return id }
        let (identity, wallNow, newest) = (identity, client.host.wallMilliseconds, newest)
        let added = try client.withJournal { (journal) throws(MateoError) -> Int64 in
            var leased: Int64?
            do throws(MateoError) {
                return try journal.writeSoftly { () throws(MateoError) in
                    // Only the newest import of a name goes on: not one that another process has begun since.
                    if let other = try journal.importEntry(named: identity.name),
                        newest?.isIdentical(to: other.uuid) != true  // mutation: replaced-by-twin
                    {
                        throw MateoError(
                            .state,
                            "an import called \(identity.name) was begun elsewhere after this one was opened: open it again"
                        )
                    }
                    let id = try journal.addImport(
                        account: identity.client.account, uuid: identity.uuid, name: identity.name,
                        type: identity.type, wallNow: wallNow)
                    guard try journal.leases.take(id) else { throw Leases.busy(identity.name) }
                    leased = id
                    return id
                }
            } catch {
                // On a full disk the commit may fail, and the next import gets this number.
                if let leased { journal.leases.giveBack(leased) }
                throw error
            }
        }
        identity.id = added
        return added
    }

    private func takeBackCSV() {
        guard let csv else { return }
        self.csv = nil
        takeBack(csv.before)
    }

    private func takeBack(_ before: borrowing Intake) {
        intake = before.copy()
        guard identity.earlier == nil, identity.id != nil else { return }
        takenBackFrom = min(takenBackFrom ?? .max, intake.firstRow)
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
        if let id = identity.id {
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
            identity.giveBackLease()
            identity.id = nil
        }
        takenBackFrom = nil
    }
}
