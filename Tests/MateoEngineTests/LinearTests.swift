import Foundation
import MateoCore
import Testing

@testable import MateoEngine

/// What an action costs in a journal with many batches and imports, in steps of SQLite's virtual machine.
@Suite struct LinearTests {
    /// How full a journal is.
    private struct Size {
        let batches: Int64
        let imports: Int64

        static let small = Size(batches: 100, imports: 1)
        static let large = Size(batches: 10_000, imports: 100)
    }

    /// A machine whose journal has an import called "test" with so many batches in one state, and other imports.
    private func filled(_ size: Size, _ kind: DeliveryKind, change: (World) -> Void = { _ in }) throws
        -> World
    {
        let world = try World()
        world.options.batch.records = 1
        world.options.entitiesPerDay = 0
        world.service.processing = nil
        change(world)
        do { _ = try world.sealedImport(1) }
        let journal = try Journal(path: world.options.journalPath)
        try journal.write { () throws(MateoError) in
            // All have the records of the first batch. A reference without a digest is not compared with them.
            let add = try journal.database.statement(
                """
                WITH RECURSIVE row(n) AS (SELECT 2 UNION ALL SELECT n + 1 FROM row WHERE n < ?1)
                INSERT INTO batch(import, first_row, last_row, records, state, reference, turn, job, list_url, failed,
                    deadline, records_at, records_bytes, attempts, begun_at)
                SELECT 1, n, n, 1, ?2, 'ref-' || n, iif(?2 = 1, n, 0), iif(?2 IN (4, 5, 11), 'job-' || n, NULL),
                    iif(?2 = 11, 'https://lists.example/' || n, NULL), iif(?2 IN (5, 11), 1, 0), ?3,
                    records_at, records_bytes, iif(?2 = 1, 0, 1), ?4
                FROM row, (SELECT records_at, records_bytes FROM batch WHERE id = 1)
                """)
            add.bind(1, size.batches)
            add.bind(2, kind.rawValue)
            add.bind(3, world.host.wallMilliseconds + 86_400_000)
            add.bind(4, world.host.wallMilliseconds)
            try add.run()
            let addImports = try journal.database.statement(
                """
                WITH RECURSIVE row(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM row WHERE n < ?1)
                INSERT INTO import(account, uuid, name, type, created_at, sealed_at, records, digest)
                SELECT 1, 'uuid-' || n, 'other-' || n, 1, 0, 1, 10, '' FROM row
                """)
            addImports.bind(1, size.imports)
            try addImports.run()
            try journal.database.execute(
                """
                INSERT INTO batch(import, first_row, last_row, records, state, reference, turn)
                SELECT import.id, n, n, 1, 1, 'other-' || import.id || '-' || n, n FROM import,
                    (SELECT first_row AS n FROM batch WHERE import = 1 AND first_row <= 10) WHERE import.id > 1;
                INSERT OR IGNORE INTO span(batch, position, first_row, records)
                SELECT id, 0, first_row, 1 FROM batch;
                INSERT INTO outcome(import, batch, row, external_id, code, message, input)
                SELECT import, id, first_row, 'x', '23505', 'no', '{}' FROM batch WHERE state = 5;
                UPDATE import SET records = (SELECT count(*) FROM batch WHERE import = 1) WHERE id = 1;
                """)
            try journal.tallyAnew(nil)
        }
        return world
    }

    private func expectAlike(_ steps: (Size) throws -> Int64) throws {
        let (few, many) = (try steps(.small), try steps(.large))
        #expect(few > 20)
        #expect(many * 10 <= few * 12, "\(few) and \(many) steps")
    }

    /// The steps of a run from its second request to its fifth.
    private func stepsOfRequests(_ world: World) throws -> Int64 {
        let importing = try world.reopened()
        let database = importing.client.journal.database
        var before: Int64 = 0
        for request in 1...5 {
            while world.service.requests.count < request { _ = try importing.step(milliseconds: 50) }
            if request == 2 { before = database.steps }
        }
        return database.steps - before
    }

