/// The state of an import that decides its next action. Times are in milliseconds. `now` and the other times are on the
/// monotonic clock, `wallNow` and the quota's times on the wall clock.
public struct Situation: Equatable, Sendable {
    /// The monotonic clock.
    public var now: Int64 = 0
    /// The wall clock, since 1970.
    public var wallNow: Int64 = 0
    /// The batches that wait to be sent.
    public var pending: Int64 = 0
    /// Whether the next of them may be sent.
    public var sending = Sending.free
    /// Whether its rows must be checked before it is sent.
    public var isUnchecked = false
    /// The batches to look up.
    public var lost: Int64 = 0
    /// When the first of them may be looked up.
    public var lookUpAt: Int64 = 0
    /// The jobs to poll. Jobs past their deadline do not count.
    public var open: Int64 = 0
    /// The finished jobs with a list of failed records to fetch from its address.
    public var lists: Int64 = 0
    /// When the next of these lists may be fetched.
    public var listDue: Int64 = 0
    /// The batches with an unknown outcome that are not polled any more.
    public var undecided: Int64 = 0
    /// When the next poll is due.
    public var pollDue: Int64?
    /// The end of the back-off after failures in a row.
    public var backoffUntil: Int64 = 0
    /// The wall clock's time at which the quota allows the next batch. `wallNow` or earlier means now.
    public var quotaAt: Int64 = 0
    /// The wall clock's time at which the quota allows the next request of any kind.
    public var requestQuotaAt: Int64 = 0

    /// Creates a situation with nothing to do.
    public init() {}
}

extension Situation {
    /// The next action.
    ///
    /// Settling earlier batches has priority over sending. Lost batches are looked up, lists are fetched while they
    /// exist, and jobs are polled when a poll is due. Then the next batch is sent.
    public var nextAction: NextAction {
        guard pending + lost + open + lists > 0 else { return undecided > 0 ? .giveUp : .finish }
        let pending = sending == .free ? pending : 0
        guard pending + lost + open + lists > 0 else { return .stop }
        guard now >= backoffUntil else { return .wait(until: backoffUntil) }
        guard requestQuotaAt <= wallNow else { return .pause(until: requestQuotaAt) }
        if lost > 0, lookUpAt <= now { return .lookUp }
        if lists > 0, listDue <= now { return .fetchList }
        if open > 0, let pollDue, pollDue <= now { return .poll }
        if pending > 0, isUnchecked { return .check }
        if pending > 0, quotaAt <= wallNow { return .send }
        var next: Int64?
        if lost > 0 { next = lookUpAt }
        if lists > 0 { next = min(next ?? listDue, listDue) }
        if open > 0, let pollDue { next = min(next ?? pollDue, pollDue) }
        if let next {
            return .wait(until: pending > 0 ? min(next, now + (quotaAt - wallNow)) : next)
        }
        return .pause(until: quotaAt)
    }
}
