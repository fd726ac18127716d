import Foundation
import MateoCore
import Testing

@testable import MateoEngine

@Suite struct BooksTests {
    /// What verify finds after a statement of somebody else's.
    private func differences(after sql: String, rows: Int = 350) throws -> [String] {
        let world = try World()
        world.options.entitiesPerDay = 200
        world.service.fails = { $0["external_id"] as? String == "7" ? "23514" : nil }
        #expect(try world.sealedImport(rows).run() == .paused)
        let journal = try Journal(path: world.options.journalPath)
        #expect(try journal.differences(inImport: nil) == [])
        #expect(try journal.differences(inImport: "test") == [])
        try journal.database.execute("PRAGMA foreign_keys = OFF")
        try journal.database.execute("DROP INDEX batch_job")
        try journal.database.run(sql)
        return try journal.differences(inImport: "test")
    }

    @Test(
        "Sums and places are checked",
        arguments: [
            (
                "UPDATE batch SET succeeded = 98 WHERE first_row = 1",
                [
                    "rows 1 to 100 are not 98 succeeded and 1 failed",
                    "the totals of state 5 are not what the batches add up to",
                ]
            ),
            (
                "UPDATE batch SET failed = 0, succeeded = 100 WHERE first_row = 1",
                [
                    "rows 1 to 100 have 0 failures, and 1 are listed",
                    "the totals of state 5 are not what the batches add up to",
                ]
            ),
            ("DELETE FROM outcome", ["rows 1 to 100 have 1 failures, and 0 are listed"]),
            (
                "UPDATE batch SET state = 99 WHERE first_row = 1",
                ["rows 1 to 100 have a state or number that does not exist"]
            ),
            ("UPDATE outcome SET row = 101", ["the failure of row 101 is listed with a wrong batch"]),
            (
                "INSERT INTO outcome SELECT 99, import, batch, row, '', '', '', '', '', 0, '' FROM outcome",
                ["rows 1 to 100 have 1 failures, and 2 are listed", "the failure of row 7 is listed 2 times"]
            ),
            (
                "UPDATE tally SET records = records + 1 WHERE state = 1",
                ["the totals of state 1 are not what the batches add up to"]
            ),
            (
                "UPDATE tally SET failed = 0 WHERE state = 5",
                ["the totals of state 5 are not what the batches add up to"]
            ),
            ("DELETE FROM batch WHERE first_row = 201", ["rows 201 to 300 are in no batch"]),
            (
                "DELETE FROM batch WHERE first_row = 301",
                ["the import has 350 records and its batches end with row 300"]
            ),
            (
                "UPDATE span SET first_row = 191 WHERE first_row = 201",
                ["rows 191 to 200 are in two places", "rows 291 to 300 are in no batch"]
            ),
            (
                "UPDATE span SET records = 99 WHERE first_row = 201",
                ["rows 201 to 300 are 100 records, and 99 rows are theirs"]
            ),
            (
                "INSERT INTO left_out SELECT 1, id, 350, 1, 1, 'x', 'y', 0, 0, '', '', '' FROM import",
                [
                    "rows 350 to 350 are in two places",
                    "the totals of state 21 are not what the batches add up to",
                ]
            ),
            (
                "UPDATE batch SET records_at = NULL WHERE first_row = 201",
                ["rows 201 to 300 are to be kept, and are not"]
            ),
            (
                "UPDATE batch SET records_at = 0, records_bytes = 9 WHERE first_row = 1",
                [
                    "rows 1 to 100 are kept and not needed any more",
                    "rows 1 to 100 are not as they were added",
                ]
            ),
            (
                "UPDATE batch SET records_bytes = 7 WHERE first_row = 201",
                ["rows 201 to 300 are not as they were added"]
            ),
            ("UPDATE batch SET job = NULL WHERE first_row = 1", ["rows 1 to 100 lack their job"]),
            (
                "UPDATE batch SET job = 'x' WHERE first_row = 201",
                ["rows 201 to 300 have a job and were not taken"]
            ),
        ] as [(String, [String])])
    func booksAreChecked(sql: String, expected: [String]) throws {
        let found = try differences(after: sql)
        for text in expected { #expect(found.contains { $0.hasPrefix("test: " + text) }, "\(found)") }
    }

    @Test("A row that belongs to none is found") func orphansAreFound() throws {
        #expect(
            try differences(after: "DELETE FROM account").contains(
                "a row of import belongs to a row of account that is not there"))
    }

