public import MateoCore
public import MateoEngine

/// What can be said and done about imports without running them.
extension MateoJournal {
    /// All imports in the order in which they were begun.
    ///
    /// - Parameter limits: the options they are run with, for their quotas: by them it is known whether an import
    ///   pauses.
    public func imports(limits: Options = Options()) throws(MateoError) -> [ImportStatus] {
        var found: [ImportStatus] = []
        var last: Int64 = 0
        while let next = try journal.summary(after: last, limits, wallNow: Timestamp.now.milliseconds) {
            found.append(ImportStatus(next))
            last = next.entry.id
        }
        return found
    }

    /// All imports of a name in the order in which they were begun. The last one is that which a name stands for.
    public func imports(named name: String, limits: Options = Options()) throws(MateoError) -> [ImportStatus] {
        try imports(limits: limits).filter { $0.name == name }
    }

    /// The newest import of a name; nil when there is none.
    public func status(
        ofImport name: String, limits: Options = Options()
    ) throws(MateoError) -> ImportStatus? {
        try journal.summary(ofImport: name, limits, wallNow: Timestamp.now.milliseconds).map(
            ImportStatus.init)
    }

    /// What happened to the newest import of a name, all as it was at one moment; nil when there is none.
    ///
    /// - Parameters:
    ///   - name: the name of the import.
    ///   - limits: the options it is run with, for their quotas.
    ///   - body: gets each row that failed or was not sent, in their order. It holds personal data.
    public func history(
        ofImport name: String, limits: Options = Options(), failures body: (FailedRecord) -> Void = { _ in }
    ) throws(MateoError) -> ImportHistory? {
        try journal.reading { () throws(MateoError) -> ImportHistory? in
            let now = Timestamp.now
            guard let summary = try journal.summary(ofImport: name, limits, wallNow: now.milliseconds) else {
                return nil
            }
            var history = ImportHistory(ImportStatus(summary), at: now)
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

    /// What is wrong in the journal, in words; nothing when its file is sound and its books balance: each record is in
    /// one batch and in one state, what still has to be sent is there, and each failure is listed where it belongs.
    ///
    /// - Parameter name: the import to look at; nil for all.
    public func differences(inImport name: String? = nil) throws(MateoError) -> [String] {
        try journal.differences(inImport: name)
    }

    /// Removes all imports of a name with the records and failures in the journal. What the service has stays there.
    ///
    /// - Parameters:
    ///   - name: the name of the imports.
    ///   - force: whether one that is not over is removed too. The outcome of its records is then never known. One that is
    ///     being filled or run is not removed.
    /// - Returns: whether the data are out of the journal's files already. Else they leave them when the others who
    ///   have the journal open close it.
    @discardableResult
    public func forget(importNamed name: String, force: Bool = false) throws(MateoError) -> Bool {
        try Journal(toChange: journal.path).forget(importNamed: name, force: force)
    }

    /// Removes one import that is over; others of its name stay.
    ///
    /// - Returns: as `forget(importNamed:force:)`.
    @discardableResult
    public func forget(_ status: ImportStatus) throws(MateoError) -> Bool {
        try Journal(toChange: journal.path).forget(importWithID: status.id)
    }

    /// Removes the digests of all records that were sent, of whatever key. The next import that sends only changed records
    /// sends all of them.
    ///
    /// - Returns: as `forget(importNamed:force:)`.
    @discardableResult
    public func forgetDigests() throws(MateoError) -> Bool {
        try Journal(toChange: journal.path).forgetDigests()
    }

    /// A planner that knows what of the limits of a key is used.
    public func planner(type: RecordType, _ options: Options) throws(MateoError) -> MateoPlanner {
        MateoPlanner(
            type: type, options,
            try journal.planner(for: options, wallNow: Timestamp.now.milliseconds), journal: journal.path)
    }
}
