import Foundation
import MateoCore
import Testing

@testable import MateoEngine

@Suite struct SoundnessTests {
    /// A journal of a few hundred pages that was closed.
    private func closedJournal(_ world: World) throws -> Data {
        world.options.entitiesPerDay = 1000
        world.service.fails = { ($0["external_id"] as? String)?.hasSuffix("7") == true ? "23514" : nil }
        do { #expect(try world.sealedImport(8000).run() == .paused) }
        // Many small batches make tables of many pages.
        world.options.batch.records = 2
        do { _ = try world.sealedImport(4000, name: "small") }
        return try Data(contentsOf: URL(fileURLWithPath: world.options.journalPath))
    }

    @Test("A damaged file is reported and not changed") func aDamagedFileIsToldAndNotTouched() throws {
        let world = try World()
        let path = world.options.journalPath
        let sound = try closedJournal(world)
        let page = 8192
        #expect(sound.count > 50 * page)
        var told = 0
        // Page 1 holds the schema; then a page here and there, the last one too.
        for number in [0, 1, 2, 3, 5, 8, 13, sound.count / page - 1] {
            for garbage in [UInt8(0xFF), 0x5A] {
                var damaged = sound
                let start = number * page + (number == 0 ? 100 : 0)
                damaged.replaceSubrange(start..<start + 64, with: Data(repeating: garbage, count: 64))
                try damaged.write(to: URL(fileURLWithPath: path))
                let status = World.statusOfOpening(path)
                #expect([.ok, .journalCorrupt].contains(status), "page \(number + 1)")
                guard status == .journalCorrupt else { continue }
                told += 1
                #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == damaged)
            }
        }
        // What lies in the middle of a text is no damage that can be seen.
        #expect(told >= 12)
    }

    @Test("A file that was cut off is reported and not changed") func aFileThatWasCutOffIsToldAndNotTouched()
        throws
    {
        let world = try World()
        let path = world.options.journalPath
        let sound = try closedJournal(world)
        for length in [sound.count / 16384 * 8192, sound.count - 8192, 8192, 16_384] {
            let damaged = sound.prefix(length)
            try damaged.write(to: URL(fileURLWithPath: path))
            #expect(World.statusOfOpening(path) == .journalCorrupt, "\(length)")
            #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == damaged)
        }
    }

    @Test("The log of a crash is not written into a damaged file")
    func whatACrashLeftInTheLogIsNotWrittenIntoADamagedFile() throws {
        let world = try World()
        let path = world.options.journalPath
        var damaged = try closedJournal(world)
        let client = try world.client()
        let filling = try World.VirtualImport(client, type: .contacts, name: "more")
        try filling.add(json: Array(World.contacts(300).utf8).span)
        // As a crash leaves them: the file and its log, copied while they are open.
        let copy = world.path("copy.db")
        let files = FileManager.default
        for page in stride(from: 3, to: damaged.count / 8192, by: 2) {
            damaged.replaceSubrange(
                page * 8192..<page * 8192 + 8192, with: Data(repeating: 0xA5, count: 8192))
        }
        try damaged.write(to: URL(fileURLWithPath: copy))
        try files.copyItem(atPath: path + "-wal", toPath: copy + "-wal")
        let log = try Data(contentsOf: URL(fileURLWithPath: copy + "-wal"))
        #expect(World.statusOfOpening(copy) == .journalCorrupt)
        #expect(try Data(contentsOf: URL(fileURLWithPath: copy)) == damaged)
        #expect(try Data(contentsOf: URL(fileURLWithPath: copy + "-wal")) == log)
        let reader = try Journal(existing: copy)
        #expect(try !reader.differences(inImport: nil).isEmpty)
    }

    @Test("The log of a crash is taken over into a sound file")
    func whatACrashLeftInTheLogOfASoundFileIsTakenOver() throws {
        let world = try World()
        let importing = try world.sealedImport(500)
        _ = try importing.step(milliseconds: 2000)
        let copy = world.path("copy.db")
        for file in ["", "-wal", "-records"] {
            try FileManager.default.copyItem(atPath: world.options.journalPath + file, toPath: copy + file)
        }
        let journal = try Journal(path: copy)
        #expect(try journal.differences(inImport: nil) == [])
        #expect(try journal.importEntry(named: "test")?.records == 500)
    }

    @Test("The file and its records hold what was sealed, without the log") func filesHoldWhatWasSealed()
        throws
    {
        let world = try World()
        let copyOfFile = { (name: String) throws -> Journal in
            for file in ["", "-records"] {
                try FileManager.default.copyItem(
                    atPath: world.options.journalPath + file, toPath: world.path(name) + file)
            }
            return try Journal(existing: world.path(name))
        }
        let client = try world.client()
        #expect(try copyOfFile("new.db").importEntry(named: "test") == nil)
        let importing = try World.VirtualImport(client, type: .contacts, name: "test")
        try importing.add(json: Array(World.contacts(300).utf8).span)
        try importing.seal()
        let journal = try copyOfFile("sealed.db")
        #expect(try journal.importEntry(named: "test")?.records == 300)
        #expect(try journal.differences(inImport: nil) == [])
    }

    @Test("A log without its file is reported and not changed") func aLogWithoutItsFileIsToldAndNotTouched()
        throws
    {
        let world = try World()
        let importing = try world.sealedImport(300)
        _ = try importing.step(milliseconds: 2000)
        let file = try Data(contentsOf: URL(fileURLWithPath: world.options.journalPath))
        let log = try Data(contentsOf: URL(fileURLWithPath: world.options.journalPath + "-wal"))
        #expect(!log.isEmpty)
        for length in [0, 1, 99] {
            let path = world.path("cut-\(length).db")
            try file.prefix(length).write(to: URL(fileURLWithPath: path))
            try log.write(to: URL(fileURLWithPath: path + "-wal"))
            #expect(World.statusOfOpening(path) == .journalCorrupt, "\(length)")
            #expect(throws: MateoError.self) { _ = try Journal(existing: path) }
            #expect(try Data(contentsOf: URL(fileURLWithPath: path)).count == length)
            #expect(try Data(contentsOf: URL(fileURLWithPath: path + "-wal")) == log)
        }
        try log.write(to: URL(fileURLWithPath: world.path("none.db-wal")))
        #expect(World.statusOfOpening(world.path("none.db")) == .journalCorrupt)
    }

    @Test("A journal without a format is damaged") func aJournalWithoutAFormatIsDamaged() throws {
        let world = try World()
        try Journal(path: world.options.journalPath).database.execute("PRAGMA user_version = 0")
        #expect(World.statusOfOpening(world.options.journalPath) == .journalCorrupt)
    }

    @Test("A path that is no regular file is not opened") func whatIsNoFileIsNotOpened() throws {
        let world = try World()
        for path in ["/dev/null", world.path(".")] {
            let error = #expect(throws: MateoError.self) { _ = try Journal(path: path) }
            #expect(error?.status == .journalForeign)
            #expect(error?.message.contains("is not a regular file") == true)
        }
    }
}
