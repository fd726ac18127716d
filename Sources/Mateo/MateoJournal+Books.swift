public import MateoCore
public import MateoEngine

/// Operations on imports that do not run them.
extension MateoJournal {
    /// Returns all imports in the order in which they were opened.
    ///
    /// - Parameter limits: the options that the imports run with. Their quotas determine whether an import pauses.
    public func imports(limits: Options = Options()) throws(MateoError) -> [ImportStatus] {
        var found: [ImportStatus] = []
        var last: Int64 = 0
        while let next = try journal.summary(after: last, limits, wallNow: Timestamp.now.milliseconds) {
            found.append(ImportStatus(next, try journal.pauseReason(of: next)))
            last = next.entry.id
        }
        return found
    }

    /// Returns all imports of a name in the order in which they were opened. The name means the last one.
    public func imports(named name: String, limits: Options = Options()) throws(MateoError) -> [ImportStatus] {
        try imports(limits: limits).filter { $0.name == name }
    }

    /// Returns the newest import of a name, or nil.
    public func status(
        ofImport name: String, limits: Options = Options()
    ) throws(MateoError) -> ImportStatus? {
        try journal.summary(ofImport: name, limits, wallNow: Timestamp.now.milliseconds)
            .map { (summary) throws(MateoError) in ImportStatus(summary, try journal.pauseReason(of: summary)) }
    }

    /// Returns the history of the newest import of a name, read in one transaction, or nil if there is none.
    ///
    /// - Parameters:
    ///   - name: the name of the import.
    ///   - limits: the options that the import runs with, for their quotas.
    ///   - body: receives each row that failed or was not sent, in order. It contains personal data.
    public func history(
        ofImport name: String, limits: Options = Options(), failures body: (FailedRecord) -> Void = { _ in }
    ) throws(MateoError) -> ImportHistory? {
        try journal.reading { () throws(MateoError) -> ImportHistory? in
            let now = Timestamp.now
            guard let summary = try journal.summary(ofImport: name, limits, wallNow: now.milliseconds) else {
                return nil
            }
            var history = ImportHistory(ImportStatus(summary, try journal.pauseReason(of: summary)), at: now)
            guard summary.entry.isSealed else { return history }
            try history.read(journal, summary.entry.id)
            var last: Failure?
            while true {
                let page = try journal.failures(of: summary.entry.id, after: last, limit: FailedRecords.pageSize)
                guard let end = page.last else { return history }
                for failure in page { body(FailedRecord(failure)) }
                last = end
            }
        }
    }

    /// Returns the faults of the journal as text, or nothing if its file is valid and its books balance. Each record
    /// must be in one batch and in one state, records to send must exist, and each failure must be listed in its place.
    ///
    /// - Parameter name: the import to check; nil for all.
    public func differences(inImport name: String? = nil) throws(MateoError) -> [String] {
        try journal.differences(inImport: name)
    }

    /// Removes all imports of a name with their records and failures from the journal. The service keeps its data.
    ///
    /// - Parameters:
    ///   - name: the name of the imports.
    ///   - force: whether to remove an unfinished import too. The outcome of its records then stays unknown. An import
    ///     that is being filled or run is not removed.
    /// - Returns: whether the data has left the journal's files. Otherwise it leaves them once all other processes have
    ///   closed the journal.
    @discardableResult
    public func forget(importNamed name: String, force: Bool = false) throws(MateoError) -> Bool {
        try Journal(toChange: journal.path).forget(importNamed: name, force: force)
    }

    /// Removes one import that is over. Others of its name stay.
    ///
    /// - Returns: as `forget(importNamed:force:)`.
    @discardableResult
    public func forget(_ status: ImportStatus) throws(MateoError) -> Bool {
        try Journal(toChange: journal.path).forget(importWithID: status.id)
    }

    /// Removes the digests of all records that were sent with any key. The next import that sends only changed records
    /// sends all of them.
    ///
    /// - Returns: as `forget(importNamed:force:)`.
    @discardableResult
    public func forgetDigests() throws(MateoError) -> Bool {
        try Journal(toChange: journal.path).forgetDigests()
    }

    /// Returns a planner that knows the used limits of a key.
    public func planner(type: RecordType, _ options: Options) throws(MateoError) -> MateoPlanner {
        MateoPlanner(
            type: type, options,
            try journal.planner(for: options, wallNow: Timestamp.now.milliseconds), journal: journal.path)
    }
}
