public import MateoCore
public import MateoEngine

/// Plans when the records of a file can be sent. It sends nothing.
public struct MateoPlanner: Sendable {
    /// The type of the records.
    public let type: RecordType
    private let batch: BatchLimits
    private let sharedHandles: SharedHandles
    private let planner: Planner
    private let options: Options
    /// The journal's path; empty for none.
    private let journal: String
    /// Whether to leave out records that are equal to the last successful ones. Without a journal, none are known.
    public var onlyChanged = false
    /// Whether to ask the service for the contacts of deals or appointments first.
    public var contactsMustExist = false
    /// The members of the import's requests other than its records. Records that were sent with other settings count as
    /// changed.
    public var settings = ImportSettings()
    /// Receives notices about an input that are not errors.
    public var onNotice: @Sendable (String) -> Void = { _ in }

    /// Creates a planner for a key with an unused quota. `MateoJournal.planner` returns one that knows the used quota.
    public init(type: RecordType, _ options: Options) {
        self.init(type: type, options, Planner(unused: options, wallNow: Timestamp.now.milliseconds))
    }

    init(type: RecordType, _ options: Options, _ planner: Planner, journal: String = "") {
        self.type = type
        self.options = options
        self.journal = journal
        var batch = options.batch
        if options.entitiesPerDay > 0 { batch.records = min(batch.records, Int(options.entitiesPerDay)) }
        self.batch = batch
        sharedHandles = options.sharedHandles
        self.planner = planner
    }

    /// Returns a plan for a CSV file with a header line.
    public func plan(csvFile path: String, options: CSVOptions = CSVOptions()) throws(MateoError) -> Plan {
        var reader = DecodingReader(MappedReader(type: type, options: options), options.encoding)
        return try plan(path, &reader, isStrict: options.mapping?.isStrict == true)
    }

    /// Returns a plan for a file with one JSON object a line, or with one array of objects.
    public func plan(
        jsonLinesFile path: String, encoding: Encoding = .auto, isStrict: Bool = false
    ) throws(MateoError) -> Plan {
        var reader = DecodingReader(JSONReader(type: type, form: .lines, isStrict: isStrict), encoding)
        return try plan(path, &reader, isStrict: isStrict)
    }

    private func plan<Reader: RecordReader & ~Copyable>(
        _ path: String, _ reader: inout Reader, isStrict: Bool
    ) throws(MateoError) -> Plan {
        let noSecret: [UInt8] = []
        var keys = RecordKeys(type, secret: noSecret.span)
        var batches: [RowSpan] = []
        var held: Int64 = 0
        let journal = onlyChanged && !journal.isEmpty ? try Journal(existing: journal) : nil
        let secret = try journal?.digestSecret(for: options) ?? []
        var changes = ChangeFinder(type, settings, journal, secret: secret)
        var contacts = LinkedContacts()
        try InputFile.forEachBatch(of: path, &reader, batch, note: onNotice) { (batch) throws(MateoError) in
            try keys.add(batch.bytes, rows: batch.rows)
            if onlyChanged { try changes.add(batch.bytes, rows: batch.rows) }
            if contactsMustExist { try contacts.add(batch.bytes) }
            batches.append(RowSpan(first: batch.firstRow, count: Int64(batch.records)))
            for span in batch.leftOut { held += span.rows.count }
        }
        let duplicates = try keys.duplicates(sharedHandles)
        if isStrict, let first = duplicates.firstHeld {
            let why = first.leftOut
            throw try InputFile(path).locate(
                MateoError(.record, "\(why.place(ofRow: first.row)): \(why.reason)", row: first.row))
        }
        var planner = planner
        planner.ask(requests: contacts.requests())
        var plan =
            onlyChanged
            ? planner.finish(try changes.counts(without: duplicates), batch: Int64(self.batch.records))
            : Self.plan(batches, without: duplicates, planner)
        plan.held = held + duplicates.held
        plan.superseded = duplicates.superseded
        return plan
    }

    private static func plan(
        _ batches: [RowSpan], without duplicates: borrowing Duplicates, _ planner: Planner
    ) -> Plan {
        var planner = planner
        var index = 0
        for (number, batch) in batches.enumerated() {
            let next = number + 1 < batches.count ? batches[number + 1].first : .max
            var records = batch.count
            while let duplicate = duplicates.duplicate(index), duplicate.row < next {
                records -= 1
                index += 1
            }
            planner.add(records: records)
        }
        return planner.finish()
    }
}
