import MateoCore
import Testing

@Suite struct QuotaTests {
    private let usage = [Usage(at: 100, amount: 4), Usage(at: 300, amount: 4), Usage(at: 900, amount: 2)]

    /// The earliest time for so much more of ten in a second.
    private func earliest(need: Int64, usage: [Usage], now: Int64, limit: Int64 = 10) -> Int64 {
        var window = QuotaWindow(Quota(limit: limit, window: 1000), usage)
        return window.earliest(need: need, now: now)
    }

    @Test("What fits goes at once")
    func whatFits() {
        #expect(earliest(need: 10, usage: [], now: 50) == 50)
        #expect(earliest(need: 2, usage: Array(usage.prefix(2)), now: 950) == 950)
        #expect(earliest(need: 99, usage: usage, now: 950, limit: 0) == 950)
    }

    @Test("What does not fit waits for the oldest to leave")
    func whatDoesNotFit() {
        #expect(earliest(need: 1, usage: usage, now: 950) == 1351)
        #expect(earliest(need: 5, usage: usage, now: 950) == 1551)
        #expect(earliest(need: 10, usage: usage, now: 950) == 2151)
    }

    @Test("More than the whole limit waits until nothing is used")
    func moreThanTheLimit() {
        #expect(earliest(need: 11, usage: [], now: 0) == 0)
        #expect(earliest(need: 11, usage: usage, now: 950) == 2151)
    }

    @Test("What has left the window does not count")
    func whatHasLeft() {
        #expect(earliest(need: 8, usage: usage, now: 1600) == 1600)
    }

    @Test("After the wait there is room in every window")
    func theAnswerIsEnough() {
        for need in Int64(1)...10 {
            let time = earliest(need: need, usage: usage, now: 950)
            let used = usage.filter { $0.at > time - 1000 }.reduce(0) { $0 + $1.amount }
            #expect(used + need <= 10)
        }
    }

    @Test("Only as many uses are read as have to leave the window", arguments: [0, 1, 4, 5, 9] as [Int64])
    func readsNoMore(need: Int64) {
        let quota = Quota(limit: 10, window: 1000)
        var read = 0
        _ = quota.earliest(need: need, used: 10, now: 950) { () -> Usage? in
            read += 1
            return usage[read - 1]
        }
        #expect(read == (need == 0 ? 0 : need <= 4 ? 1 : need <= 8 ? 2 : 3))
    }

    @Test("Waiting and using never exceeds the limit in any window")
    func noWindowHasTooMuch() {
        for seed in UInt64(1)...50 {
            var random = Numbers(state: seed)
            let limit = Int64(1 + random.next(50))
            var window = QuotaWindow(Quota(limit: limit, window: 1000), [])
            var (now, used): (Int64, [Usage]) = (0, [])
            for _ in 0..<200 {
                let need = Int64(1 + random.next(Int(limit)))
                now = window.earliest(need: need, now: now + Int64(random.next(300)))
                window.use(need, at: now)
                used.append(Usage(at: now, amount: need))
            }
            for (index, last) in used.enumerated() {
                let sum = used[...index].filter { $0.at > last.at - 1000 }.reduce(0) { $0 + $1.amount }
                #expect(sum <= limit)
            }
        }
    }

    @Test(
        "A batch has the least of its bounds",
        arguments: [(0, 0, 0, .max), (7, 0, 0, 7), (7, 5, 0, 5), (7, 5, 3, 3), (0, 0, 3, 3), (2, 5, 3, 2)]
            as [(Int64, Int64, Int64, Int64)])
    func batchCap(wanted: Int64, day: Int64, learnt: Int64, expected: Int64) {
        let cap = BatchCap(wanted: wanted, entities: Quota(limit: day, window: 1000), learnt: learnt)
        #expect(cap.records == expected)
    }
}
