import MateoCore
import Testing

@testable import MateoEngine

@Suite struct LeaseTests {
    @Test("Only one client runs an import at a time") func whileOneRunsAnImportNoOtherDoes() throws {
        let world = try World()
        let first = try world.sealedImport(300)
        let second = try world.reopened()
        _ = try first.step(milliseconds: 1)
        let error = #expect(throws: MateoError.self) { try second.run() }
        #expect(error?.status == .journalBusy)
        #expect(second.state == .running)
        #expect(try second.counts().total == 300)
        #expect(try first.run() == .finished)
        #expect(try second.run() == .finished)
        #expect(world.acceptedOnce(300))
    }

    @Test("Two imports of one client do not share a lease") func twoImportsOfOneClientDoNotShareALease()
        throws
    {
        let world = try World()
        let client = try world.client()
        let first = try world.sealedImport(300)
        let second = try World.VirtualImport(client, type: .contacts, name: "test")
        let third = try World.VirtualImport(client, type: .contacts, name: "test")
        _ = try second.step(milliseconds: 1)
        #expect(throws: MateoError.self) { try third.run() }
        #expect(throws: MateoError.self) { try first.run() }
    }

    @Test("An import that is being filled is not removed") func whatIsBeingFilledIsNotThrownAway() throws {
        let world = try World()
        let first = try World.VirtualImport(world.client(), type: .contacts, name: "test")
        try first.add(json: Array(World.contacts(150).utf8).span)
        let error = #expect(throws: MateoError.self) { try world.reopened() }
        #expect(error?.status == .journalBusy)
        try first.seal()
        #expect(try world.reopened().run() == .finished)
        #expect(world.acceptedOnce(150))
    }

    @Test("Another client may run a paused import") func aPausedImportMayBeRunByAnother() throws {
        let world = try World()
        world.options.entitiesPerDay = 100
        let first = try world.sealedImport(200)
        #expect(try first.run() == .paused)
        let second = try world.reopened()
        world.host.pass(86_401_000)
        #expect(try second.run() == .finished)
        #expect(try first.run() == .finished)
        #expect(world.acceptedOnce(200))
    }

    @Test("An import that another process began meanwhile is not replaced")
    func whatAnotherHasBegunSinceIsNotReplaced() throws {
        let world = try World()
        let first = try world.reopened()
        let second = try world.reopened()
        try first.add(json: Array(World.contacts(150).utf8).span)
        try first.seal()
        _ = try first.step(milliseconds: 0)
        try second.add(json: Array(World.contacts(90).utf8).span)
        let error = #expect(throws: MateoError.self) { try second.seal() }
        #expect(error?.status == .state)
        #expect(try first.run() == .finished)
        #expect(world.acceptedOnce(150))
    }
}
