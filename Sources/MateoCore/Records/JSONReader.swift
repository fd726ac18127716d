/// Reads records from JSON: one object, an array of objects, or one object a line. Values are copied as they are
/// written, without white space between them.
///
/// Nesting is limited to 32 brackets. A record's own keys must not repeat. Strings must be UTF-8, without half of a
/// surrogate pair alone. An empty array has no records and is valid, and so are lines without text. An empty document
/// is an error.
///
/// Identifiers and consent are checked, see `RecordInspection`. A faulty record is held. So is a record with the escape
/// of U+0000, which PostgreSQL cannot store (`nul`). In a document both are errors: a document comes from a program,
/// which can react at once.
///
/// Errors: `.json` (syntax, not an object), `.encoding` (not UTF-8, a NUL byte, in a document U+0000), `.limit` (nested
/// too deeply, a record larger than a batch may be, more than 2,000 fields, a field name above 255 bytes), `.record` (a
/// repeated or empty key; in a document also any fault that would hold a record), `.state` (the batch was changed
/// between two calls of a record), `.memory`.
public struct JSONReader: RecordReader, ~Copyable {
    /// How records follow one another.
    public enum Form: Int32, Sendable {
        /// JSON Lines: each line is an object. Empty lines are skipped. An array of objects is accepted too. Objects
        /// may span several lines if the first one does.
        case lines = 1
        /// The input is one object, or one array of objects.
        case document = 2
    }

    /// The most bytes to read before the size of the record is checked again.
    private static let window = 16 << 10

    let type: RecordType
    let form: Form
    private let isStrict: Bool
    /// The rows of the import before this input.
    let rowsBefore: Int64
    var machine: JSONMachine
    var inspection: RecordInspection
    /// The number of held records, and of other records with an `external_id`.
    private var heldRows: Int64 = 0
    private var externalIDs: Int64 = 0
    private var isMissingTold = false
    private var failure: MateoError?

    /// Creates a reader at the beginning of its input.
    ///
    /// - Parameters:
    ///   - isStrict: whether a record that would be held is an error.
    ///   - rowsBefore: the rows of the import before this input, which errors count too.
    @inline(never)
    public init(type: RecordType, form: Form, isStrict: Bool = false, rowsBefore: Int64 = 0) {
        self.isStrict = isStrict
        self.rowsBefore = rowsBefore
        self.type = type
        self.form = form
        inspection = RecordInspection(type: type)
        machine = JSONMachine(type: type, isLines: form == .lines)
    }

    /// See `RecordReader`.
    public mutating func read(_ input: Span<UInt8>, into batch: inout BatchBuilder) throws(MateoError) -> Int {
        if let failure { throw failure }
        do throws(MateoError) {
            return try input.withUnsafeBufferPointer { (bytes) throws(MateoError) -> Int in
                guard let start = bytes.baseAddress else { return 0 }
                return try readRecords(start, count: bytes.count, into: &batch)
            }
        } catch {
            throw fail(error, &batch)
        }
    }

    /// See `RecordReader`.
    public mutating func finish(into batch: inout BatchBuilder) throws(MateoError) -> Bool {
        if let failure { throw failure }
        if let error = unfinished() { throw fail(error, &batch) }
        failure = MateoError(.state, "the JSON input has ended")
        return true
    }

    /// See `RecordReader`.
    public mutating func fault(
        _ status: Status, _ message: Text, _ batch: inout BatchBuilder
    ) -> MateoError? {
        fail(error(status, line: machine.line, message), &batch)
    }

    /// See `RecordReader`.
    @inline(never)
    public mutating func nextNotice() -> Text? {
        if let notice = inspection.nextNotice() { return notice }
        if isMissingTold || form == .document { return nil }
        isMissingTold = true
        return RecordInspection.missingNotice(records: machine.rows - heldRows, externalIDs: externalIDs, advice: "")
    }

    private mutating func fail(_ error: MateoError, _ batch: inout BatchBuilder) -> MateoError {
        batch.rollBackRecord()
        failure = error
        return error
    }

