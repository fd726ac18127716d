/// Reads CSV and makes records of its rows as a mapping has it. Without a mapping it reads as `CSVReader` does.
///
/// With a mapping the reader inside writes the cells of each row into a batch of its own, and a `RowStage` writes from
/// there into the caller's. Rows that do not fit the mapping are held, or refuse the file if the mapping is strict.
public struct MappedReader: RecordReader, ~Copyable {
    /// How many bytes the reader inside gets at once.
    private static let pieceSize = 32 << 10

    private var reader: CSVReader
    private let isMapped: Bool
    /// See `CSVOptions`.
    private let listsCells: Bool
    private var stage: RowStage
    private var isBound = false
    /// The rows that were read and are not records yet.
    private var rows = BatchBuilder()
    private var hasRoom = false
    /// Where the next of them begins, its number, and which of the rows that were left out comes next.
    private var place = 0
    private var row: Int64 = 0
    private var leftOut = 0
    private var isReaderFinished = false
    private var isTold = false
    private var failure: MateoError?

    /// A reader at the beginning of its input.
    public init(type: RecordType, options: CSVOptions = CSVOptions()) {
        let mapping = options.mapping ?? Mapping()
        let isMapped = !mapping.isPlain || options.listsCells
        self.init(
            CSVReader(type: type, options: options, headings: isMapped ? .cells : .fields),
            RowStage(mapping, type: type, emptyCells: options.emptyCells), isMapped: isMapped,
            listsCells: options.listsCells)
    }

    /// Whole parts alone: an initializer that reads what it has set ends the life of a reader that is not made yet, when
    /// Embedded Swift optimizes it.
    private init(_ reader: consuming CSVReader, _ stage: consuming RowStage, isMapped: Bool, listsCells: Bool) {
        self.reader = reader
        self.stage = stage
        self.isMapped = isMapped
        self.listsCells = listsCells
    }

    /// See `RecordReader`.
    public mutating func read(_ input: Span<UInt8>, into batch: inout BatchBuilder) throws(MateoError) -> Int {
        guard isMapped else { return try reader.read(input, into: &batch) }
        if let failure { throw failure }
        if !hasRoom {
            rows = BatchBuilder(limits: batch.limits)
            hasRoom = true
        }
        var done = 0
        do throws(MateoError) {
            while try drain(into: &batch), done < input.count {
                let end = min(done + Self.pieceSize, input.count)
                done += try reader.read(input.extracting(done..<end), into: &rows)
                try bind()
            }
        } catch {
            throw fail(error)
        }
        return done
    }

    /// See `RecordReader`.
    public mutating func finish(into batch: inout BatchBuilder) throws(MateoError) -> Bool {
        guard isMapped else { return try reader.finish(into: &batch) }
        if let failure { throw failure }
        do throws(MateoError) {
            while try drain(into: &batch) {
                if isReaderFinished {
                    failure = MateoError(.state, "the CSV input has been finished")
                    return true
                }
                isReaderFinished = try reader.finish(into: &rows)
                try bind()
            }
        } catch {
            throw fail(error)
        }
        return false
    }

    /// See `RecordReader`.
    public mutating func fault(
        _ status: Status, _ message: Text, _ batch: inout BatchBuilder
    ) -> MateoError? {
        guard isMapped else { return reader.fault(status, message, &batch) }
        if let failure { return failure }
        do throws(MateoError) {
            while try drain(into: &batch) {
                if let error = reader.fault(status, message, &rows) { return fail(error) }
                try bind()
            }
        } catch {
            return fail(error)
        }
        return nil
    }

    /// See `RecordReader`.
    public mutating func nextNotice() -> Text? {
        if stage.trimmed > 0 && !isTold {
            isTold = true
            return "\(stage.trimmed) identifiers had blanks or invisible characters around them, which were cut"
        }
        return reader.nextNotice()
    }

    private mutating func fail(_ error: MateoError) -> MateoError {
        failure = error
        return error
    }

    /// Finds the fields of the columns, once the header line was read.
    private mutating func bind() throws(MateoError) {
        if isBound || reader.columns.count == 0 { return }
        isBound = true
        for column in 0..<reader.columns.headingPlaces.count {
            let place = reader.columns.headingPlaces.base[column].place
            let start = unsafe UnsafePointer(reader.columns.headings.base + place.lowerBound)
            try stage.addHeading(unsafe Span(_unsafeStart: start, count: place.count))
        }
        if !listsCells { try stage.bind() }
    }

    /// Makes records of the rows. False when the batch is full before.
    private mutating func drain(into batch: inout BatchBuilder) throws(MateoError) -> Bool {
        while !batch.isFull {
            if leftOut < rows.leftOut.count && rows.leftOut[leftOut].rows.first <= row + 1 {
                let span = rows.leftOut[leftOut]
                try batch.leaveOut(span.why)
                row += 1
                if row + 1 >= span.rows.first + span.rows.count { leftOut += 1 }
                continue
            }
            if place >= rows.wholeEnd {
                rows.removeBatch()
                place = 0
                leftOut = 0
                if rows.records == 0 { return true }
                continue
            }
            try take(into: &batch)
        }
        return false
    }

    /// Makes a record of the next row, or holds it.
    private mutating func take(into batch: inout BatchBuilder) throws(MateoError) {
        let start = unsafe UnsafePointer(rows.output.base + place + 1)
        let cells = unsafe Span(_unsafeStart: start, count: rows.wholeEnd - place - 1)
        let result = listsCells ? try stage.list(cells, to: &batch.output) : try stage.write(cells, to: &batch.output)
        place += stage.rowLength + 2
        row += 1
        if result == .written {
            guard batch.commitRecord() else {
                batch.rollBackRecord()
                throw MateoError(
                    .limit, "row \(row): the record is larger than a batch may be (\(batch.limits.bytes) bytes)",
                    row: row)
            }
            return
        }
        let reason = stage.reason(result)
        if stage.mapping.isStrict {
            throw MateoError(.record, "row \(row): \(reason)", row: row)
        }
        try batch.leaveOut(LeftOutRow(.held, code: result.code.description, reason: reason))
    }
}
