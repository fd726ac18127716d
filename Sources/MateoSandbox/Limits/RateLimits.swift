/// The three limits of the service: requests in any second, requests a day, imported entities a day. Days are rolling
/// windows. A limit of 0 means no limit. Refused requests do not count.
struct RateLimits {
    /// The limits in an answer's headers.
    struct Reading: Equatable {
        let limit: Int
        let remaining: Int
        let resetSeconds: Int
    }

    /// A refusal, with the time until the same request would be accepted.
    struct Refusal: Error, Equatable {
        let message: String
        let reading: Reading
        let retryAfterSeconds: Int
    }

    private let perSecond: Int
    private let perDay: Int
    private let entitiesPerDay: Int
    private let daySeconds: Int
    private var second = RollingWindow(width: 1_000_000)
    private var day: RollingWindow
    private var entities: RollingWindow

    init(requestsPerSecond: Int, requestsPerDay: Int, entitiesPerDay: Int, daySeconds: Int) {
        perSecond = requestsPerSecond
        perDay = requestsPerDay
        self.entitiesPerDay = entitiesPerDay
        self.daySeconds = daySeconds
        day = RollingWindow(width: Int64(daySeconds) * 1_000_000)
        entities = RollingWindow(width: Int64(daySeconds) * 1_000_000)
    }

    /// Counts a request, or refuses it.
    mutating func admit(at time: Int64) throws(Refusal) {
        second.advance(to: time)
        day.advance(to: time)
        if perDay > 0, day.total >= perDay {
            throw refusal("requests per day", perDay, wait(day, toHold: 1, of: perDay, at: time))
        }
        if perSecond > 0, second.total >= perSecond {
            throw refusal("requests per second", perSecond, wait(second, toHold: 1, of: perSecond, at: time))
        }
        if perSecond > 0 { second.add(1, at: time) }
        if perDay > 0 { day.add(1, at: time) }
    }

    /// Refuses all entities if they exceed the rest of the day's limit.
    mutating func check(entities count: Int, at time: Int64) throws(Refusal) {
        entities.advance(to: time)
        guard entitiesPerDay > 0, entities.total + count > entitiesPerDay else { return }
        let remaining = entitiesPerDay - entities.total
        let seconds = wait(entities, toHold: count, of: entitiesPerDay, at: time)
        throw Refusal(
            message: "imported entities per day: \(count) asked for, \(remaining) of \(entitiesPerDay) left",
            reading: Reading(limit: entitiesPerDay, remaining: remaining, resetSeconds: seconds),
            retryAfterSeconds: seconds)
    }

    /// Counts the entities of an accepted import.
    mutating func add(entities count: Int, at time: Int64) {
        if entitiesPerDay > 0 { entities.add(count, at: time) }
    }

    /// Returns the tighter of the two request limits at a time, or nil if there is none.
    mutating func reading(at time: Int64) -> Reading? {
        second.advance(to: time)
        day.advance(to: time)
        let readings = [(perSecond, second), (perDay, day)].compactMap { limit, window -> Reading? in
            guard limit > 0 else { return nil }
            let reset = wait(window, toHold: limit, of: limit, at: time)
            return Reading(limit: limit, remaining: max(0, limit - window.total), resetSeconds: reset)
        }
        return readings.min { $0.remaining < $1.remaining }
    }

    private func refusal(_ what: String, _ limit: Int, _ seconds: Int) -> Refusal {
        Refusal(
            message: "\(what): \(limit) allowed",
            reading: Reading(limit: limit, remaining: 0, resetSeconds: seconds), retryAfterSeconds: seconds)
    }

    private func wait(_ window: RollingWindow, toHold amount: Int, of limit: Int, at time: Int64) -> Int {
        if window.total + amount <= limit { return 0 }
        guard let free = window.time(whenAtMost: limit - amount) else { return daySeconds }
        return max(1, Int((free - time + 999_999) / 1_000_000))
    }
}
