import Foundation
import MateoCore
import Testing

@testable import MateoEngine

/// Processes that end without a word, and others that take over.
@Suite struct DeathTests {
    /// Runs an import in processes that live for so long each, until it is over.
    ///
    /// - Returns: how long it took in milliseconds; nil when it was not over after an hour.
    private func runInShortLives(_ world: World, milliseconds life: Int64) throws -> Int64? {
        let start = world.host.monotonicMilliseconds
        while world.host.monotonicMilliseconds - start < 3_600_000 {
            let importing = try world.reopened()
            let birth = world.host.monotonicMilliseconds
            while world.host.monotonicMilliseconds - birth < life {
                let state = try importing.step(
                    milliseconds: min(50, birth + life - world.host.monotonicMilliseconds))
                if state == .finished { return world.host.monotonicMilliseconds - start }
            }
        }
        return nil
    }

    @Test("An import finishes however short its processes live", arguments: [1500, 4000] as [Int64])
    func whatIsDueIsDoneHoweverShortTheProcessesLive(life: Int64) throws {
        let world = try World()
        world.service.postFate = { $0 == 2 ? .after(.none(.broken)) : .normal }
        world.service.processing = 5000
        world.service.latency = 900
        _ = try world.sealedImport(500)
        let time = try #require(try runInShortLives(world, milliseconds: life))
        #expect(time < 240_000)
        #expect(world.acceptedOnce(500))
        #expect(world.service.mostRequestsInASecond <= 2)
    }

    @Test("The request of a dead process closes the gate for a short time only")
    func theRequestOfADeadProcessClosesTheGateForAShortTimeOnly() throws {
        let world = try World()
        do { _ = try world.sealedImport(200).step(milliseconds: 0) }
        let death = world.host.monotonicMilliseconds
        let heir = try world.reopened()
        while world.service.posts < 2 { _ = try heir.step(milliseconds: 50) }
        #expect((1900...2600).contains(world.host.monotonicMilliseconds - death))
    }

    @Test("A pause that the service asks for outlives its process")
    func aPauseThatTheServiceAsksForOutlivesItsProcess() throws {
        let world = try World()
        world.service.postFate = { $0 == 1 ? .instead(.status(429, headers: ["retry-after: 20"])) : .normal }
        do { _ = try world.sealedImport(100).step(milliseconds: 1000) }
        let death = world.host.monotonicMilliseconds
        let heir = try world.reopened()
        while world.service.posts < 2 { _ = try heir.step(milliseconds: 500) }
        #expect(world.host.monotonicMilliseconds - death >= 18_000)
    }

    @Test(
        "A batch that the first look-up misses is looked up again",
        arguments: [Answer.none(.broken), .status(201, "")])
    func whatALookUpDoesNotFindAtOnceIsLookedUpAgain(answer: Answer) throws {
        let world = try World()
        let misses = answer.body.isEmpty && answer.reply == .broken ? 1 : 3
        world.service.postFate = { $0 == 2 ? .after(answer) : .normal }
        world.service.getFate = { $0 <= misses ? .instead(.status(200, "[]")) : .normal }
        world.options.firstPoll = 120_000
        world.options.longestPoll = 120_000
        #expect(try world.sealedImport(300).run() == .finished)
        #expect(world.acceptedOnce(300))
    }

    @Test("A clock that is set back far does not free the quota")
    func aClockThatIsSetBackForLongDoesNotFreeTheQuota() throws {
        let world = try World()
        world.options.entitiesPerDay = 100
        let importing = try world.sealedImport(200)
        #expect(try importing.run() == .paused)
        world.host.jump(-3 * 86_400_000)
        #expect(try importing.run() == .paused)
        #expect(try world.reopened().run() == .paused)
        #expect(world.service.posts == 1)
        world.host.pass(86_400_000 + 60_000)
        #expect(try world.reopened().run() == .finished)
    }
}
