public import MateoCore
import MateoEngine

/// An existing journal, to read its content. It needs no key.
public actor MateoJournal {
    let journal: Journal
    private nonisolated let worker = Worker(name: "mateo.journal")

    /// Opens a journal. It is neither created nor changed.
    public init(path: String) throws(MateoError) {
        journal = try Journal(existing: path)
    }

    /// The thread in which it works.
    public nonisolated var unownedExecutor: UnownedSerialExecutor {
        worker.asUnownedSerialExecutor()
    }

    /// Returns the rows of an import that are in some states, or nil if there is no import of that name.
    public func failures(
        ofImport name: String, in states: RowStates = .known
    ) throws(MateoError) -> FailedRecords? {
        try sealedImport(named: name).map { id in
            FailedRecords { last throws(MateoError) in try await self.failures(of: id, after: last, states) }
        }
    }

    /// Returns the same rows as a CSV file to correct and import again, or nil if there is no import of that name.
    ///
    /// - Parameters:
    ///   - name: the name of the import.
    ///   - states: the states of the rows.
    ///   - isForExcel: whether Unicode text begins with a byte order mark, which Excel needs. Otherwise it begins with
    ///     one if the source did.
    public func failedRecordFile(
        ofImport name: String, in states: RowStates = .open, isForExcel: Bool = false
    ) throws(MateoError) -> FailedRecordFile? {
        guard let id = try sealedImport(named: name) else { return nil }
        return FailedRecordFile(file: try journal.failureFile(of: id, states, isForExcel: isForExcel))
    }

    /// Returns the service's hints about an import in the order of their arrival, or nil if there is no import of that
    /// name.
    public func hints(ofImport name: String) throws(MateoError) -> [ServiceHint]? {
        guard let id = try sealedImport(named: name) else { return nil }
        return try journal.hints(of: id, after: nil, limit: .max).map(ServiceHint.init)
    }

    /// Returns the rows with an unknown outcome, or nil if there is no import of that name. Rows among them that are
    /// listed as failed are not unknown.
    public func unknownRows(ofImport name: String) throws(MateoError) -> [ClosedRange<Int64>]? {
        guard let id = try sealedImport(named: name) else { return nil }
        return try journal.unknownRows(of: id, after: 0, limit: .max).joined()
    }

    /// Does the same for an import that need not be the newest of its name.
    public func unknownRows(of status: ImportStatus) throws(MateoError) -> [ClosedRange<Int64>] {
        try journal.unknownRows(of: status.id, after: 0, limit: .max).joined()
    }

    /// Returns the service's hints about an import that need not be the newest of its name.
    public func hints(of status: ImportStatus) throws(MateoError) -> [ServiceHint] {
        try journal.hints(of: status.id, after: nil, limit: .max).map(ServiceHint.init)
    }

    /// Returns the number of the newest import of a name, or nil if there is none or if it is not sealed.
    private func sealedImport(named name: String) throws(MateoError) -> Int64? {
        guard let entry = try journal.importEntry(named: name), entry.isSealed else { return nil }
        return entry.id
    }

    private func failures(
        of id: Int64, after last: FailedRecord?, _ states: RowStates
    ) throws(MateoError) -> [FailedRecord] {
        try journal.failures(of: id, after: last?.entry, limit: FailedRecords.pageSize, states).map(FailedRecord.init)
    }
}
