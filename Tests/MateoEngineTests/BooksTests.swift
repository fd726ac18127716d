import Foundation
import MateoCore
import Testing

@testable import MateoEngine

@Suite struct BooksTests {
    /// What verify finds after a statement of somebody else's.
    private func differences(after sql: StaticString, rows: Int = 350) throws -> [String] {
        let world = try World()
        world.options.entitiesPerDay = 200
        world.service.fails = { $0["external_id"] as? String == "7" ? "23514" : nil }
        #expect(try world.sealedImport(rows).run() == .paused)
        let journal = try Journal(path: world.options.journalPath)
        #expect(try journal.differences(inImport: nil) == [])
        #expect(try journal.differences(inImport: "test") == [])
        try journal.database.execute("PRAGMA foreign_keys = OFF")
        try journal.database.execute("DROP INDEX batch_job")
        try journal.database.execute(sql)
        return try journal.differences(inImport: "test")
    }

    @Test func sumsAndPlacesAreChecked() throws {
        #expect(
            try differences(after: "UPDATE batch SET succeeded = 98 WHERE first_row = 1")
                == ["test: rows 1 to 100 are not 98 succeeded, 1 failed and 0 unknown"])
        #expect(
            try differences(after: "UPDATE batch SET failed = 0, succeeded = 100 WHERE first_row = 1")
                == ["test: rows 1 to 100 have 0 failures, and 1 are listed"])
        #expect(
            try differences(after: "DELETE FROM outcome")
                == ["test: rows 1 to 100 have 1 failures, and 0 are listed"])
        #expect(
            try differences(after: "UPDATE batch SET state = 9 WHERE first_row = 1").first
                == "test: rows 1 to 100 have a state or number that does not exist")
        #expect(
            try differences(after: "UPDATE outcome SET row = 101")
                == ["test: the failure of row 101 is listed with a wrong batch"])
        #expect(
            try differences(
                after: "INSERT INTO outcome SELECT 99, import, batch, row, '', '', '', '' FROM outcome")
                == [
                    "test: rows 1 to 100 have 1 failures, and 2 are listed",
                    "test: the failure of row 7 is listed 2 times",
                ])
    }

    @Test func everyRowIsInOneBatch() throws {
        #expect(
            try differences(after: "DELETE FROM batch WHERE first_row = 201").contains(
                "test: rows 201 to 300 are in no batch"))
        #expect(
            try differences(after: "DELETE FROM batch WHERE first_row = 301").contains(
                "test: the import has 350 records and its batches end with row 300"))
        #expect(
            try differences(after: "UPDATE batch SET first_row = 191 WHERE first_row = 201")
                == ["test: rows 191 to 200 are in two batches", "test: rows 291 to 300 are in no batch"])
    }

    @Test func whatIsToBeSentIsThereAndNothingElse() throws {
        #expect(
            try differences(after: "DELETE FROM payload WHERE batch = 3")
                == ["test: rows 201 to 300 are to be kept as 100 records, and 0 are"])
        #expect(
            try differences(after: "UPDATE payload SET records = x'7B' WHERE batch = 3")
                == [
                    "test: rows 201 to 300 are to be kept as 100 records, and -1 are",
                    "test: rows 201 to 300 are not kept as they were added",
                ])
        #expect(
            try differences(after: "INSERT INTO payload VALUES (1, x'7B7D')")
                == ["test: rows 1 to 100 are to be kept as 0 records, and 1 are"])
        #expect(
            try differences(after: "UPDATE batch SET job = NULL WHERE first_row = 1")
                == ["test: rows 1 to 100 lack their job"])
        #expect(
            try differences(after: "UPDATE batch SET job = 'x' WHERE first_row = 201")
                == ["test: rows 201 to 300 have a job and were not taken"])
        #expect(
            try differences(after: "DELETE FROM account").contains(
                "a row of import belongs to a row of account that is not there"))
    }

    @Test func dividedAndRefusedBatchesBalance() throws {
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
            "INSERT INTO payload VALUES ((SELECT min(id) FROM batch WHERE state = 7), x'7B7D')")
        let error = #expect(throws: MateoError.self) { try world.client().verify(importNamed: "test") }
        #expect(error?.status == .books)
        #expect(error?.message.contains("row 1 on is kept") == true)
        #expect(throws: MateoError.self) { try world.client().verify(importNamed: "other") }
    }

    @Test func theBooksBalanceWhileAnImportRuns() throws {
        let world = try World()
        let importing = try world.sealedImport(500)
        let reader = try Journal(existing: world.options.journalPath)
        while try importing.step(milliseconds: 100) == .running {
            #expect(try reader.differences(inImport: nil) == [])
        }
    }

    @Test func whatIsForgottenIsGoneFromTheDisk() throws {
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
        #expect(error?.status == .state)
    }

    @Test func whatIsNotOverIsForgottenByForceAlone() throws {
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
        #expect(other.id == importing.id)
        #expect(throws: MateoError.self) { try importing.run() }
        world.host.pass(86_401_000)
        #expect(try other.run() == .finished)
    }

    @Test func whatWasNeverSealedIsForgottenUnlessSomebodyFillsIt() throws {
        let world = try World()
        let client = try world.client()
        let filling = try World.VirtualImport(world.client(), type: .contacts, name: "test")
        try filling.add(json: Array(World.contacts(150).utf8).span)
        let error = #expect(throws: MateoError.self) { try client.forget(importNamed: "test", force: true) }
        #expect(error?.status == .journalBusy)
        filling.giveBackLease()
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
