/// Reads CSV and converts its rows to records with a mapping. Without a mapping it reads like `CSVReader`.
///
/// With a mapping, the reader inside writes the cells of each row into a batch of its own. A `RowStage` writes from
/// there into the caller's batch. Rows that do not fit the mapping are held, or refuse the file if the mapping is
/// strict.
public struct MappedReader: RecordReader, ~Copyable {
    /// The most bytes that the reader inside gets at once.
    private static let pieceSize = 32 << 10

    private var reader: CSVReader
    private let isMapped: Bool
    /// See `CSVOptions`.
    private let listsCells: Bool
    private var stage: RowStage
    private var isBound = false
    /// Rows that were read and are not yet records.
    private var rows = BatchBuilder()
    private var hasRoom = false
    /// The place of the next row in these, and the number of rows before it.
    private var place = 0
    private var taken = 0
    /// The place of its text among those of the rows.
    private var sourceAt = 0
    private var row: Int64 = 0
    private var leftOut = 0
    private var isReaderFinished = false
    /// The number of rows that became records, and how many of these have an `external_id`.
    private var written: Int64 = 0
    private var externalIDs: Int64 = 0
    private var isTold = false
    private var isMissingTold = false
    /// The notice about the row that was read last.
    private var footer: Text?
    private var failure: MateoError?

    /// Creates a reader at the beginning of its input.
    ///
    /// - Parameter rowsBefore: the rows of the import before this input, which errors count too.
    public init(type: RecordType, options: CSVOptions = CSVOptions(), rowsBefore: Int64 = 0) {
        let mapping = options.mapping ?? Mapping()
        let isMapped = !mapping.isPlain || options.listsCells
        self.init(
            CSVReader(
                type: type, options: options, headings: isMapped ? .cells : .fields, rowsBefore: rowsBefore),
            RowStage(mapping, type: type, emptyCells: options.emptyCells), isMapped: isMapped,
            listsCells: options.listsCells)
    }

