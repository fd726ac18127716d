import MateoCore
import Testing

@testable import MateoEngine

/// Records between the journal and the service: they are sent as they were added, or not at all.
@Suite struct KeptRecordsTests {
    private let change: StaticString = """
        UPDATE payload SET records = CAST(replace(CAST(records AS TEXT), 'c150@', 'x150@') AS BLOB)
        """
    private let cut: StaticString = """
        UPDATE payload SET records = substr(records, 1, length(records) - 10)
            WHERE batch = (SELECT id FROM batch WHERE first_row = 101)
        """

    private func runDamaged(_ importing: World.VirtualImport, _ damage: StaticString) throws -> MateoError? {
        try importing.client.journal.database.execute(damage)
        return #expect(throws: MateoError.self) { try importing.run() }
    }

    @Test func aDamagedBatchIsNotSent() throws {
        for damage in [change, cut] {
            let world = try World()
            let importing = try world.sealedImport(300)
            let error = try runDamaged(importing, damage)
            #expect(error?.status == .journalCorrupt)
            #expect(error?.message.contains("rows 101 to 200") == true)
            #expect(world.service.posts == 1)
            #expect(world.service.accepted["150"] == nil)
            let found = try Journal(existing: world.options.journalPath).differences(inImport: "test")
            #expect(found.contains("test: rows 101 to 200 are not kept as they were added"))
            #expect(found.count == 1 || found.count == 2 && found.first?.contains("-1 are") == true)
        }
    }

    @Test func aDamagedBatchIsNotDivided() throws {
        let world = try World()
        do { _ = try world.sealedImport(300) }
        world.options.batch.records = 30
        let error = try runDamaged(world.reopened(), change)
        #expect(error?.status == .journalCorrupt)
        #expect(world.service.accepted.count == 100)
    }

    @Test func thePartsOfABatchAreKeptToo() throws {
        let world = try World()
        world.service.postFate = { $0 <= 3 ? .instead(.status(413)) : .normal }
        let importing = try world.sealedImport(200)
        while world.service.posts < 4 { _ = try importing.step(milliseconds: 10) }
        let error = try runDamaged(importing, change)
        #expect(error?.status == .journalCorrupt)
        #expect(world.service.accepted["150"] == nil)
    }

    @Test func batchesThatAreLargerThanWantedAreDivided() throws {
        let world = try World()
        do { _ = try world.sealedImport(300) }
        world.options.batch.records = 30
        #expect(try world.reopened().run() == .finished)
        #expect(world.acceptedOnce(300))
        #expect(Set(world.service.jobs.map(\.records.count)) == [30, 10])
    }
}
