/// Reads records from JSON: one object, an array of objects, or one object a line. Values go through as they
/// are written, without white space between them.
///
/// Nesting may be 32 brackets deep; a key may not come twice in one object; strings must be UTF-8 and may hold
/// neither half of a surrogate pair alone nor U+0000, which PostgreSQL cannot store. An empty array has no
/// records and is no error; an input without any text is one.
///
/// Errors: `.json` (syntax, no object), `.encoding` (not UTF-8, U+0000), `.limit` (too deep, a record larger
/// than a batch may be, more than 2,000 fields, a field name above 255 bytes), `.record` (a key given twice, an
/// empty key, in a document no value in any identifying field), `.state` (the batch was changed between two calls of a record),
/// `.memory`.
public struct JSONReader: RecordReader, ~Copyable {
    /// How records follow one another.
    public enum Form: Int32, Sendable {
        /// JSON Lines: each line is an object; empty lines are skipped. An array of objects is taken too.
        case lines = 1
        /// The input is one object, or one array of objects.
        case document = 2
    }

    /// The most bytes that are read before the size of the record is looked at again.
    private static let window = 16 << 10
    private static let mark: StaticString = "\u{FEFF}"

    let type: RecordType
    let form: Form
    var machine: JSONMachine
    private var failure: MateoError?
    /// How many bytes of byte order marks have been skipped.
    private var markBytes = 0

    /// A reader at the beginning of its input.
    public init(type: RecordType, form: Form) {
        self.type = type
        self.form = form
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
        do throws(MateoError) {
            try checkMark()
        } catch {
            throw fail(error, &batch)
        }
        if let error = unfinished() { throw fail(error, &batch) }
        failure = MateoError(.state, "the JSON input has been finished")
        return true
    }

    /// See `RecordReader`.
    public mutating func fault(
        _ status: Status, _ message: Text, _ batch: inout BatchBuilder
    ) -> MateoError? {
        fail(error(status, line: machine.line, message), &batch)
    }

    private mutating func fail(_ error: MateoError, _ batch: inout BatchBuilder) -> MateoError {
        batch.rollBackRecord()
        failure = error
        return error
    }

    private mutating func readRecords(
        _ source: UnsafePointer<UInt8>, count: Int, into batch: inout BatchBuilder
    ) throws(MateoError) -> Int {
        var done = skipMark(source, count: count)
        if done < count { try checkMark() }
        while done < count && !batch.isFull {
            guard batch.output.count == batch.wholeEnd + machine.at else {
                throw MateoError(.state, "the batch is not the one that the record was begun in")
            }
            let length = min(count - done, Self.window)
            try batch.output.reserve(length + 16)
            try machine.reserve(length)
            machine.index = 0
            let stop = machine.pass(
                source + done, count: length, record: batch.output.base + batch.wholeEnd)
            done += machine.index
            batch.output.count = batch.wholeEnd + machine.at
            try settle(stop, &batch)
            machine.offset += Int64(machine.index)
        }
        return done
    }

    /// Does what is left to do after a pass.
    private mutating func settle(
        _ stop: JSONMachine.Stop, _ batch: inout BatchBuilder
    ) throws(MateoError) {
        // At the end of a record the comma behind it is written already.
        let length = stop == .endOfRecord ? machine.at - 1 : machine.at
        if length > batch.limits.bytes { throw tooLarge(batch.limits) }
        switch stop {
        case .endOfRecord:
            guard machine.hasIdentifier else {
                try hold(&batch)
                return
            }
            guard batch.commitRecord() else { throw tooLarge(batch.limits) }
            machine.rows += 1
            machine.at = 0
        case .endOfWindow:
            guard batch.continueRecord(length: length) else { throw tooLarge(batch.limits) }
        default: throw fault(stop)
        }
    }

    /// Leaves out a line without an identifier. A document comes from a program, which is told at once.
    private mutating func hold(_ batch: inout BatchBuilder) throws(MateoError) {
        guard form == .lines else { throw noIdentifier() }
        let length = machine.at - 1
        var why = LeftOutRow.noIdentifier(type)
        why.line = machine.recordLine
        let record = batch.output.base + batch.wholeEnd
        for index in 0..<max(length, 0) { why.input.append(record[index]) }
        try batch.leaveOutRecord(why, length: length)
        machine.rows += 1
        machine.at = 0
    }

    /// Skips byte order marks at the beginning of the input.
    private mutating func skipMark(_ source: UnsafePointer<UInt8>, count: Int) -> Int {
        var done = 0
        while done < count && machine.offset == Int64(markBytes)
            && source[done] == Self.mark.utf8Start[markBytes % 3]
        {
            markBytes += 1
            machine.offset += 1
            done += 1
        }
        return done
    }

    /// The beginning of a byte order mark alone is text where none may be.
    private mutating func checkMark() throws(MateoError) {
        guard markBytes % 3 != 0 else { return }
        machine.offset = 0
        machine.index = 0
        throw fault(.expected(form == .lines ? "an object" : "an object or an array of objects"))
    }
}
