import Foundation
import MateoCore
import Testing

@testable import MateoEngine

/// The same records under the same name, once more.
@Suite struct RepeatingTests {
    private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

    /// A process that is killed after the last outcome was written down has told nobody.
    @Test("A result that the caller never saw is returned instead of sending again")
    func aResultThatNobodyHadIsGivenInsteadOfSendingAgain() throws {
        let world = try World()
        #expect(try world.sealedImport(250).run() == .finished)
        try Journal(path: world.options.journalPath).database.execute("UPDATE import SET acknowledged = 0")
        let again = try world.reopened()
        #expect(!again.isSealed)
        try again.add(json: bytes(World.contacts(250)).span)
        try again.seal()
        #expect(try again.run() == .finished)
        #expect(try again.counts().succeeded == 250)
        #expect(world.acceptedOnce(250))
    }

    @Test("Other records are a new import, even if the last result was never seen")
    func otherRecordsAreANewImportEvenThen() throws {
        let world = try World()
        #expect(try world.sealedImport(250).run() == .finished)
        try Journal(path: world.options.journalPath).database.execute("UPDATE import SET acknowledged = 0")
        let next = try world.reopened()
        try next.add(json: bytes(World.contacts(20)).span)
        try next.seal()
        #expect(try next.run() == .finished)
        #expect(try next.counts().total == 20)
    }

    @Test("The same records are not sent again, unless that is wanted")
    func theSameRecords() throws {
        let world = try World()
        world.service.fails = { $0["external_id"] as? String == "7" ? "23514" : nil }
        do {
            let first = try world.sealedImport(50)
            #expect(try first.run() == .finished)
            #expect(!first.isRepeated)
        }
        let second = try world.sealedImport(50)
        #expect(second.isRepeated)
        #expect(try second.run() == .finished)
        #expect(try second.counts().failed == 1 && second.failures(after: nil, limit: 9).map(\.row) == [7])
        #expect(world.acceptedOnce(50))
        let third = try world.reopened()
        try third.add(json: bytes(World.contacts(50)).span)
        try third.setAgain(true)
        try third.seal()
        #expect(!third.isRepeated)
        #expect(try third.run() == .finished)
        #expect(world.service.accepted.values.allSatisfy { $0 == 2 })
    }

    @Test("The same records with other settings are a new import")
    func otherSettings() throws {
        let world = try World()
        #expect(try world.sealedImport(50).run() == .finished)
        let next = try world.reopened()
        try next.add(json: bytes(World.contacts(50)).span)
        try next.setContactList(externalID: "list")
        try next.seal()
        #expect(!next.isRepeated)
        #expect(try next.run() == .finished)
        #expect(world.service.accepted.values.allSatisfy { $0 == 2 })
    }

    /// An import with a key that the service does not know.
    private func mistyped(_ world: World, _ records: Int) throws {
        world.options.apiKey = "mistyped-key"
        world.service.postFate = { _ in .instead(.status(401, "{}")) }
        let error = #expect(throws: MateoError.self) { try world.sealedImport(records).run() }
        #expect(error?.status == .unauthorized)
        world.service.postFate = { _ in .normal }
        world.options.apiKey = "the-right-key"
    }

    @Test(
        "After a mistyped key the right one goes on with the same records, and with no others",
        arguments: [false, true])
    func mistypedKey(firstLook: Bool) throws {
        let world = try World()
        world.options.firstLook = firstLook
        world.options.batch.records = 150
        try mistyped(world, 250)
        #expect(throws: MateoError.self) { try World.VirtualImport(world.client(), resuming: "test") }
        do {
            let others = try world.reopened()
            try others.add(json: bytes(World.contacts(249)).span)
            let error = #expect(throws: MateoError.self) { try others.seal() }
            #expect(error?.status == .otherAccount && error?.message.contains("another API key") == true)
        }
        let same = try world.sealedImport(250)
        #expect(!same.isRepeated)
        #expect(try same.run() == .finished)
        #expect(world.acceptedOnce(250))
        #expect(try Journal(path: world.options.journalPath).differences(inImport: nil) == [])
    }

    @Test(
        "An unfinished import of an earlier version goes on, whose digest does not tell what is in rows that are held")
    func formerDigest() throws {
        let world = try World()
        world.options.batch.records = 10
        world.options.entitiesPerDay = 10
        let csv =
            "external_id,email\n" + (1...20).map { "\($0),\($0 == 7 ? "nobody" : "c\($0)@example.com")\n" }.joined()
        func filled(_ text: String) throws -> World.VirtualImport {
            let importing = try world.reopened()
            try importing.add(csv: bytes(text).span, options: CSVOptions())
            try importing.endCSV()
            return importing
        }
        do {
            let begun = try filled(csv)
            var former = LeftOutDigest(hasContent: false)
            var rows = BatchBuilder(previousRecords: 6)
            try rows.leaveOut(LeftOutRow(.held, code: "email"))
            for span in rows.leftOut { former.add(span) }
            try begun.seal()
            #expect(try begun.run() == .paused)
            let journal = try Journal(path: world.options.journalPath)
            try journal.database.execute("UPDATE import SET digest = substr(digest, 1, 32)")
            let update = try journal.database.statement("UPDATE import SET digest = digest || ?1")
            update.bind(1, former.text)
            try update.run()
        }
        world.options.entitiesPerDay = 100
        do {
            let others = try filled(csv.replacing("c3@", with: "x@"))
            #expect(throws: MateoError.self) { try others.seal() }
        }
        let same = try filled(csv)
        try same.seal()
        #expect(try same.run() == .finished)
        #expect(world.acceptedOnce(19))
    }

    @Test("A mistyped key changes nothing about rows that are sent after all")
    func mistypedKeyAndSharedHandles() throws {
        let world = try World()
        world.options.apiKey = "the-right-key"
        let csv = "external_id,email\n" + (1...150).map { "\($0),c\($0 / 150 * 149 + $0 % 150)@example.com\n" }.joined()
        func importing() throws -> World.VirtualImport {
            let importing = try world.reopened()
            try importing.add(csv: bytes(csv + "151,c1@example.com\n").span, options: CSVOptions())
            try importing.endCSV()
            try importing.seal()
            return importing
        }
        #expect(try importing().run() == .finished)
        world.options.apiKey = "mistyped-key"
        world.service.postFate = { _ in .instead(.status(401, "{}")) }
        #expect(throws: MateoError.self) { try importing().run() }
        world.service.postFate = { _ in .normal }
        (world.options.apiKey, world.options.sharedHandles) = ("the-right-key", .send)
        let last = try importing()
        #expect(!last.isRepeated)
        #expect(try last.run() == .finished)
        #expect(try last.counts().succeeded == 151)
        #expect(try Journal(path: world.options.journalPath).differences(inImport: nil) == [])
    }

    @Test("A mistyped key does not make the journal forget what was sent")
    func mistypedKeyAfterwards() throws {
        let world = try World()
        world.options.apiKey = "the-right-key"
        #expect(try world.sealedImport(250).run() == .finished)
        try mistyped(world, 250)
        let again = try world.sealedImport(250)
        #expect(again.isRepeated)
        #expect(try again.run() == .finished)
        #expect(try again.counts().succeeded == 250)
        #expect(world.acceptedOnce(250))
        let journal = try Journal(path: world.options.journalPath)
        #expect(try journal.differences(inImport: nil) == [])
        #expect(try journal.importNames(limit: 9) == ["test"])
    }
}
