import MateoCore
import Testing

/// A service that counts requests by the time at which they arrive.
private func mostArrivals(_ arrivals: [Double], in window: Double) -> Int {
    let sorted = arrivals.sorted()
    var (first, most) = (0, 0)
    for last in sorted.indices {
        while sorted[last] - sorted[first] >= window { first += 1 }
        most = max(most, last - first + 1)
    }
    return most
}

extension Numbers {
    /// A number from 0 to less than 1.
    fileprivate mutating func fraction() -> Double {
        Double(next(1 << 30)) / Double(1 << 30)
    }
}

@Suite struct PaceTests {
    @Test(
        "A rate becomes a number of requests in a window",
        arguments: [
            (2.0, 2, 1000), (1.0, 1, 1000), (0.5, 1, 2000), (0.3, 1, 3334), (1.9, 1, 1000), (2.5, 2, 1000),
            (3.7, 3, 1000), (16, 16, 1000), (17, 8, 500), (31, 15, 500), (100, 14, 143), (1_000_000, 16, 1),
            (.infinity, 16, 1), (1e-12, 1, 86_400_000), (0, 0, 0), (-1, 0, 0), (.nan, 0, 0),
        ] as [(Double, Int64, Int64)])
    func window(rate: Double, count: Int64, length: Int64) {
        let pace = Pace(requestsPerSecond: rate)
        #expect(pace.count == count)
        #expect(pace.length == length)
    }

    @Test("No rate has more requests in a second than it says, and few have far less")
    func everyRateFitsIntoItsSecond() {
        for limit in Int64(1)...5000 {
            let pace = Pace(requestsPerSecond: Double(limit))
            // A second has so many whole windows, and a part of one more.
            let windows = (1000 + pace.length - 1) / pace.length
            #expect(windows * pace.count <= limit)
            #expect(pace.count <= Pace.mostCount)
            if limit <= 100 { #expect(pace.count * 1000 * 10 >= limit * pace.length * 8) }
        }
    }

    @Test(
        "Whatever the latencies are and whenever requests arrive, no window has too many",
        arguments: [0.3, 0.5, 1, 1.5, 2, 2.5, 3.7, 5, 8, 16, 17, 40, 100, 1000])
    func noWindowHasTooMany(rate: Double) {
        for seed in UInt64(1)...40 {
            var random = Numbers(state: seed)
            var window = PaceWindow(Pace(requestsPerSecond: rate))
            // The clock shows whole milliseconds, and the service's second is a little longer than ours.
            let drift = 1 + Double(seed % 3) * 0.002
            let longest = [3, 30, 300, 10_000][Int(seed % 4)]
            var (time, arrivals): (Double, [Double]) = (0, [])
            for _ in 0..<400 {
                let clock = window.earliest(now: Int64(time))
                let start = max(time, Double(clock) + (clock > Int64(time) ? random.fraction() : 0))
                let latency = 1 + random.fraction() * Double(random.next(longest))
                let end = start + latency
                let place = random.next(3)
                let part = place == 0 ? 0 : place == 1 ? 1 : random.fraction()
                arrivals.append((start + latency * part) * drift)
                window.add(start: Int64(start), end: Int64(end))
                time = end + (random.next(4) == 0 ? random.fraction() * 3000 : 0)
            }
            let allowed = max(1, Int(rate))
            #expect(mostArrivals(arrivals, in: rate < 1 ? 1000 / rate : 1000) <= allowed, "seed \(seed)")
        }
    }

    /// When the last of 50 requests has its answer, in milliseconds.
    private func time(of count: Int, rate: Double, latency: Int64) -> Int64 {
        var window = PaceWindow(Pace(requestsPerSecond: rate))
        var now: Int64 = 5000
        for _ in 0..<count {
            now = window.earliest(now: now)
            window.add(start: now, end: now + latency)
            now += latency
        }
        return now - 5000
    }

    @Test(
        "Fifty requests take no longer than their latency makes them",
        arguments: [(10, 25_000), (300, 32_500), (1000, 50_000)] as [(Int64, Int64)])
    func fiftyRequests(latency: Int64, ideal: Int64) {
        let time = time(of: 50, rate: 2, latency: latency)
        #expect(time <= ideal * 103 / 100)
        // Faster than this would be more than two requests in a second.
        #expect(time >= 24_500)
    }

    @Test(
        "Starts are a window's part apart, and more where arrivals can vary more",
        arguments: [0, 10, 50, 300] as [Int64])
    func startsAreApart(latency: Int64) {
        var window = PaceWindow(Pace(requestsPerSecond: 2))
        window.add(start: 10_000, end: 10_000 + latency)
        let next = window.earliest(now: 10_000 + latency)
        #expect(next == 10_000 + 510 + latency / 2)
        // However late the first arrives and however early the second, up to 20 ms of latency a service sees 500 ms.
        if latency <= 20 { #expect(next - (10_000 + latency) >= 500) }
    }

    @Test("Without a limit a request may start at once")
    func noLimit() {
        var window = PaceWindow(Pace(requestsPerSecond: 0))
        for now in Int64(0)..<100 {
            #expect(window.earliest(now: now) == now)
            window.add(start: now, end: now)
        }
        #expect(Pace(requestsPerSecond: 0).spacing == 0)
    }

    @Test("A high limit does not slow down requests of a millisecond")
    func highLimit() {
        #expect(time(of: 1000, rate: 1_000_000, latency: 1) == 1000)
    }
}
