import MateoCore
import Testing

@testable import MateoEngine

/// A journal of the third format: what was being sent goes on without a first look, and what was not gets one.
@Suite struct FirstLookMigrationTests {
    private func world() throws -> World {
        let world = try World()
        world.options.baseURL = "http://127.0.0.1:1"
        world.options.batch.records = 3
        world.options.firstLook = true
        world.options.firstLookLimits.records = 2
        world.service.fails = { _ in "23514" }
        try world.write(fixture: 3)
        return world
    }

    private func sizes(_ world: World) -> [Int] {
        world.service.requests.filter { $0.entities > 0 }.map(\.entities)
    }

    @Test("An import that was being sent goes on as it was") func begun() throws {
        let world = try world()
        let importing = try World.VirtualImport(world.client(), resuming: "begun")
        #expect(try importing.run() == .finished)
        #expect(sizes(world) == [3, 3, 1])
        let counts = try importing.counts()
        #expect((counts.succeeded, counts.failed, counts.total) == (3, 7, 10))
        #expect(try world.client().journal.differences(inImport: nil) == [])
    }

    @Test("An import of which nothing was sent has a first look") func waiting() throws {
        let world = try world()
        let importing = try World.VirtualImport(world.client(), resuming: "waiting")
        let error = #expect(throws: MateoError.self) { try importing.run() }
        #expect(error?.status == .failing)
        #expect(sizes(world) == [2])
        #expect(try world.client().journal.differences(inImport: nil) == [])
    }
}
