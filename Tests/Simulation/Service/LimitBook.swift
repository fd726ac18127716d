/// The service's counts for its client, by the arrival of requests.
struct LimitBook {
    private let scenario: Scenario
    private var requests: [Int64] = []
    private var entities: [(at: Int64, amount: Int64)] = []
    /// The part of the day's entities that other users of the key took.
    var takenByOthers: Int64 = 0

    init(_ scenario: Scenario) {
        self.scenario = scenario
    }

    private func windowStart(_ now: Int64) -> Int64 {
        switch scenario.quotaKind {
        case .rolling: now - Scenario.day
        case .calendar: (now + scenario.quotaOffset) / Scenario.day * Scenario.day - scenario.quotaOffset - 1
        }
    }

    /// The most requests in a window, in milliseconds: in a second, or in the time of one request if that is longer.
    private var shortLimit: (most: Int, window: Int64) {
        let rate = scenario.requestsPerSecond
        return rate < 1 ? (1, Int64(Double(scenario.second) / rate)) : (Int(rate), scenario.second)
    }

    /// Counts a request.
    ///
    /// - Returns: the limit that it breaks, or nil.
    mutating func arrive(_ now: Int64) -> String? {
        requests.append(now)
        let (most, window) = shortLimit
        let inWindow = requests.reversed().prefix { $0 > now - window }.count
        if inWindow > most { return "\(inWindow) requests in \(window) ms" }
        let start = windowStart(now)
        let inDay = requests.reversed().prefix { $0 > start }.count
        if Int64(inDay) > scenario.requestsPerDay {
            return "\(inDay) requests in a window of \(scenario.requestsPerDay)"
        }
        return nil
    }

    /// Counts the records of a POST if the window has room for them.
    ///
    /// - Returns: the limit that it would break, or nil.
    mutating func take(_ amount: Int, _ now: Int64) -> String? {
        let start = windowStart(now)
        let used = entities.reversed().prefix { $0.at > start }.reduce(0) { $0 + $1.amount }
        guard used + takenByOthers + Int64(amount) <= scenario.entitiesPerDay else {
            return "\(used) + \(amount) entities in a window of \(scenario.entitiesPerDay)"
        }
        entities.append((now, Int64(amount)))
        return nil
    }

    /// Removes the records of a POST that was refused.
    mutating func giveBack() {
        if !entities.isEmpty { entities.removeLast() }
    }

    /// Returns the seconds until the limit of the day would allow more.
    func secondsLeft(_ now: Int64) -> Int64 {
        let start = windowStart(now)
        let first = requests.first { $0 > start } ?? now
        switch scenario.quotaKind {
        case .rolling: return max(1, (first + Scenario.day - now) / 1000 + 1)
        case .calendar: return max(1, (start + 1 + Scenario.day - now) / 1000 + 1)
        }
    }

    func requestsLeft(_ now: Int64) -> Int64 {
        let start = windowStart(now)
        return max(0, scenario.requestsPerDay - Int64(requests.reversed().prefix { $0 > start }.count))
    }
}
