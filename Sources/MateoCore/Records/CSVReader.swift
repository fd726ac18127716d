/// Reads CSV as RFC 4180 has it, in UTF-8, with a header line of field names. All values become JSON strings.
///
/// A byte order mark is skipped; lines end with LF, CRLF or CR; lines without a byte are skipped when there is
/// more than one column. A quote inside a cell that does not begin with one is text, as most programs read it;
/// text behind a closing quote is an error, since nobody can say what was meant.
///
/// Errors: `.csv` (header or rows that do not agree, quotes), `.encoding` (not UTF-8, a NUL byte), `.limit` (a
/// record larger than a batch may be, an oversized header), `.record` (no value in any identifying column),
/// `.argument` (an impossible delimiter), `.state` (the batch was changed between two calls of a record), `.memory`.
public struct CSVReader: RecordReader, ~Copyable {
    let type: RecordType
    let options: CSVOptions
    private let headings: Headings
    var header: CSVHeader
    var columns = CSVColumns()
    var scan: CSVScan
    var machine: CSVMachine
    private var marks = Buffer<UInt16>(capacity: CSVScan.window + 64)
    private var scratch = Bytes(capacity: CSVReader.scratchSize + CSVScan.slack + 64)
    private var isInHeader = true
    private var failure: MateoError?
    /// How many bytes of the input have been read.
    var offset: Int64 = 0

    /// The most bytes that are read from a copy, so that nothing is read behind the input's end.
    private static let scratchSize = 160

    /// A reader at the beginning of its input.
    public init(type: RecordType, options: CSVOptions = CSVOptions()) {
        self.init(type: type, options: options, headings: .names)
    }

    init(type: RecordType, options: CSVOptions, headings: Headings) {
        self.type = type
        self.headings = headings
        self.options = options
        header = CSVHeader(delimiter: options.delimiter)
        scan = CSVScan(delimiter: UInt8(ascii: ","))
        machine = CSVMachine(delimiter: UInt8(ascii: ","), emptyCells: options.emptyCells, columns: 1)
        if let delimiter = options.delimiter, !Self.isPossible(delimiter) {
            failure = MateoError(
                .argument, "the delimiter must be one ASCII character, and no quote, line end or NUL")
        }
    }