    @Test("The books balance with divided and refused batches") func dividedAndRefusedBatchesBalance() throws {
        let world = try World()
        world.service.postFate = { number in
            number < 4
                ? .instead(.status(413))
                : number == 5 ? .instead(.status(400, #"{"code":"22P02","message":"bad"}"#)) : .normal
        }
        world.options.batch.records = 8
        #expect(try world.sealedImport(8).run() == .finished)
        #expect(try world.client().verify(importNamed: nil) == ())
        try Journal(path: world.options.journalPath).database.execute(
            "UPDATE batch SET records_at = 0, records_bytes = 2 WHERE id = (SELECT min(id) FROM batch WHERE state = 7)"
        )
        let error = #expect(throws: MateoError.self) { try world.client().verify(importNamed: "test") }
        #expect(error?.status == .books)
        #expect(error?.message.contains("row 1 on is kept") == true)
        #expect(throws: MateoError.self) { try world.client().verify(importNamed: "other") }
    }

    @Test("The books balance while an import runs") func theBooksBalanceWhileAnImportRuns() throws {
        let world = try World()
        let importing = try world.sealedImport(500)
        let reader = try Journal(existing: world.options.journalPath)
        while try importing.step(milliseconds: 100) == .running {
            #expect(try reader.differences(inImport: nil) == [])
        }
    }

    @Test("A forgotten import is gone from the disk") func whatIsForgottenIsGoneFromTheDisk() throws {
        let world = try World()
        world.service.fails = { $0["external_id"] as? String == "7" ? "23514" : nil }
        let client = try world.client()
        do {
            let importing = try World.VirtualImport(client, type: .contacts, name: "test")
            try importing.add(json: Array(World.contacts(150).utf8).span)
            try importing.seal()
            #expect(try importing.run() == .finished)
        }
        let has = { (text: String) in
            ["", "-wal"].contains { file in
                let url = URL(fileURLWithPath: world.options.journalPath + file)
                return (try? Data(contentsOf: url))?.range(of: Data(text.utf8)) != nil
            }
        }
        #expect(has("c7@example.com"))
        try client.forget(importNamed: "test", force: false)
        #expect(!has("c7@example.com"))
        #expect(!has("test"))
        #expect(try client.summary(after: 0) == nil)
        // The quota is not forgotten.
        #expect(try World.VirtualImport(client, type: .contacts, name: "next").plan().recordsLeft == 24_850)
        let error = #expect(throws: MateoError.self) { try client.forget(importNamed: "test", force: true) }
        #expect(error?.status == .notFound)
    }

    @Test("An unfinished import is forgotten only by force") func whatIsNotOverIsForgottenByForceAlone()
        throws
    {
        let world = try World()
        world.options.entitiesPerDay = 100
        let importing = try world.sealedImport(200)
        _ = try importing.step(milliseconds: 10)
        let client = try world.client()
        for force in [false, true] {
            let error = #expect(throws: MateoError.self) {
                try client.forget(importNamed: "test", force: force)
            }
            #expect(error?.status == .journalBusy)
        }
        #expect(try importing.run() == .paused)
        let error = #expect(throws: MateoError.self) { try client.forget(importNamed: "test", force: false) }
        #expect(error?.status == .state)
        try client.forget(importNamed: "test", force: true)
        // Whoever has it open learns that it is gone, also when its number is another's by now.
        #expect(throws: MateoError.self) { try importing.run() }
        let other = try world.sealedImport(50, name: "other")
        #expect(other.identity.id == importing.identity.id)
        #expect(throws: MateoError.self) { try importing.run() }
        world.host.pass(86_401_000)
        #expect(try other.run() == .finished)
    }

    @Test("An unsealed import is forgotten unless a process fills it")
    func whatWasNeverSealedIsForgottenUnlessSomebodyFillsIt() throws {
        let world = try World()
        let client = try world.client()
        let filling = try World.VirtualImport(world.client(), type: .contacts, name: "test")
        try filling.add(json: Array(World.contacts(150).utf8).span)
        let error = #expect(throws: MateoError.self) { try client.forget(importNamed: "test", force: true) }
        #expect(error?.status == .journalBusy)
        filling.identity.giveBackLease()
        try client.forget(importNamed: "test", force: false)
        #expect(try client.summary(after: 0) == nil)
    }

    @Test("Settings that are no JSON are found, and never sent") func oddSettings() throws {
        let world = try World()
        do { _ = try world.sealedImport(10) }
        let journal = try Journal(path: world.options.journalPath)
        try journal.database.execute("UPDATE import SET settings = '},{'")
        #expect(try !journal.differences(inImport: nil).isEmpty)
        let error = #expect(throws: MateoError.self) { try world.reopened() }
        #expect(error?.status == .journalCorrupt)
        #expect(world.service.posts == 0)
    }
}
