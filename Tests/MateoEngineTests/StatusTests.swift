import MateoCore
import Testing

@testable import MateoEngine

/// Every status as the answer to each kind of request, once, by a gateway that has no body for it. The imports have six
/// records in batches of two, and a journal in memory.
@Suite struct StatusTests {
    /// The statuses that end the run at once: the key or the request is refused.
    private static func refuses(_ status: Int32) -> Bool {
        (400...499).contains(status) && ![408, 421, 425, 429, 499].contains(status)
    }

    /// The statuses after which a POST may have been carried out.
    private static func isUnclear(_ status: Int32) -> Bool {
        !(300...499).contains(status) || [302, 303, 408, 409, 499].contains(status)
    }

    /// Runs an import to its end, and returns how often it was refused on the way.
    private func refusals(_ importing: World.VirtualImport) throws -> Int {
        var refusals = 0
        while true {
            do throws(MateoError) {
                #expect(try importing.run() == .finished)
                return refusals
            } catch {
                try #require(error.status == .refused || error.status == .unauthorized, "\(error.message)")
                refusals += 1
            }
        }
    }

    private func smallWorld() throws -> World {
        let world = try World()
        world.options.journalPath = ""
        world.options.batch.records = 2
        return world
    }

    private func check(
        _ world: World, _ status: Int32, type: RecordType = .contacts, endsRun: Bool, _ comment: Comment = ""
    ) throws {
        let importing = try world.sealedImport(6, type: type)
        #expect(try refusals(importing) == (endsRun ? 1 : 0), comment)
        #expect(world.acceptedOnce(6), comment)
        let counts = try importing.counts()
        #expect(counts.succeeded == 6 && counts.balance, comment)
    }

    @Test("After any status a POST is sent again unless it arrived", arguments: 100...599 as ClosedRange<Int32>)
    func posts(status: Int32) throws {
        // 413 and 422 are about the size or a record: the batch is divided.
        let endsRun = Self.refuses(status) && !Self.isUnclear(status) && ![413, 422].contains(status)
        if !(200...299).contains(status) {
            let world = try smallWorld()
            world.service.postFate = { $0 == 2 ? .instead(.status(status)) : .normal }
            try check(world, status, type: .deals, endsRun: endsRun, "not carried out")
        }
        for number in 1...2 where Self.isUnclear(status) {
            let world = try smallWorld()
            world.service.postFate = { $0 == number ? .after(.status(status)) : .normal }
            try check(world, status, type: .deals, endsRun: false, "carried out")
            #expect(world.service.posts == 3)
        }
    }

    @Test("After any status a poll is repeated", arguments: 100...599 as ClosedRange<Int32>)
    func polls(status: Int32) throws {
        let world = try smallWorld()
        world.service.getFate = { $0 == 1 ? .instead(.status(status)) : .normal }
        // 400 may be about a column.
        try check(world, status, endsRun: Self.refuses(status) && status != 400)
    }

    @Test("After any status a look-up is repeated", arguments: 100...599 as ClosedRange<Int32>, [true, false])
    func lookUps(status: Int32, hasArrived: Bool) throws {
        let world = try smallWorld()
        world.service.postFate = { $0 != 2 ? .normal : hasArrived ? .after(.status(504)) : .instead(.status(504)) }
        var answered = false
        world.service.getFate = { [service = world.service] _ in
            guard !answered, service.requests.last?.url.contains("reference_id=in.") == true else { return .normal }
            answered = true
            return .instead(.status(status))
        }
        // 400 may be about the column of references.
        try check(world, status, endsRun: Self.refuses(status) && status != 400)
        #expect(answered)
    }

    @Test(
        "A batch in conflict with what the service has is looked up once, and then divided",
        arguments: [("", 7), ("23505", 7), ("23503", 5)])
    func conflicts(code: String, posts: Int) throws {
        let world = try smallWorld()
        world.service.postFate = { [service = world.service] _ in
            service.lastPosted.contains("3") ? .instead(.status(409, #"{"code":"\#(code)","message":"m"}"#)) : .normal
        }
        let importing = try world.sealedImport(6, type: .deals)
        #expect(try importing.run() == .finished)
        let counts = try importing.counts()
        #expect((counts.succeeded, counts.failed) == (5, 1))
        #expect(world.acceptedOnce(5))
        // Three batches and the two parts of the one in conflict.
        #expect(world.service.posts == posts)
        #expect(try importing.failures(after: nil, limit: 9).map(\.row) == [3])
    }

    @Test(
        "A conflict between transactions passes, so the batch is looked up and sent again as a whole",
        arguments: ["40001", "40P01", "55P03"])
    func transactions(code: String) throws {
        let world = try smallWorld()
        world.service.postFate = {
            (2...5).contains($0) ? .instead(.status(409, #"{"code":"\#(code)","message":"m"}"#)) : .normal
        }
        let importing = try world.sealedImport(6, type: .deals)
        #expect(try importing.run() == .finished)
        #expect(try importing.counts().succeeded == 6)
        #expect(world.acceptedOnce(6))
        // Three batches, and four answers with the conflict.
        #expect(world.service.posts == 7)
    }

    @Test("A batch that may have arrived keeps using the quota", arguments: [408, 409, 499, 303] as [Int32])
    func quota(status: Int32) throws {
        let world = try smallWorld()
        world.options.entitiesPerDay = 6
        world.service.postFate = { $0 == 1 ? .instead(.status(status)) : .normal }
        #expect(try world.sealedImport(6).run() == .paused)
        #expect(world.acceptedOnce(4))
    }
}