    private static func isPossible(_ delimiter: UInt8) -> Bool {
        switch delimiter {
        case 0, UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\""), 0x80...: false
        default: true
        }
    }

    /// See `RecordReader`.
    public mutating func read(_ input: Span<UInt8>, into batch: inout BatchBuilder) throws(MateoError) -> Int {
        if let failure { throw failure }
        do throws(MateoError) {
            let headerBytes = isInHeader ? try readHeader(input) : 0
            if batch.isFull || headerBytes == input.count { return headerBytes }
            return try input.withUnsafeBufferPointer { (bytes) throws(MateoError) -> Int in
                guard let start = bytes.baseAddress else { return 0 }
                return headerBytes
                    + (try readRows(start + headerBytes, count: bytes.count - headerBytes, into: &batch))
            }
        } catch {
            throw fail(error, &batch)
        }
    }

    /// See `RecordReader`.
    public mutating func finish(into batch: inout BatchBuilder) throws(MateoError) -> Bool {
        if let failure { throw failure }
        do throws(MateoError) {
            if isInHeader { try finishHeader() }
            if scan.utf8.isInside { throw notUTF8() }
            if machine.mode == .quoted { throw unclosedQuote() }
            if !machine.isBetweenRecords(at: offset) {
                scratch.base[0] = UInt8(ascii: "\n")
                _ = try readWindow(scratch.base, count: 1, into: &batch)
            }
            if machine.rows == 0 { throw MateoError(.csv, "the file has a header but no rows") }
        } catch {
            throw fail(error, &batch)
        }
        batch.rollBackRecord()
        failure = MateoError(.state, "the CSV input has been finished")
        return true
    }

    /// See `RecordReader`.
    public mutating func fault(
        _ status: Status, _ message: Text, _ batch: inout BatchBuilder
    ) -> MateoError {
        fail(
            isInHeader ? MateoError(status, "the header: \(message)") : error(status, line: machine.line, message),
            &batch)
    }

    private mutating func fail(_ error: MateoError, _ batch: inout BatchBuilder) -> MateoError {
        batch.rollBackRecord()
        failure = error
        return error
    }

    /// Reads up to the end of the header line; returns how many bytes it took.
    private mutating func readHeader(_ input: Span<UInt8>) throws(MateoError) -> Int {
        for index in input.indices where try header.take(input[index]) {
            try finishHeader()
            offset += Int64(index + 1)
            if input[index] == UInt8(ascii: "\r") { machine.afterCR = offset }
            machine.startRecord(at: offset)
            return index + 1
        }
        offset += Int64(input.count)
        return input.count
    }

    private mutating func finishHeader() throws(MateoError) {
        try marks.reserve(CSVScan.window + 64)
        try scratch.reserve(CSVReader.scratchSize + CSVScan.slack + 64)
        scratch.base.update(repeating: 0, count: scratch.capacity)
        if header.isEmpty { throw MateoError(.csv, "the input is empty; a header line is needed") }
        if header.isInsideQuotes {
            throw MateoError(.csv, "a quote in the header line is not closed")
        }
        columns = try header.columns(type: type, headings)
        scan = CSVScan(delimiter: header.delimiter())
        machine = CSVMachine(
            delimiter: header.delimiter(), emptyCells: headings == .cells ? .text : options.emptyCells,
            columns: columns.count)
        machine.line = 2 + header.extraLines
        machine.recordLine = machine.line
        machine.startRecord(at: offset)
        isInHeader = false
    }

    /// Reads rows, window by window; the last bytes from a copy that may be read beyond its end.
    private mutating func readRows(
        _ source: UnsafePointer<UInt8>, count: Int, into batch: inout BatchBuilder
    ) throws(MateoError) -> Int {
        var done = 0
        while done < count && !batch.isFull {
            let rest = count - done
            if rest >= 64 + CSVScan.slack {
                let length = min(CSVScan.window, (rest - CSVScan.slack) & ~63)
                done += try readWindow(source + done, count: length, into: &batch)
            } else {
                UnsafeMutableRawPointer(scratch.base).copyMemory(from: source + done, byteCount: rest)
                done += try readWindow(scratch.base, count: rest, into: &batch)
            }
        }
        return done
    }

    /// Reads one window; returns how many bytes were taken: all, or those before the batch became full.
    private mutating func readWindow(
        _ source: UnsafePointer<UInt8>, count: Int, into batch: inout BatchBuilder
    ) throws(MateoError) -> Int {
        guard batch.output.count == batch.wholeEnd + machine.at else {
            throw MateoError(.state, "the batch is not the one that the record was begun in")
        }
        let found = scan.scan(source, count: count, offset: offset, marks: marks.base)
        try batch.output.reserve(
            found.valid + (found.marks + 2) * (columns.longestPrefix + 16) + CSVScan.slack)
        let rest = scan.incomplete(at: offset + Int64(found.valid))
        let window = CSVMachine.Window(
            source: source, marks: marks.base, markCount: found.marks, count: found.valid,
            whole: found.valid - rest, offset: offset)
        var target = CSVMachine.Target(
            record: batch.output.base + batch.wholeEnd, roomLeft: batch.room, largest: batch.limits.bytes,
            recordsLeft: batch.limits.records - batch.records, columns: columns.columns.base,
            prefixes: columns.prefixes.base)
        let rowsBefore = machine.rows
        let stop = machine.pass(window, &target)
        let start = batch.output.base + batch.wholeEnd
        batch.commit(records: Int(machine.rows - rowsBefore), length: target.record - start)
        batch.output.count = batch.wholeEnd + machine.at
        try settle(stop, rest: rest, isWrong: found.valid < count, &batch)
        if machine.run < count { scan.utf8 = UTF8Check() }
        offset += Int64(machine.run)
        return machine.run
    }

    /// Does what is left to do after a pass. The last `rest` bytes are a character that is not whole.
    private mutating func settle(
        _ stop: CSVMachine.Stop, rest: Int, isWrong: Bool, _ batch: inout BatchBuilder
    ) throws(MateoError) {
        switch stop {
        case .full: break
        case .overflow:
            guard batch.commitRecord() else { throw tooLarge(batch.limits) }
            machine.rows += 1
            machine.at = 0
            machine.cell = 0
            machine.content = 0
        case .endOfWindow:
            guard batch.continueRecord(length: machine.recordLength(without: rest)) else {
                throw tooLarge(batch.limits)
            }
            if isWrong { throw notUTF8() }
        default:
            guard machine.recordLength() <= batch.limits.bytes else { throw tooLarge(batch.limits) }
            throw fault(stop)
        }
    }
}
