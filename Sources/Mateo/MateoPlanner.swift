public import MateoCore
public import MateoEngine

/// Plans when the records of a file can be sent. Sends nothing.
public struct MateoPlanner: Sendable {
    /// What the records are.
    public let type: RecordType
    private let batch: BatchLimits
    private let planner: Planner

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
        var reader = CSVReader(type: type, options: options)
        return try plan(path, &reader)
    }

    /// A plan for a file with one JSON object a line.
    public func plan(jsonLinesFile path: String) throws(MateoError) -> Plan {
        var reader = JSONReader(type: type, form: .lines)
        return try plan(path, &reader)
    }

    private func plan<Reader: RecordReader & ~Copyable>(
        _ path: String, _ reader: inout Reader
    ) throws(MateoError) -> Plan {
        var planner = planner
        try InputFile.forEachBatch(of: path, &reader, batch) { batch in
            planner.add(records: Int64(batch.records))
        }
        return planner.finish()
    }
}
