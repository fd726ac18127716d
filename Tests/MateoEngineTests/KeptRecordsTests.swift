import Foundation
import MateoCore
import Testing

@testable import MateoEngine

/// Records between the journal and the service: they are sent as they were added, or not at all.
@Suite struct KeptRecordsTests {
    private static let damages: [@Sendable (inout Data) -> Void] = [
        { $0.replace(Data("c150@".utf8), with: Data("x150@".utf8)) },
        { if let place = $0.range(of: Data("c150@".utf8)) { $0.removeSubrange(place.lowerBound...) } },
    ]

    private func runDamaged(
        _ world: World, _ importing: World.VirtualImport, _ damage: (inout Data) -> Void = damages[0]
    ) throws -> MateoError? {
        try world.changeRecords(damage)
        return #expect(throws: MateoError.self) { try importing.run() }
    }

    @Test("A damaged batch is not sent") func aDamagedBatchIsNotSent() throws {
        for (damage, kept) in zip(Self.damages, [200, 100]) {
            let world = try World()
            let importing = try world.sealedImport(300)
            let error = try runDamaged(world, importing, damage)
            #expect(error?.status == .journalCorrupt)
            #expect(
                error?.message.contains(kept == 200 ? "rows 101 to 200 are" : "rows 101 to 200, 201 to 300 are") == true
            )
            #expect(world.acceptedOnce(kept))
            #expect(world.service.accepted["150"] == nil)
            let found = try Journal(existing: world.options.journalPath).differences(inImport: "test")
            #expect(found.contains { $0.hasPrefix("test: rows 101 to 200 are not as they were added: ") })
        }
    }

    @Test("A damaged batch is not divided") func aDamagedBatchIsNotDivided() throws {
        let world = try World()
        do { _ = try world.sealedImport(300) }
        world.options.batch.records = 30
        let error = try runDamaged(world, world.reopened())
        #expect(error?.status == .journalCorrupt)
        #expect(world.acceptedOnce(200) && world.service.accepted["150"] == nil)
    }

    @Test("The parts of a divided batch are checked too") func thePartsOfABatchAreKeptToo() throws {
        let world = try World()
        world.service.postFate = { $0 <= 3 ? .instead(.status(413)) : .normal }
        let importing = try world.sealedImport(200)
        while world.service.posts < 4 { _ = try importing.step(milliseconds: 10) }
        let error = try runDamaged(world, importing)
        #expect(error?.status == .journalCorrupt)
        #expect(world.service.accepted["150"] == nil)
    }

    @Test("Batches that are larger than wanted are divided") func batchesThatAreLargerThanWantedAreDivided()
        throws
    {
        let world = try World()
        do { _ = try world.sealedImport(300) }
        world.options.batch.records = 30
        #expect(try world.reopened().run() == .finished)
        #expect(world.acceptedOnce(300))
        #expect(Set(world.service.jobs.map(\.records.count)) == [30, 10])
    }
}
