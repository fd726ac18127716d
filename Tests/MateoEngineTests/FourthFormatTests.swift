import MateoCore
import Testing

@testable import MateoEngine

/// A journal of the fourth format, which has no rows as their files have them.
@Suite struct FourthFormatTests {
    private func world() throws -> World {
        let world = try World()
        world.options.baseURL = "http://127.0.0.1:1"
        try world.write(fixture: 4)
        return world
    }

    @Test("An import that was being sent goes on, and keeps what failed and was held") func begun() throws {
        let world = try world()
        let importing = try World.VirtualImport(world.client(), resuming: "begun")
        #expect(try importing.run() == .finished)
        let counts = try importing.counts()
        #expect((counts.succeeded, counts.failed, counts.held, counts.total) == (8, 1, 1, 10))
        let failures = try importing.failures(after: nil, limit: 10)
        #expect(failures.map(\.row) == [2, 5])
        #expect(failures.map(\.line) == [0, 6])
        #expect(try world.client().journal.differences(inImport: nil) == [])
    }

    @Test("An import of which nothing was sent goes on") func waiting() throws {
        let world = try world()
        let importing = try World.VirtualImport(world.client(), resuming: "waiting")
        #expect(try importing.run() == .finished)
        #expect(try importing.counts().succeeded == 9)
        #expect(try world.client().journal.differences(inImport: nil) == [])
    }
}