    private mutating func readRecords(
        _ source: UnsafePointer<UInt8>, count: Int, into batch: inout BatchBuilder
    ) throws(MateoError) -> Int {
        var done = 0
        while done < count && !batch.isFull {
            guard batch.output.count == batch.wholeEnd + machine.at else {
                throw MateoError(.state, "the batch is not the one that the record was begun in")
            }
            let length = min(count - done, Self.window)
            try batch.output.reserve(length + 96)
            try machine.reserve(length)
            let stop = machine.pass(
                source + done, count: length, record: batch.output.base + batch.wholeEnd)
            done += machine.index
            batch.output.count = batch.wholeEnd + machine.at
            try settle(stop, &batch)
            machine.offset += Int64(machine.index)
            machine.index = 0
        }
        return done
    }

    /// Completes a pass.
    private mutating func settle(
        _ stop: JSONMachine.Stop, _ batch: inout BatchBuilder
    ) throws(MateoError) {
        // At the end of a record, the comma behind it is already written.
        let length = stop == .endOfRecord ? machine.at - 1 : machine.at
        if length > batch.limits.bytes { throw tooLarge(batch.limits) }
        let record = batch.output.base + batch.wholeEnd
        switch stop {
        case .endOfRecord:
            if form == .lines, let row = ListedRow(record, count: length) { return try take(row, &batch) }
            if machine.isSuspicious || !machine.hasIdentifier || machine.holdsNUL { return try inspect(&batch) }
            guard batch.commitRecord() else { throw tooLarge(batch.limits) }
            try noteLine(&batch)
            if machine.hasExternalID { externalIDs += 1 }
            machine.rows += 1
            machine.at = 0
        case .endOfWindow:
            guard batch.continueRecord(length: length) else { throw tooLarge(batch.limits) }
        default: throw fault(stop)
        }
    }

    /// Adds the record of a row in a list of failed rows. A row without a record, or one that another row replaces, is
    /// skipped.
    private mutating func take(_ row: ListedRow, _ batch: inout BatchBuilder) throws(MateoError) {
        guard let range = row.record else {
            batch.rollBackRecord()
            machine.at = 0
            return
        }
        let record = batch.output.base + batch.wholeEnd
        UnsafeMutableRawPointer(record).copyMemory(from: record + range.lowerBound, byteCount: range.count)
        record[range.count] = UInt8(ascii: ",")
        machine.at = range.count + 1
        batch.output.count = batch.wholeEnd + machine.at
        if row.fault != .none { return try hold(row.fault, "\(row.fault.words)", &batch) }
        try inspect(&batch)
    }

    /// Checks the completed record, and adds it to the batch or holds it.
    private mutating func inspect(_ batch: inout BatchBuilder) throws(MateoError) {
        let written = machine.at
        let record = batch.output.base + batch.wholeEnd
        if machine.holdsNUL { return try hold(.nul, "\(RecordFault.nul.words)", &batch) }
        let length = try inspection.inspect(record, count: written - 1)
        if inspection.fault != .none { return try hold(inspection.fault, reason(), &batch) }
        record[length] = UInt8(ascii: ",")
        batch.output.count = batch.wholeEnd + length + 1
        guard batch.commitRecord(writtenAs: written) else { throw tooLarge(batch.limits) }
        try noteLine(&batch)
        if inspection.hasExternalID { externalIDs += 1 }
        machine.rows += 1
        machine.at = 0
    }

    /// Notes the line of the record that joined the batch.
    private func noteLine(_ batch: inout BatchBuilder) throws(MateoError) {
        if form == .lines { try batch.lines.note(machine.recordLine, of: batch.totalRecords) }
    }

    /// Holds the completed record.
    private mutating func hold(
        _ fault: RecordFault, _ reason: Text, _ batch: inout BatchBuilder
    ) throws(MateoError) {
        if form == .document || isStrict || batch.isStrict { throw error(.record, line: machine.recordLine, reason) }
        let length = machine.at - 1
        let record = unsafe Span(_unsafeStart: UnsafePointer(batch.output.base + batch.wholeEnd), count: length)
        let input = record.withUnsafeBufferPointer { Array($0) }
        let why = LeftOutRow(
            .held, code: fault.code.description, reason: reason.string, line: machine.recordLine,
            externalID: FailureReport.externalID(of: input), input: input)
        try batch.leaveOutRecord(why, length: length)
        heldRows += 1
        machine.rows += 1
        machine.at = 0
    }
}
