import MateoCore
import Testing

@testable import MateoEngine

/// Batches get as large as the service takes them, and no smaller for the fault of one record or one hour.
@Suite struct SizingTests {
    private static let timeout = Answer.status(500, #"{"code":"57014","message":"canceling statement"}"#)

    private func world() throws -> World {
        let world = try World()
        world.options.batch.records = 1000
        world.options.entitiesPerDay = 0
        return world
    }

    private func limit(_ world: World, _ most: Int) {
        world.service.postFate = { [service = world.service] _ in
            service.lastPosted.count > most ? .instead(Self.timeout) : .normal
        }
    }

    /// The sizes of all POSTs, in their order.
    private func sizes(_ world: World) -> [Int] {
        world.service.requests.filter { $0.entities > 0 }.map(\.entities)
    }

    @Test("Temporary time-outs are forgotten", arguments: [3, 10])
    func temporaryTimeoutsAreForgotten(refusals: Int) throws {
        let world = try world()
        world.service.postFate = { $0 <= refusals ? .instead(Self.timeout) : .normal }
        let start = world.host.monotonicMilliseconds
        let importing = try world.sealedImport(5000)
        #expect(try importing.run() == .finished)
        #expect(world.host.monotonicMilliseconds - start < 60_000)
        #expect(world.service.posts <= refusals + 45)
        #expect(sizes(world).suffix(4).contains { $0 >= 400 })
        #expect(try importing.counts().succeeded == 5000)
        #expect(world.acceptedOnce(5000))
        let posts = world.service.posts
        #expect(try world.sealedImport(5000, name: "next").run() == .finished)
        #expect(world.service.posts - posts <= 9)
        #expect(sizes(world).suffix(3) == [1000, 1000, 1000])
    }

    /// However long the answers take on their way, and however the caller waits for them.
    @Test(
        "One time-out of the first look costs few requests, not the day's",
        arguments: [100, 900, 1500] as [Int64], [0, 60_000] as [Int64])
    func oneTimeoutOfTheFirstLook(latency: Int64, step: Int64) throws {
        let world = try world()
        world.options.firstLook = true
        world.service.latency = latency
        world.service.postFate = { $0 == 1 ? .instead(Self.timeout) : .normal }
        let importing = try world.sealedImport(25_000)
        while try importing.step(milliseconds: step) == .running {
            if step == 0 { world.host.pass(50) }
        }
        #expect(importing.state == .finished)
        #expect(world.service.posts <= 50)
        #expect(world.acceptedOnce(25_000))
    }

    @Test("A limit is learnt, and the next import starts with it")
    func aLimitIsLearntAndTheNextImportStartsWithIt() throws {
        let world = try world()
        limit(world, 300)
        #expect(try world.sealedImport(50_000).run() == .finished)
        #expect(sizes(world).count { $0 > 300 } <= 8)
        #expect(sizes(world).count <= 220)
        #expect(world.acceptedOnce(50_000))
        let posts = sizes(world).count
        #expect(try world.sealedImport(2000, name: "next").run() == .finished)
        let next = sizes(world).dropFirst(posts)
        #expect((200...300).contains(next.first ?? 0))
        #expect(next.count { $0 > 300 } <= 1)
    }

    @Test("An import starts with a proven size") func anImportStartsWithWhatIsProven() throws {
        let world = try world()
        limit(world, 300)
        // Two refusals, and three quick answers that call for a larger batch.
        let importing = try world.sealedImport(3000)
        while world.service.jobs.count < 4 { _ = try importing.step(milliseconds: 100) }
        importing.cancel()
        while try importing.step(milliseconds: 1000) == .running {}
        #expect(sizes(world) == [1000, 500, 250, 250, 250, 250])
        #expect(try world.reopened().run() == .finished)
        #expect(sizes(world)[6] == 250)
    }

    @Test("One record that is too large does not make all batches small", arguments: [1, 777, 1000])
    func oneRecordThatIsTooLargeDoesNotMakeAllBatchesSmall(row: Int) throws {
        let world = try world()
        world.service.postFate = { [service = world.service] _ in
            service.lastPosted.contains("\(row)") ? .instead(.status(413)) : .normal
        }
        let importing = try world.sealedImport(5000)
        #expect(try importing.run() == .finished)
        #expect(sizes(world).suffix(4) == [1000, 1000, 1000, 1000])
        #expect(world.service.posts <= 4 + 24)
        let counts = try importing.counts()
        #expect((counts.succeeded, counts.failed) == (4999, 1))
        let posts = world.service.posts
        #expect(try world.sealedImport(3000, name: "next").run() == .finished)
        #expect(sizes(world).dropFirst(posts).first == 1000)
    }

    @Test("A batch that is too large is cut into few parts") func whatIsTooLargeIsCutAndNotCrumbled() throws {
        let world = try world()
        world.options.batch.records = 100
        let importing = try world.sealedImport(250)
        let journal = importing.client.journal
        try journal.setBatchSizing(importing.client.account, BatchSizing(cap: 30))
        #expect(try importing.run() == .finished)
        #expect(sizes(world) == [30, 30, 30, 10, 60, 40, 50])
        #expect(try journal.differences(inImport: nil).isEmpty)
        #expect(world.acceptedOnce(250))
    }

    @Test("The rest of a day is used even if a batch is larger")
    func theRestOfADayIsUsedThoughABatchIsLarger() throws {
        let world = try world()
        world.options.entitiesPerDay = 1500
        let importing = try world.sealedImport(3000)
        try importing.client.journal.setBatchSizing(
            importing.client.account, BatchSizing(cap: 250, refused: 251, rarity: 5))
        #expect(try importing.run() == .paused)
        #expect(try importing.counts().pending == 1500)
    }
}
