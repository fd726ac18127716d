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

    /// A journal as the first version made it, with an import of three contacts that were not sent yet.
    private func writeFirstFormat(_ path: String) throws {
        let fixture = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../Fixtures/journal-1.sql")
        var old: OpaquePointer?
        sqlite3_open(path, &old)
        defer { sqlite3_close(old) }
        #expect(
            sqlite3_exec(old, try String(contentsOf: fixture, encoding: .utf8), nil, nil, nil) == SQLITE_OK)
    }

    @Test("An import in a journal of the first format continues") func aJournalOfTheFirstFormatGoesOn() throws
    {
        let world = try World()
        world.options.baseURL = "http://127.0.0.1:1"
        try writeFirstFormat(world.options.journalPath)
        #expect(try world.reopened().run() == .finished)
        #expect(world.acceptedOnce(3))
        let journal = try Journal(existing: world.options.journalPath)
        #expect(try journal.differences(inImport: nil) == [])
    }

    @Test("A journal of the first format is read and changed") func aJournalOfTheFirstFormatIsReadAndChanged()
        throws
    {
        let world = try World()
        for path in [world.path("read.db"), world.path("changed.db")] {
            try writeFirstFormat(path)
            let journal =
                path.hasSuffix("read.db") ? try Journal(existing: path) : try Journal(toChange: path)
            #expect(try journal.importEntry(named: "test")?.records == 3)
            #expect(try journal.pollColumns(1) == PollColumns())
        }
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
