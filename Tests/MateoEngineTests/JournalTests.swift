import CSQLite
import Foundation
import MateoCore
import Testing

@testable import MateoEngine

@Suite struct JournalTests {
    @Test("Only its owner can read a journal") func aJournalIsForItsOwnerAlone() throws {
        let world = try World()
        _ = try Journal(path: world.options.journalPath)
        let attributes = try FileManager.default.attributesOfItem(atPath: world.options.journalPath)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
    }

    @Test("The database of another program is left alone") func anotherProgramsDatabaseIsLeftAlone() throws {
        let world = try World()
        let path = world.path("other.db")
        var other: OpaquePointer?
        sqlite3_open(path, &other)
        sqlite3_exec(other, "CREATE TABLE theirs(x)", nil, nil, nil)
        sqlite3_close(other)
        let before = try Data(contentsOf: URL(fileURLWithPath: path))
        #expect(World.statusOfOpening(path) == .journalForeign)
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
    }

    @Test("A text file is left alone") func aTextFileIsLeftAlone() throws {
        let world = try World()
        let path = world.path("notes.txt")
        let text = String(repeating: "This is no database. ", count: 100)
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        #expect(World.statusOfOpening(path) == .journalForeign)
        #expect(try String(contentsOfFile: path, encoding: .utf8) == text)
    }

    @Test("A journal of a newer format is left alone") func aNewerJournalIsLeftAlone() throws {
        let world = try World()
        let path = world.options.journalPath
        try Journal(path: path).database.execute("PRAGMA user_version = 99")
        #expect(World.statusOfOpening(path) == .journalNewer)
    }

    @Test("A total without its batches ends a run with an error", arguments: [1, 3, 4, 8, 10, 11] as [Int64])
    func totalWithoutBatches(state: Int64) throws {
        let world = try World()
        do { _ = try world.sealedImport(100) }
        do {
            let database = try Journal(path: world.options.journalPath).database
            try database.run("UPDATE tally SET state = \(state)")
            try database.run("UPDATE batch SET state = 5, job = 'x'")
        }
        let importing = try world.reopened()
        let error = #expect(throws: MateoError.self) {
            while try importing.step(milliseconds: 60_000) == .running {}
        }
        #expect(error?.status == .journalCorrupt)
        #expect(error?.message.contains("totals are not what its batches add up to") == true)
        #expect(world.service.requests.isEmpty)
    }

    @Test("A batch whose last row is before its first one ends a run with an error") func reversedRows() throws {
        let world = try World()
        world.service.fails = { $0["external_id"] as? String == "7" ? "23514" : nil }
        do { _ = try world.sealedImport(100) }
        try Journal(path: world.options.journalPath).database.run("UPDATE batch SET last_row = first_row - 1")
        let importing = try world.reopened()
        let error = #expect(throws: MateoError.self) {
            while try importing.step(milliseconds: 60_000) == .running {}
        }
        #expect(error?.status == .journalCorrupt)
    }

    @Test("A folder is refused, and so is a path in a missing folder")
    func aFolderThatDoesNotExistAndAFolderAreRefused() throws {
        let world = try World()
        #expect(World.statusOfOpening(world.path("no/such/journal.db")) == .journal)
        #expect(World.statusOfOpening(world.path(".")) == .journalForeign)
    }

    @Test("The key is not in the journal") func theKeyIsNotInTheJournal() throws {
        let world = try World()
        world.options.apiKey = "a-key-that-is-easy-to-find"
        #expect(try world.sealedImport(300).run() == .finished)
        for file in ["", "-wal", "-shm"] {
            let data = try? Data(contentsOf: URL(fileURLWithPath: world.options.journalPath + file))
            #expect(data?.range(of: Data(world.options.apiKey.utf8)) == nil)
        }
    }

    @Test("Personal data leaves the journal once the outcome is known")
    func personalDataIsGoneWithItsOutcome() throws {
        let world = try World()
        do { #expect(try world.sealedImport(300).run() == .finished) }
        try Journal(path: world.options.journalPath).database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        let data = try Data(contentsOf: URL(fileURLWithPath: world.options.journalPath))
        #expect(data.range(of: Data("c123@example.com".utf8)) == nil)
    }

    @Test("Two processes share the limits") func twoProcessesShareTheLimits() throws {
        let world = try World()
        world.options.entitiesPerDay = 500
        let first = try world.sealedImport(400, name: "first")
        let second = try world.sealedImport(400, name: "second")
        while first.state == .running || second.state == .running {
            if first.state == .running { _ = try first.step(milliseconds: 50) }
            if second.state == .running { _ = try second.step(milliseconds: 50) }
        }
        #expect(world.service.mostRequestsInASecond <= 2)
        #expect(world.service.requests.reduce(0) { $0 + $1.entities } == 500)
        #expect([first.state, second.state].contains(.paused))
    }

    @Test("A changed clock does not break a run") func aClockThatIsSetDoesNotBreakARun() throws {
        let world = try World()
        for jump in [-7_200_000, 7_200_000, -400_000_000] as [Int64] {
            let importing = try world.sealedImport(300, name: "jump \(jump)")
            importing.onProgress = { [host = world.host] counts in
                if counts.settled == 0 { host.jump(jump / 3) }
            }
            #expect(try importing.run() == .finished)
        }
    }
}
