import Foundation
import MateoCore
import Testing

@testable import MateoEngine

/// A journal is one file, whatever it is called.
@Suite struct JournalFileTests {
    private func mode(_ path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }

    @Test(
        "Names that SQLite takes for something else are files like all others",
        arguments: [":memory:", "file:x.db"])
    func specialNames(name: String) throws {
        let world = try World()
        let link = world.path("folder")
        try FileManager.default.createDirectory(atPath: link, withIntermediateDirectories: false)
        let path = try JournalPath.resolve(link + "/" + name)
        #expect(path.hasPrefix("/"))
        world.options.journalPath = link + "/" + name
        _ = try world.sealedImport(10)
        #expect(try mode(path) == 0o600)
        #expect(try Journal(existing: path).importNames(limit: 5) == ["test"])
    }

    @Test("A link that leads nowhere yet makes its target, for the owner alone") func danglingLink() throws {
        let world = try World()
        let (link, target) = (world.path("link.db"), world.path("target.db"))
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "target.db")
        let journal = try Journal(path: link)
        #expect(journal.path == (try JournalPath.resolve(target)))
        #expect(try mode(target) == 0o600)
        #expect(FileManager.default.fileExists(atPath: target + "-lease"))
        #expect(!FileManager.default.fileExists(atPath: link + "-lease"))
    }

    @Test("Links in a circle are refused") func circle() throws {
        let world = try World()
        try FileManager.default.createSymbolicLink(atPath: world.path("a"), withDestinationPath: "b")
        try FileManager.default.createSymbolicLink(atPath: world.path("b"), withDestinationPath: "a")
        #expect(World.statusOfOpening(world.path("a")) == .journal)
    }

    @Test("A journal with two names of its own is refused, by either name") func hardLink() throws {
        let world = try World()
        _ = try world.sealedImport(10)
        let other = world.path("other.db")
        try FileManager.default.linkItem(atPath: world.options.journalPath, toPath: other)
        #expect(World.statusOfOpening(other) == .journal)
        #expect(World.statusOfOpening(world.options.journalPath) == .journal)
        try FileManager.default.removeItem(atPath: other)
        #expect(World.statusOfOpening(world.options.journalPath) == .ok)
    }

    @Test("A journal that is removed or replaced during use is noticed", arguments: ["", "-wal", "-lease"])
    func removed(ending: String) throws {
        let world = try World()
        let client = try world.client()
        let importing = try World.VirtualImport(client, type: .contacts, name: "test")
        try importing.add(json: Array(World.contacts(10).utf8).span)
        let path = world.options.journalPath + ending
        try FileManager.default.moveItem(atPath: path, toPath: path + "-moved")
        let error = #expect(throws: MateoError.self) { try importing.seal() }
        #expect(error?.status == .journal)
        #expect(error?.message.contains("removed or replaced") == true)
        try Data().write(to: URL(fileURLWithPath: path))
        #expect(throws: MateoError.self) { try importing.seal() }
        try FileManager.default.removeItem(atPath: path)
        try FileManager.default.moveItem(atPath: path + "-moved", toPath: path)
        try importing.seal()
        #expect(try importing.run() == .finished)
    }

    @Test("The file of the records has to stay too, whenever it was made", arguments: [true, false])
    func removedRecords(isMadeBefore: Bool) throws {
        let world = try World()
        let file = try JournalFile(world.options.journalPath, for: .use)
        if !isMadeBefore { file.endOpening() }
        let records = try RecordsFile(besides: file.path, for: .use)
        if isMadeBefore { file.endOpening() } else { file.watch(RecordsFile.ending) }
        try withExtendedLifetime(records) {
            let path = file.path + "-records"
            try file.checkIsThere()
            try FileManager.default.moveItem(atPath: path, toPath: path + "-moved")
            let error = #expect(throws: MateoError.self) { try file.checkIsThere() }
            #expect(error?.message.contains(path + " was removed or replaced") == true)
            try Data().write(to: URL(fileURLWithPath: path))
            #expect(throws: MateoError.self) { try file.checkIsThere() }
            try FileManager.default.removeItem(atPath: path)
            try FileManager.default.moveItem(atPath: path + "-moved", toPath: path)
            try file.checkIsThere()
        }
    }

    @Test("A relative path means the file that it meant when it was opened") func relativePath() throws {
        let path = try JournalPath.resolve("some-journal.db")
        #expect(path == FileManager.default.currentDirectoryPath + "/some-journal.db")
    }
}