    /// Takes complete parts. If Embedded Swift optimizes an initializer that reads what it has set, the reader is
    /// destroyed before it is complete.
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
            rows.keepsSource = batch.keepsSource
            hasRoom = true
        }
        var done = 0
        do throws(MateoError) {
            while try drain(into: &batch), done < input.count {
                let end = min(done + Self.pieceSize, input.count)
                done += try reader.read(input.extracting(done..<end), into: &rows)
                try bind(&batch)
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
                    failure = MateoError(.state, "the CSV input has ended")
                    return true
                }
                isReaderFinished = try reader.finish(into: &rows)
                try bind(&batch)
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
                try bind(&batch)
            }
        } catch {
            return fail(error)
        }
        return nil
    }

    /// See `RecordReader`.
    public mutating func nextNotice() -> Text? {
        if let notice = RecordInspection.wholeNotice(&stage.wholes) { return notice }
        if stage.trimmed > 0 && !isTold {
            isTold = true
            let noun: StaticString = stage.trimmed == 1 ? "identifier" : "identifiers"
            return "\(stage.trimmed) \(noun) had blanks or invisible characters around them, which were removed"
        }
        if isMapped && !isMissingTold {
            isMissingTold = true
            if let notice = RecordInspection.missingNotice(
                records: written, externalIDs: externalIDs,
                advice: ". To hold such rows, set \"require\" to [\"external_id\"] in the mapping")
            {
                return notice
            }
        }
        if failure != nil, let notice = footer {
            footer = nil
            return notice
        }
        return reader.nextNotice()
    }

    /// See `RecordReader`.
    public var sourceForm: SourceForm? { reader.sourceForm }

    private mutating func fail(_ error: MateoError) -> MateoError {
        footer = nil
        failure = error
        return error
    }

    /// Finds the fields of the columns once the header line was read, and sets the lines of the rows.
    private mutating func bind(_ batch: inout BatchBuilder) throws(MateoError) {
        try rows.output.reserve(64)
        try rows.lines.move(to: &batch.lines, shift: batch.totalRecords - row)
        if isBound || reader.columns.count == 0 { return }
        isBound = true
        for column in 0..<reader.columns.headingPlaces.count {
            let place = reader.columns.headingPlaces.base[column].place
            let start = unsafe UnsafePointer(reader.columns.headings.base + place.lowerBound)
            try stage.addHeading(unsafe Span(_unsafeStart: start, count: place.count))
        }
        if listsCells { return }
        stage.expectsTotals = reader.hasNumberedRows
        stage.firstColumn = reader.columns.firstNamed - reader.columns.leading
        stage.notes = reader.columns.notes
        do throws(MateoError) {
            try stage.bind()
        } catch {
            if error.status == .memory { throw error }
            // Other errors are about a part of the mapping.
            if Array(error.message.utf8.prefix(3)).equals("the"), let all = impossibleHeadings() { throw all }
            let advice = reader.headerAdvice
            let isGood = advice.string.utf8.isEmpty
            throw MateoError(error.status, isGood ? "\(error.message)" : "\(advice). Otherwise: \(error.message)").with(
                excerpt: reader.headerCells)
        }
        try noteCases()
    }

    /// Returns the error for all headings that cannot be fields and are not mapped, or nil.
    private func impossibleHeadings() -> MateoError? {
        var columns: [Int] = []
        var first: [UInt8] = []
        for column in 0..<stage.headings.count {
            let heading = stage.headingText(column)
            if heading.count == 0 || Field.isPossible(heading) || stage.isMapped(heading) { continue }
            if columns.isEmpty && stage.type == .contacts { first = heading.withUnsafeBufferPointer { Array($0) } }
            columns.append(column + reader.columns.leading + 1)
        }
        if columns.isEmpty { return nil }
        return Field.impossible(columns, first, reader.header.line, reader.headerAdvice).with(
            excerpt: reader.headerCells)
    }

    /// Finds the headings that differ from their fields only in case.
    private mutating func noteCases() throws(MateoError) {
        if stage.mapping.isOnlyMapped { return }
        var spelling = Bytes(capacity: 64)
        for column in 0..<stage.headings.count {
            let heading = stage.headingText(column).withUnsafeBufferPointer { Array($0) }
            if stage.isMapped(heading.span) { continue }
            if try Field.kind(of: heading.span, stage.type, spelling: &spelling) == .custom { continue }
            try reader.columns.note(heading: heading.span, takenAs: spelling.span)
        }
    }

    /// Converts the rows to records. Returns false if the batch is full before the end of them.
    private mutating func drain(into batch: inout BatchBuilder) throws(MateoError) -> Bool {
        while !batch.isFull {
            if leftOut < rows.leftOut.count && rows.leftOut[leftOut].rows.first <= row + 1 {
                let span = rows.leftOut[leftOut]
                try batch.leaveOut(span.why)
                footer = nil
                row += 1
                if row + 1 >= span.rows.first + span.rows.count { leftOut += 1 }
                continue
            }
            if place >= rows.wholeEnd {
                reader.dropCells(ofRecords: rows.records)
                rows.removeBatch()
                place = 0
                taken = 0
                leftOut = 0
                sourceAt = 0
                if rows.records == 0 { return true }
                continue
            }
            try take(into: &batch)
        }
        return false
    }

    /// Converts the next row to a record, or holds it.
    private mutating func take(into batch: inout BatchBuilder) throws(MateoError) {
        let cells = reader.row(taken, rows.output.base + place)
        let result = listsCells ? try stage.list(cells, to: &batch.output) : try stage.write(cells, to: &batch.output)
        place += cells.end + 2
        taken += 1
        row += 1
        footer = nil
        guard result == .written else { return try hold(result, cells, &batch) }
        if cells.isFooter && written > 0 { footer = CSVReader.footer(row: importRow, line: line(of: batch)) }
        guard batch.commitRecord() else {
            batch.rollBackRecord()
            throw MateoError(
                .limit,
                "row \(importRow), line \(line(of: batch)): the record is larger than a batch may be (\(batch.limits.bytes) bytes). Shorten its cells, or leave out columns",
                row: importRow)
        }
        if batch.keepsSource {
            let source = nextSource()
            try batch.source.add(batch.totalRecords, rows.source.text(source))
        }
        written += 1
        if stage.hasExternalID { externalIDs += 1 }
    }

    /// Returns the place of the row's text, and moves past it.
    private mutating func nextSource() -> Range<Int> {
        let start = sourceAt
        sourceAt += rows.source.length(Int(row - rows.source.firstRow))
        return start..<sourceAt
    }

    /// The row that was read last, in the import.
    private var importRow: Int64 { reader.rowsBefore + row }

    /// Returns the line of the next row for a batch.
    private func line(of batch: borrowing BatchBuilder) -> Int64 { batch.lines.line(of: batch.totalRecords + 1) }

    /// Holds a row, or refuses the file.
    private mutating func hold(
        _ fault: Conversion, _ cells: CSVRow, _ batch: inout BatchBuilder
    ) throws(MateoError) {
        let (reason, line) = (stage.reason(fault), line(of: batch))
        if stage.mapping.isStrict || batch.isStrict {
            throw MateoError(.record, "row \(importRow), line \(line): \(reason)", row: importRow)
        }
        let input = try stage.object(cells, fault, &batch.output)
        var why = LeftOutRow(
            .held, code: fault.code.description, reason: reason, line: line,
            externalID: FailureReport.externalID(of: input), input: input)
        if batch.keepsSource {
            let source = nextSource()
            why.source = rows.source.text(source).withUnsafeBufferPointer { Array($0) }
        }
        try batch.leaveOut(why)
    }
}
