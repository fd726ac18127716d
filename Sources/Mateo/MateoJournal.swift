public import MateoCore
import MateoEngine

/// A journal that exists, to look at what is in it. It needs no key.
public actor MateoJournal {
    let journal: Journal
    private nonisolated let worker = Worker(name: "mateo.journal")

    /// Opens a journal. It is not made when there is none, and not changed.
    public init(path: String) throws(MateoError) {
        journal = try Journal(existing: path)
    }

    /// The thread in which it works.
    public nonisolated var unownedExecutor: UnownedSerialExecutor {
        worker.asUnownedSerialExecutor()
    }

    /// The names of the newest imports that hold all their records, newest first.
    public func importNames(limit: Int64 = 100) throws(MateoError) -> [String] {
        try journal.importNames(limit: limit)
    }

    /// The failed records of an import; nil when there is none of that name.
    public func failures(ofImport name: String) throws(MateoError) -> FailedRecords? {
        guard let entry = try journal.importEntry(named: name), entry.isSealed else { return nil }
        let id = entry.id
        return FailedRecords { last throws(MateoError) in try await self.failures(of: id, after: last) }
    }

    /// The service's remarks about an import, in the order in which they came; nil when there is none of that name.
    public func hints(ofImport name: String) throws(MateoError) -> [ServiceHint]? {
        guard let entry = try journal.importEntry(named: name), entry.isSealed else { return nil }
        return try journal.hints(of: entry.id, after: nil, limit: .max).map(ServiceHint.init)
    }

    /// Rows of which nobody can tell what came, but for those among them that are listed as failed; nil when there is
    /// no import of that name.
    public func unknownRows(ofImport name: String) throws(MateoError) -> [ClosedRange<Int64>]? {
        guard let entry = try journal.importEntry(named: name), entry.isSealed else { return nil }
        return try journal.unknownRows(of: entry.id, after: 0, limit: .max).joined()
    }

    private func failures(of id: Int64, after last: FailedRecord?) throws(MateoError) -> [FailedRecord] {
        try journal.failures(of: id, after: last?.entry, limit: FailedRecords.pageSize).map(FailedRecord.init)
    }
}
