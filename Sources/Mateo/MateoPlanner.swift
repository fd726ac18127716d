public import MateoCore
public import MateoEngine

/// Plans when the records of a file can be sent. Sends nothing.
public struct MateoPlanner: Sendable {
    /// What the records are.
    public let type: RecordType
    private let batch: BatchLimits
    private let planner: Planner
    /// Gets what a person should know of an input, though it is no error.
    public var onNotice: @Sendable (String) -> Void = { _ in }

    /// A planner for a key with an unused quota. `MateoJournal.planner` gives one that knows what was used.
    public init(type: RecordType, _ options: Options) {
        self.init(type: type, options, Planner(unused: options, wallNow: Timestamp.now.milliseconds))
    }

    init(type: RecordType, _ options: Options, _ planner: Planner) {
        self.type = type
        var batch = options.batch
        if options.entitiesPerDay > 0 { batch.records = min(batch.records, Int(options.entitiesPerDay)) }
        self.batch = batch
        self.planner = planner
    }

    /// A plan for a CSV file with a header line.
    public func plan(csvFile path: String, options: CSVOptions = CSVOptions()) throws(MateoError) -> Plan {
        var reader = DecodingReader(MappedReader(type: type, options: options), options.encoding)
        return try plan(path, &reader)
    }

    /// A plan for a file with one JSON object a line, or with one array of objects.
    public func plan(jsonLinesFile path: String, encoding: Encoding = .auto) throws(MateoError) -> Plan {
        var reader = DecodingReader(JSONReader(type: type, form: .lines), encoding)
        return try plan(path, &reader)
    }

    private func plan<Reader: RecordReader & ~Copyable>(
        _ path: String, _ reader: inout Reader
    ) throws(MateoError) -> Plan {
        var planner = planner
        try InputFile.forEachBatch(of: path, &reader, batch, note: onNotice) { batch in
            planner.add(records: Int64(batch.records))
        }
        return planner.finish()
    }
}
