import CSQLite
import Foundation
import MateoCore
import Testing

@testable import MateoEngine

private let day: Int64 = 86_400_000
private let morning: Int64 = 1_767_225_600_000

/// The gate that all requests of a key pass, with times that a test chooses.
@Suite struct GateTests {
    private struct Gate {
        let journal: Journal
        let account: Int64
        var limits: Limits

        init(path: String = "", rate: Double = 2, change: (inout Options) -> Void = { _ in }) throws {
            var options = Options()
            options.requestsPerSecond = rate
            change(&options)
            limits = Limits(options)
            journal = try Journal(path: path)
            account = try journal.account(fingerprint: "a key")
        }

        func wait(_ now: Int64) throws -> Int64 {
            try journal.gateWait(account, limits, now: now)
        }

        func begin(_ now: Int64, entities: Int64 = 0, wallNow: Int64 = morning) throws -> Permit {
            try journal.write { () throws(MateoError) in
                try journal.bringBack(account, limits, wallNow: wallNow)
                return try journal.beginRequest(
                    Charge(account: account, entities: entities), limits, isMarked: true, now: now,
                    wallNow: wallNow)
            }
        }

        func end(
            _ permit: Permit, _ now: Int64, pause: Int64 = 0, refund: Bool = false, wallNow: Int64 = morning
        ) throws {
            try journal.write { () throws(MateoError) in
                try journal.endRequest(
                    permit, limits, pause: pause, refund: refund, now: now, wallNow: wallNow)
            }
        }

        func number(_ sql: StaticString) throws -> Int64 {
            let query = try journal.database.statement(sql)
            return try query.step() ? query.key(0) : -1
        }

        /// By how much the sums differ from the uses.
        func difference() throws -> Int64 {
            try number(
                """
                SELECT abs(used_requests - total(requests)) + abs(used_entities - total(entities))
                FROM account JOIN usage ON usage.account = account.id
                """)
        }
    }

    @Test("The end of the second last request keeps the next one back, and the last start does")
    func endsAndStarts() throws {
        let gate = try Gate()
        let first = try gate.begin(10_000)
        #expect(try gate.wait(10_001) == 4999)
        try gate.end(first, 10_300)
        #expect(try gate.wait(10_300) == 10_000 + 660 - 10_300)
        let second = try gate.begin(10_700)
        try gate.end(second, 10_710)
        // A second and its margin after the end of the first.
        #expect(try gate.wait(10_710) == 10_300 + 1020 - 10_710)
        // A pause that the service asks for holds, too.
        let third = try gate.begin(11_320)
        try gate.end(third, 11_330, pause: 20_000)
        #expect(try gate.wait(11_330) == 20_000)
        #expect(try gate.wait(31_330) == 0)
    }

    @Test("A request starts when the transport has it, not when the journal was written")
    func startOfTheTransport() throws {
        let gate = try Gate()
        var permit = try gate.begin(10_000)
        permit.start(at: 10_080)
        try gate.end(permit, 10_100)
        #expect(try gate.wait(10_100) == 10_080 + 520 - 10_100)
    }

    @Test("A request whose process is gone counts until its permit ends, or until it is known to be gone")
    func theRequestOfAProcessThatIsGone() throws {
        let gate = try Gate(rate: 1)
        let dead = try gate.begin(10_000)
        #expect(try gate.wait(10_000) == 5000 + 1020)
        let opens = try gate.journal.openGate(gate.account, opens: 12_000)
        #expect(opens)
        #expect(try gate.wait(10_000) == 2000 + 1020)
        #expect(try gate.journal.openGate(gate.account, opens: 11_000) == false)
        // It was there after all, and others have the gate by now.
        let next = try gate.begin(13_020)
        try gate.end(dead, 13_030)
        #expect(try gate.journal.isGateBusy(gate.account))
        #expect(try gate.wait(13_030) == 13_020 + 5000 + 1020 - 13_030)
        try gate.end(next, 13_040)
        #expect(try gate.wait(13_040) == 1020)
    }

    @Test("A permit is renewed by its own number, whatever pause another process was given meanwhile")
    func renewals() throws {
        let gate = try Gate()
        var slow = try gate.begin(10_000)
        var late = slow
        #expect(try gate.journal.keepRequest(&slow, gate.limits, now: 12_500))
        #expect(try gate.wait(12_500) == 5000)
        // The first process was held up for long.
        var other = try gate.begin(18_000)
        #expect(try !gate.journal.keepRequest(&late, gate.limits, now: 18_001))
        try gate.end(slow, 18_002, pause: 30_000)
        #expect(try gate.journal.keepRequest(&other, gate.limits, now: 20_600))
        try gate.end(other, 20_700)
        #expect(try gate.wait(20_700) == 48_002 - 20_700)
    }

