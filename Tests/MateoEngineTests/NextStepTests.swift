import MateoCore
import Testing

@testable import MateoEngine

/// When an import wants to be stepped next.
@Suite struct NextStepTests {
    @Test("A deadline that passes while a request is under way is no reason to step at once") func deadline() throws {
        let world = try World()
        world.options.importDeadline = 1000
        world.service.latency = 3000
        let importing = try world.sealedImport(5)
        #expect(try importing.step(milliseconds: 0) == .running)
        world.host.pass(1500)
        #expect(try importing.step(milliseconds: 0) == .running)
        #expect(importing.nextStepAt.map { $0 > world.host.monotonicMilliseconds } == true)
    }

    @Test("A cancel at the end of a step is a reason to step at once") func cancelled() throws {
        let world = try World()
        let importing = try world.sealedImport(5)
        #expect(try importing.step(milliseconds: 1000) == .running)
        #expect(importing.nextStepAt.map { $0 > world.host.monotonicMilliseconds } == true)
        importing.running.transport.meanwhile = { importing.cancel() }
        #expect(try importing.step(milliseconds: 0) == .running)
        #expect(importing.nextStepAt == world.host.monotonicMilliseconds)
        #expect(try importing.step(milliseconds: 0) == .interrupted)
    }

    @Test("A second cancel while a request is under way is a reason to step at once") func cancelledTwice() throws {
        let world = try World()
        world.service.latency = 3000
        let importing = try world.sealedImport(5)
        #expect(try importing.step(milliseconds: 0) == .running)
        importing.cancel()
        #expect(try importing.step(milliseconds: 0) == .running)
        #expect(importing.nextStepAt.map { $0 > world.host.monotonicMilliseconds } == true)
        importing.running.transport.meanwhile = { importing.cancel() }
        #expect(try importing.step(milliseconds: 0) == .running)
        #expect(importing.nextStepAt == world.host.monotonicMilliseconds)
        importing.running.transport.meanwhile = {}
        #expect(try importing.step(milliseconds: 0) == .running)
        #expect(try importing.step(milliseconds: 0) == .interrupted)
    }

    @Test("After other records were refused, the unfinished import runs only when it is sealed without any")
    func refused() throws {
        let world = try World()
        do {
            let first = try world.sealedImport(5)
            first.cancel()
            #expect(try first.run() == .interrupted)
        }
        let second = try world.reopened()
        try second.add(json: Array(#"[{"external_id":"other"}]"#.utf8).span)
        #expect(throws: MateoError.self) { try second.seal() }
        let error = #expect(throws: MateoError.self) { try second.run() }
        #expect(error?.status == .state)
        #expect(second.nextStepAt == nil)
        #expect(world.service.posts == 0)
        try second.seal()
        #expect(try second.run() == .finished)
        #expect(world.acceptedOnce(5))
    }

    @Test("Failures of an import that was forgotten cannot be ignored") func forgotten() throws {
        let world = try World()
        let importing = try world.sealedImport(5)
        _ = try Journal(path: world.options.journalPath).forget(importNamed: "test", force: true)
        let error = #expect(throws: MateoError.self) { try importing.ignoreFailures() }
        #expect(error?.status == .state)
    }
}
