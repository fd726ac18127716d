import CSystem
import MateoCore

/// Fills an import with records. An error leaves the import as it was before the call.
final class ImportFilling<Transport: TransportProtocol, Host: HostProtocol> {
    let identity: ImportIdentity<Transport, Host>
    private let cancellation: Cancellation
    var intake: Intake
    /// The records of CSV that arrives in pieces.
    private(set) var csv: CSVIntake?
    /// The first of the records that were taken back while the journal could not remove them.
    var takenBackFrom: Int64?
    /// The records of the unfinished import that the journal has lost.
    var restoring = Restoring()
    /// The uuid of the newest import of this name when this one was opened; nil if there was none.
    let newest: String?
    /// The finished import of this name in the journal.
    let over: ImportEntry?
    /// The newest import of this name, if it was opened with another key and its requests had no effect.
    let unsent: ImportEntry?
    /// Whether to send its records again.
    var sendsAgain = false
    /// Whether to leave out records that are equal to the last successful ones.
    var sendsOnlyChanged = false
    /// The questions to ask the service about the records before any is sent.
    var checks = RecordChecks()
    /// The name of the preceding import; nil for none.
    var predecessor: String?
    /// Whether these are the records of a finished import and the caller has had its result.
    var isRepeated = false
    var isSealed = false
    /// Whether a row that would be held is an error, as set by the caller or a mapping.
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

    /// Whether other records were added than those of the unfinished import. Then the caller must not send that import
    /// unknowingly.
    var isRefused = false

    /// Whether records were added that are not yet sealed.
    var isUnderWay: Bool { csv != nil || isRefused || intake.builder.totalRecords > 0 }

    /// The number of rows that were added so far.
    var rows: Int64 { intake.builder.totalRecords }

    /// The number of records in memory that are not yet in the journal.
    var recordsInMemory: Int64 { Int64(intake.builder.records) }

    /// Returns the counts of the rows so far: nothing is sent, and some are left out.
    func counts() -> RecordCounts {
        var counts = intake.leftOutCounts
        counts.total = rows
        counts.pending = rows - counts.held - counts.superseded - counts.unchanged
        return counts
    }

    /// Adds one record that was built field by field.
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

    /// Adds records from JSON: one object, or an array of objects.
    func add(json: Span<UInt8>) throws(MateoError) {
        var reader = JSONReader(type: type, form: .document, rowsBefore: rows)
        try addAll(&reader, from: json)
    }

    /// Adds records from JSON: one object a line, or one array of objects.
    func add(jsonLines: Span<UInt8>) throws(MateoError) {
        var reader = JSONReader(type: type, form: .lines, rowsBefore: rows)
        try addAll(&reader, from: jsonLines)
    }

    /// Adds the records of a CSV file with a header line.
    func add(csvFile path: String, options: CSVOptions) throws(MateoError) {
        var reader = DecodingReader(MappedReader(type: type, options: options, rowsBefore: rows), options.encoding)
        try addAll(&reader, fromFile: path)
        isStrict = isStrict || options.mapping?.isStrict == true
    }

    /// Adds the records of a file with one JSON object a line, or with one array of objects.
    ///
    /// - Parameter isStrict: whether a record that would be held is an error.
    func add(jsonLinesFile path: String, encoding: Encoding, isStrict: Bool) throws(MateoError) {
        var reader = DecodingReader(
            JSONReader(type: type, form: .lines, isStrict: isStrict, rowsBefore: rows), encoding)
        try addAll(&reader, fromFile: path)
        self.isStrict = self.isStrict || isStrict
    }

    /// Adds the next bytes of CSV with a header line. The last piece must be followed by `endCSV`.
    ///
    /// After an error, all pieces since the first are removed.
    func add(csv piece: Span<UInt8>, options: CSVOptions) throws(MateoError) {
        try beginAdding(csvIsOpen: true)
        let csv =
            csv
            ?? CSVIntake(
                reader: DecodingReader(
                    MappedReader(type: type, options: options, rowsBefore: rows), options.encoding),
                isStrict: options.mapping?.isStrict == true, before: intake.copy())
        self.csv = csv
        do throws(MateoError) {
            try feed(&csv.reader, piece)
        } catch {
            takeBackCSV()
            throw error
        }
    }

    /// Ends the CSV that was added in pieces.
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

    /// Throws if the caller has cancelled. A large file takes long, and so does one that is typed. A signal that ends
    /// the caller may also end the writer of a pipe, so the end of the file may not be the end of the records.
    private func checkNotCancelled() throws(MateoError) {
        guard !cancellation.isRequested else {
            cancellation.clear()
            throw MateoError(.state, "the reading was cancelled: nothing of the file was added")
        }
    }

    /// Prepares adding. A full batch is stored before the next record comes. If that fails, nothing was added.
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
    ///   - source: the beginning of the input's notices.
    private func finish<Reader: RecordReader & ~Copyable>(
        _ reader: inout Reader, firstRow row: Int64, _ source: Text = ""
    ) throws(MateoError) {
        while try !reader.finish(into: &intake.builder) { try store() }
        try endInput(reader.sourceForm, firstRow: row)
        while let notice = reader.nextNotice() { client.log(.warning, source + notice) }
    }

    /// The part of `finish` that is the same for all readers, so that the library has it once.
    @inline(never)
    private func endInput(_ form: SourceForm?, firstRow row: Int64) throws(MateoError) {
        while intake.builder.isFull { try store() }
        try intake.builder.endLines()
        if let form, rows >= row { intake.sources.append((row, form)) }
    }

    private func takeBackCSV() {
        guard let csv else { return }
        self.csv = nil
        takeBack(csv.before)
    }
}