    @Test("Times of a clock that was reset are not believed")
    func resetClock() throws {
        let gate = try Gate()
        for now in [1_000_000, 1_001_000, 1_002_000] as [Int64] {
            try gate.end(try gate.begin(now), now + 10, pause: now == 1_002_000 ? 3000 : 0)
        }
        #expect(try gate.wait(5000) == 0)
        let permit = try gate.begin(5000)
        try gate.end(permit, 5010)
        #expect(try gate.wait(5010) == 505)
        // A journal whose machine was started just now believes no more than a request can take.
        let slow = try Gate(rate: 0.01)
        try slow.end(try slow.begin(9000), 9010)
        #expect(try slow.wait(9010) == 102_000)
        #expect(try slow.wait(10) == 0)
    }

    @Test(
        "No window has too many requests, whatever latencies, deaths and renewals there are",
        arguments: [0.5, 1, 2, 3.7, 8, 16, 40])
    func noWindowHasTooMany(rate: Double) throws {
        for seed in UInt64(1)...20 {
            var random = Dice(state: seed)
            let gate = try Gate(rate: rate)
            var (now, arrivals): (Int64, [Int64]) = (5000, [])
            for _ in 0..<150 {
                now += try gate.wait(now)
                #expect(try gate.wait(now) == 0)
                var permit = try gate.begin(now)
                var closes = now + 2 * Permit.half
                let latency = Int64(1 + random.next([5, 50, 500, 10_000][random.next(4)]))
                let start = now + (latency > 3 ? Int64(random.next(3)) : 0)
                permit.start(at: start)
                var isHeld = true
                while now + Permit.half < start + latency, isHeld {
                    now += Permit.half
                    isHeld = random.next(8) != 0
                    if isHeld {
                        #expect(try gate.journal.keepRequest(&permit, gate.limits, now: now))
                        closes = now + 2 * Permit.half
                    }
                }
                let end = start + latency
                if isHeld, random.next(8) != 0 {
                    arrivals.append(start + Int64(random.next(Int(latency) + 1)))
                    now = end
                    try gate.end(permit, now, pause: random.next(20) == 0 ? 1500 : 0)
                } else {
                    // The process is gone: its request arrives before its permit ends, or never.
                    arrivals.append(start + Int64(random.next(Int(closes - start) + 1)))
                }
                if random.next(5) == 0 { now += Int64(random.next(3000)) }
            }
            let window = rate < 1 ? Int64(1000 / rate) : 1000
            let sorted = arrivals.sorted()
            for (index, time) in sorted.enumerated() {
                let count = sorted[...index].reversed().prefix { $0 > time - window }.count
                #expect(count <= max(1, Int(rate)), "seed \(seed)")
            }
        }
    }

    @Test("The sums of an account are those of its uses, whatever comes and goes")
    func sums() throws {
        let gate = try Gate {
            $0.quotaWindow = 20_000
            $0.requestTimeout = 3000
        }
        var random = Dice(state: 7)
        var (now, wall, open): (Int64, Int64, [Permit]) = (5000, morning, [])
        for _ in 0..<600 {
            now += 500
            wall += random.next(40) == 0 ? Int64(random.next(60_000)) - 30_000 : 500
            open.append(try gate.begin(now, entities: Int64(random.next(1000)), wallNow: wall))
            if random.next(3) > 0 {
                let permit = open.remove(at: random.next(open.count))
                let refund = random.next(3) == 0
                try gate.end(permit, now, refund: refund, wallNow: wall)
                if random.next(4) == 0 { try gate.end(permit, now, refund: refund, wallNow: wall) }
            }
            #expect(try gate.difference() == 0)
        }
        #expect(try gate.number("SELECT count(*) FROM usage") < 100)
        #expect(try gate.number("SELECT count(*) FROM gate_end") == Pace.mostCount)
    }

