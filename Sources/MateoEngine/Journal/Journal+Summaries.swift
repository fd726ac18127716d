public import MateoCore

/// The state of an import in the journal, for a caller that does not run it.
public final class ImportSummary: Sendable {
    /// The import.
    public let entry: ImportEntry
    /// `running` while a process has its lease, `paused` if it can continue at a known time, `interrupted` if it can
    /// continue now, `stopped` if its records fail. The journal does not store the service's refusals, so such an
    /// import is `interrupted` too.
    public let state: RunState
    /// When it can continue, in milliseconds since 1970; 0 unless it is paused.
    public let resumeAt: Int64
    /// The current counts of its records.
    public let counts: RecordCounts
    /// Whether a process has its lease: it runs the import, or adds records to it.
    public let isHeld: Bool

    init(_ entry: ImportEntry, _ state: RunState, resumeAt: Int64, _ counts: RecordCounts, isHeld: Bool) {
        self.entry = entry
        self.state = state
        self.resumeAt = resumeAt
        self.counts = counts
        self.isHeld = isHeld
    }
}

extension Journal {
    /// Returns the newest import of a name.
    ///
    /// - Parameter options: the limits, to determine whether the quota is used up.
    public func summary(
        ofImport name: String, _ options: Options, wallNow: Int64
    ) throws(MateoError) -> ImportSummary? {
        guard let entry = try importEntry(named: name) else { return nil }
        return try summary(of: entry, options, wallNow: wallNow)
    }

    /// Returns the import that was opened after the one with a number, or the first of all for 0.
    public func summary(
        after id: Int64, _ options: Options, wallNow: Int64
    ) throws(MateoError) -> ImportSummary? {
        guard let entry = try importEntry(after: id) else { return nil }
        return try summary(of: entry, options, wallNow: wallNow)
    }

    func summary(
        of entry: ImportEntry, _ options: Options, wallNow: Int64
    ) throws(MateoError) -> ImportSummary {
        let counts = try counts(of: entry.id)
        let (state, resumeAt) = try state(of: entry, counts, options, wallNow)
        return ImportSummary(entry, state, resumeAt: resumeAt, counts, isHeld: leases.isHeld(entry.id))
    }

    /// Returns why a paused import waits; nil for another state.
    public func pauseReason(of summary: ImportSummary) throws(MateoError) -> PauseReason? {
        summary.state == .paused ? try pauseReason(summary.entry.account, until: summary.resumeAt) : nil
    }

    private func state(
        of entry: ImportEntry, _ counts: RecordCounts, _ options: Options, _ wallNow: Int64
    ) throws(MateoError) -> (RunState, Int64) {
        guard entry.isSealed else { return (.filling, 0) }
        if try isOver(entry.id) { return (counts.unknown > 0 ? .unknown : .finished, 0) }
        if leases.isHeld(entry.id) { return (.running, 0) }
        let batches = try batchCounts(of: entry.id)
        let lost = batches[.lost] + batches[.unfound]
        if counts.pending + counts.inFlight + lost == 0 { return (.unknown, 0) }
        let next = try nextWaiting(entry.id)
        if let next, batches.open == 0, try sending(next, batches, options.firstLookLimits) == .stops {
            return (.stopped, 0)
        }
        let charge = Charge(account: entry.account, entities: next?.records ?? 0)
        let quota = try quota(charge, Limits(options), wallNow: wallNow)
        if quota.request > wallNow { return (.paused, quota.request) }
        if counts.inFlight + lost == 0, quota.entities > wallNow {
            return (.paused, quota.entities)
        }
        return (.interrupted, 0)
    }
}