    @Test(
        "A request and its answer cost the same in a journal with 100 and with 10,000 batches of its state",
        arguments: [DeliveryKind.waiting, .accepted, .lost, .listed])
    func requests(_ kind: DeliveryKind) throws {
        try expectAlike { size in
            let world = try filled(size, kind) { world in
                guard kind == .listed else { return }
                world.service.listAddress = "https://lists.example/"
                world.service.listBody = "[]"
            }
            let steps = try stepsOfRequests(world)
            let sent = world.service.requests.suffix(3)
            switch kind {
            case .waiting: #expect(sent.allSatisfy { $0.entities == 1 })
            case .accepted: #expect(sent.contains { $0.url.contains("&id=in.(job-") })
            case .lost: #expect(sent.contains { $0.url.contains("&reference_id=in.(ref-") })
            default: #expect(sent.allSatisfy { $0.url.contains("lists.example") })
            }
            return steps
        }
    }

    @Test("Opening a journal that was closed costs the same in a large one")
    func opening() throws {
        try expectAlike { size in
            let world = try filled(size, .settled)
            #expect(Soundness.isInDoubt(world.options.journalPath) == (size.batches == 100))
            return try world.reopened().client.journal.database.steps
        }
    }

    @Test("Status, counts and a page of failures cost the same in a large journal")
    func reading() throws {
        for kind in [DeliveryKind.settled, .accepted] {
            let world = try (filled(.small, kind), filled(.large, kind))
            let read = { (world: World, body: (Journal) throws -> Void) throws -> Int64 in
                let journal = try Journal(existing: world.options.journalPath)
                let before = journal.database.steps
                try body(journal)
                return journal.database.steps - before
            }
            let bodies: [(Journal) throws -> Void] = [
                { journal in
                    let summary = try journal.summary(
                        ofImport: "test", world.0.options, wallNow: world.0.host.wallMilliseconds)
                    #expect(summary?.counts.balance == true)
                }, { _ = try $0.counts(of: 1) },
                { journal in
                    let failures = try journal.failures(of: 1, after: nil, limit: 90)
                    #expect(failures.count == (kind == .settled ? 90 : 0))
                },
            ]
            for body in bodies {
                let (few, many) = (try read(world.0, body), try read(world.1, body))
                #expect(few > 0)
                #expect(many * 10 <= few * 12, "\(kind): \(few) and \(many) steps")
            }
        }
    }

    @Test("A plan costs the same in a large import and a large journal, and has all batches")
    func planning() throws {
        try expectAlike { size in
            let world = try filled(size, .waiting)
            let journal = try Journal(existing: world.options.journalPath)
            let before = journal.database.steps
            let plan = try journal.plan(1, and: 0, 1, world.options, wallNow: world.host.wallMilliseconds)
            #expect(plan.batches == size.batches)
            #expect(plan.records == size.batches)
            return journal.database.steps - before
        }
    }

    @Test("A page of failures costs the same wherever it begins")
    func laterPage() throws {
        let world = try filled(.large, .settled)
        let journal = try Journal(existing: world.options.journalPath)
        let before = try journal.failures(of: 1, after: nil, limit: 9000)
        #expect(before.count == 9000)
        let steps = { (last: Failure?) throws -> Int64 in
            let start = journal.database.steps
            #expect(try journal.failures(of: 1, after: last, limit: 90).count == 90)
            return journal.database.steps - start
        }
        let (first, later) = (try steps(nil), try steps(before.last))
        #expect(later * 10 <= first * 12, "\(first) and \(later) steps")
    }

    @Test("A plan does not believe in more batches than the journal has")
    func damagedTotal() throws {
        let world = try filled(.small, .waiting)
        let journal = try Journal(path: world.options.journalPath)
        try journal.database.execute("UPDATE tally SET batches = 1 << 40, records = 1 << 40")
        let error = #expect(throws: MateoError.self) {
            try journal.plan(1, and: 0, 1, world.options, wallNow: world.host.wallMilliseconds)
        }
        #expect(error?.status == .journalCorrupt)
    }

    @Test("Adding a batch costs the same in a large import and a large journal")
    func adding() throws {
        try expectAlike { size in
            let world = try filled(size, .waiting)
            let importing = try World.VirtualImport(world.client(), type: .contacts, name: "new")
            let database = importing.client.journal.database
            // As many batches are in this import before.
            try importing.add(json: Array(World.contacts(Int(size.batches)).utf8).span)
            let before = database.steps
            try importing.add(json: Array(World.contacts(10).utf8).span)
            return database.steps - before
        }
    }
}