    @Test(
        "Fifty batches are sent as fast as two requests a second allow, and none is refused",
        arguments: [(10, 25_000), (300, 32_500), (1000, 50_000)] as [(Int64, Int64)])
    func fiftyBatches(latency: Int64, ideal: Int64) throws {
        let world = try World()
        world.service.latency = latency
        world.options.batch.records = 10
        let start = world.host.monotonicMilliseconds
        #expect(try world.sealedImport(500).run() == .finished)
        let posts = world.service.requests.filter { $0.entities > 0 }.map(\.at)
        #expect(posts.count == 50)
        let last = try #require(posts.last)
        #expect(last + latency - start <= ideal * 103 / 100)
        #expect(world.service.mostRequestsInASecond <= 2)
        let polls = world.service.requests.filter { $0.entities == 0 && $0.at < last }
        #expect(polls.count * 100 < 3 * 50)
    }

    /// A gate with so many uses of the last hours, and one a minute ago.
    private func filled(_ count: Int64, limit: Int64) throws -> Gate {
        let gate = try Gate {
            $0.requestsPerDay = limit
            $0.entitiesPerDay = 10 * limit
        }
        try gate.journal.write { () throws(MateoError) in
            let add = try gate.journal.database.statement(
                """
                WITH RECURSIVE row(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM row WHERE n < ?2)
                INSERT INTO usage(account, at, requests, entities) SELECT 1, ?1 - n * 1000, 1, 10 FROM row
                """)
            add.bind(1, morning)
            add.bind(2, count)
            try add.run()
            try gate.journal.database.execute(
                "UPDATE account SET (used_requests, used_entities) = (SELECT sum(requests), sum(entities) FROM usage)"
            )
        }
        return gate
    }

    /// The steps that SQLite takes for what a request asks and writes, and the answer of the quota.
    private func steps(_ gate: Gate) throws -> (steps: Int64, isAllowed: Bool) {
        let charge = Charge(account: gate.account, entities: 10)
        for _ in 0..<2 { try gate.end(try gate.begin(5000, entities: 10), 5010) }
        let before = gate.journal.database.steps
        let quota = try gate.journal.quota(charge, gate.limits, wallNow: morning)
        _ = try gate.wait(5010)
        try gate.end(try gate.begin(6000, entities: 10), 6010)
        return (gate.journal.database.steps - before, quota.entities <= morning)
    }

    @Test("A request costs the same with 100 and with 10,000 uses in the window")
    func stepsOfARequest() throws {
        let few = try steps(try filled(100, limit: 20_000))
        let many = try steps(try filled(10_000, limit: 20_000))
        #expect(few.isAllowed && many.isAllowed)
        #expect(few.steps > 50)
        #expect(abs(many.steps - few.steps) <= few.steps / 10)
    }

    @Test("A used-up quota reads as many uses as have to leave the window")
    func stepsOfAUsedUpQuota() throws {
        let few = try steps(try filled(100, limit: 100))
        let many = try steps(try filled(10_000, limit: 10_000))
        #expect(!few.isAllowed && !many.isAllowed)
        #expect(abs(many.steps - few.steps) <= few.steps / 10)
    }

    @Test("Journals of the first two formats go on: what closed the gate still does, and what was used is")
    func olderFormats() throws {
        let world = try World()
        let path = world.path("old.db")
        let fixture = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../Fixtures/journal-1.sql")
        var old: OpaquePointer?
        sqlite3_open(path, &old)
        let script = try String(contentsOf: fixture, encoding: .utf8)
        #expect(sqlite3_exec(old, script, nil, nil, nil) == SQLITE_OK)
        #expect(
            sqlite3_exec(
                old,
                """
                UPDATE account SET gate_opens = 8000;
                INSERT INTO usage(account, at, requests, entities) VALUES (1, \(morning), 1, 300), (1, \(morning), 1, 7);
                """, nil, nil, nil) == SQLITE_OK)
        sqlite3_close(old)
        let journal = try Journal(path: path)
        var options = Options()
        options.entitiesPerDay = 400
        let limits = Limits(options)
        #expect(try journal.gateWait(1, limits, now: 5000) == 3000)
        #expect(try journal.gateWait(1, limits, now: 8000) == 0)
        let sums = try journal.database.statement(
            "SELECT used_requests >= 2, used_entities >= 307 FROM account")
        #expect(try sums.step() && sums.flag(0) && sums.flag(1))
        let quota = try journal.quota(Charge(account: 1, entities: 100), limits, wallNow: morning + 1000)
        #expect(quota.entities == morning + day + 251)
    }
}

/// SplitMix64.
private struct Dice {
    var state: UInt64

    mutating func next(_ limit: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((value ^ (value >> 31)) % UInt64(limit))
    }
}
