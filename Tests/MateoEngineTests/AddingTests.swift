import Foundation
import MateoCore
import Testing

@testable import MateoEngine

@Suite struct AddingTests {
    private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

    @Test("A faulty file leaves the import as it was") func aFileThatIsWrongLeavesEverythingAsItWas() throws {
        let world = try World()
        let importing = try World.VirtualImport(world.client(), type: .contacts, name: "test")
        try importing.add(json: bytes(World.contacts(150)).span)
        var csv = "external_id,email\n"
        for row in 1...500 { csv += "x\(row),x\(row)@example.com\n" }
        try (csv + "\"open").write(toFile: world.path("bad.csv"), atomically: true, encoding: .utf8)
        let error = #expect(throws: MateoError.self) {
            try importing.add(csvFile: world.path("bad.csv"), options: CSVOptions())
        }
        #expect(error?.status == .csv)
        #expect(error?.row == 651)
        #expect(try importing.counts().total == 150)
        try importing.seal()
        #expect(try importing.run() == .finished)
        #expect(world.acceptedOnce(150))
    }

    @Test("A fault in pieces of CSV takes back all pieces since the first")
    func piecesThatTurnOutWrongAreTakenBackToTheFirst() throws {
        let world = try World()
        let importing = try World.VirtualImport(world.client(), type: .contacts, name: "test")
        try importing.add(json: bytes(World.contacts(50)).span)
        try importing.add(csv: bytes("external_id\n").span, options: CSVOptions())
        for row in 1...300 { try importing.add(csv: bytes("y\(row)\n").span, options: CSVOptions()) }
        #expect(throws: MateoError.self) { try importing.add(json: bytes(World.contacts(1)).span) }
        #expect(throws: MateoError.self) {
            try importing.add(csv: bytes("a,b\n").span, options: CSVOptions())
        }
        #expect(throws: MateoError.self) { try importing.endCSV() }
        #expect(try importing.counts().total == 50)
        try importing.seal()
        #expect(try importing.run() == .finished)
        #expect(world.acceptedOnce(50))
    }

    @Test("Batches have the same size for every form of records")
    func batchesHaveTheirSizeWhateverTheRecordsCameFrom() throws {
        let world = try World()
        let importing = try World.VirtualImport(world.client(), type: .contacts, name: "test")
        try importing.add(json: bytes(World.contacts(130)).span)
        try importing.add(csv: bytes("external_id\n").span, options: CSVOptions())
        for row in 1...70 { try importing.add(csv: bytes("y\(row)\n").span, options: CSVOptions()) }
        try importing.endCSV()
        try importing.seal()
        #expect(try importing.run() == .finished)
        #expect(world.service.jobs.map { $0.records.count } == [100, 100])
    }

    @Test("A sealed import takes no more records") func aSealedImportTakesNoMoreRecords() throws {
        let world = try World()
        let importing = try world.sealedImport(10)
        let error = #expect(throws: MateoError.self) {
            try importing.add(json: bytes(World.contacts(1)).span)
        }
        #expect(error?.status == .state)
        #expect(throws: MateoError.self) { try importing.setContactList(externalID: "x") }
    }

    @Test("An import without records is over as soon as it is sealed, and others can follow it")
    func anEmptyImportIsOver() throws {
        let world = try World()
        let empty = try World.VirtualImport(world.client(), type: .contacts, name: "test")
        try empty.seal()
        #expect(try empty.run() == .finished)
        #expect(try empty.counts().total == 0)
        #expect(world.service.posts == 0)
        let deals = try World.VirtualImport(world.client(), type: .deals, name: "deals")
        try deals.setAfter("test")
        try deals.seal()
        #expect(try deals.run() == .finished)
    }

    @Test("An unsealed import cannot run") func anUnsealedImportCannotRun() throws {
        let world = try World()
        let importing = try World.VirtualImport(world.client(), type: .contacts, name: "test")
        #expect(throws: MateoError.self) { try importing.run() }
        try importing.add(json: bytes(World.contacts(1)).span)
        #expect(throws: MateoError.self) { try importing.run() }
    }

    @Test("The same records continue an unfinished import, and other records are refused")
    func addingTheSameAgainGoesOnAndOtherRecordsAreRefused() throws {
        let world = try World()
        world.options.entitiesPerDay = 100
        #expect(try world.sealedImport(250).run() == .paused)
        let again = try world.reopened()
        #expect(again.isSealed)
        try again.add(json: bytes(World.contacts(250)).span)
        #expect(throws: MateoError.self) { try again.run() }
        try again.seal()
        #expect(try again.run() == .paused)

        let other = try world.reopened()
        try other.add(json: bytes(World.contacts(249)).span)
        let error = #expect(throws: MateoError.self) { try other.seal() }
        #expect(error?.status == .state)
        world.host.pass(86_400_000)
        world.options.waitsForQuota = true
        #expect(try world.reopened().run() == .finished)
        #expect(world.acceptedOnce(250))
    }

    @Test("The same records in batches of another size are the same import")
    func theSameRecordsInOtherBatchesAreTheSameImport() throws {
        let world = try World()
        world.options.entitiesPerDay = 100
        #expect(try world.sealedImport(250).run() == .paused)
        world.options.batch.records = 7
        let again = try world.reopened()
        try again.add(json: bytes(World.contacts(250)).span)
        try again.seal()
    }

    @Test("The next import of a name replaces a finished one")
    func aFinishedImportIsReplacedByTheNextOfItsName() throws {
        let world = try World()
        world.service.fails = { $0["external_id"] as? String == "1" ? "23514" : nil }
        #expect(try world.sealedImport(10).run() == .finished)
        let next = try world.reopened()
        #expect(!next.isSealed)
        try next.add(json: bytes(World.contacts(20)).span)
        #expect(throws: MateoError.self) { try next.add(json: bytes("[{}]").span) }
        try next.seal()
        #expect(try next.run() == .finished)
        #expect(try next.counts().total == 20)
        #expect(try next.failures(after: nil, limit: 10).count == 1)
    }

    /// A journal in which no batch can be stored until the trigger is gone.
    private func breakStoring(_ importing: World.VirtualImport) throws {
        try importing.client.journal.database.execute(
            "CREATE TRIGGER breaking BEFORE INSERT ON batch BEGIN SELECT RAISE(ABORT, 'no room'); END")
    }

    private func mendStoring(_ importing: World.VirtualImport) throws {
        try importing.client.journal.database.execute("DROP TRIGGER breaking")
    }

    @Test("A failed seal can be repeated") func aSealingThatFailedCanBeDoneAgain() throws {
        let world = try World()
        world.options.entitiesPerDay = 100
        let importing = try World.VirtualImport(world.client(), type: .contacts, name: "test")
        try importing.add(json: bytes(World.contacts(150)).span)
        try breakStoring(importing)
        for _ in 0..<2 { #expect(throws: MateoError.self) { try importing.seal() } }
        try mendStoring(importing)
        try importing.seal()
        #expect(try importing.run() == .paused)
        let again = try world.reopened()
        try again.add(json: bytes(World.contacts(150)).span)
        try again.seal()
        #expect(try again.run() == .paused)
    }

    @Test("A record whose batch could not be stored is not added") func aRecordThatCouldNotBeAddedIsNotAdded()
        throws
    {
        let world = try World()
        let importing = try World.VirtualImport(world.client(), type: .contacts, name: "test")
        func add(_ number: Int) throws {
            var record = RecordBuilder()
            try record.setText(bytes("external_id").span, bytes("\(number)").span)
            try importing.add(record)
        }
        for number in 1...100 { try add(number) }
        try breakStoring(importing)
        for _ in 0..<2 {
            #expect(throws: MateoError.self) { try add(101) }
            #expect(throws: MateoError.self) { try importing.add(json: bytes(World.contacts(1)).span) }
        }
        #expect(try importing.counts().total == 100)
        try mendStoring(importing)
        try add(101)
        try importing.seal()
        #expect(try importing.run() == .finished)
        #expect(world.acceptedOnce(101))
    }

    @Test("An import that was never sealed is removed") func whatWasNeverSealedIsGone() throws {
        let world = try World()
        do {
            let importing = try World.VirtualImport(world.client(), type: .contacts, name: "test")
            try importing.add(json: bytes(World.contacts(350)).span)
        }
        let journal = try Journal(path: world.options.journalPath)
        #expect(try journal.importEntry(named: "test") == nil)
        #expect(try !world.reopened().isSealed)
    }

    @Test("An unfinished import of another type or key is refused")
    func anUnfinishedImportOfAnotherTypeOrKeyIsRefused() throws {
        let world = try World()
        world.options.entitiesPerDay = 100
        #expect(try world.sealedImport(250).run() == .paused)
        #expect(throws: MateoError.self) { try world.reopened(type: .deals) }
        world.options.apiKey = "another-key"
        #expect(throws: MateoError.self) { try world.reopened() }
    }

    @Test("What was sealed for one key or address is never sent with another, even if nothing of it was sent")
    func otherTenants() throws {
        let world = try World()
        _ = try world.sealedImport(250)
        let (key, address) = (world.options.apiKey, world.options.baseURL)
        for (otherKey, otherAddress) in [("another-key", address), (key, "https://elsewhere.example/api")] {
            (world.options.apiKey, world.options.baseURL) = (otherKey, otherAddress)
            let opening = #expect(throws: MateoError.self) { try world.reopened() }
            let resuming = #expect(throws: MateoError.self) {
                try World.VirtualImport(world.client(), resuming: "test")
            }
            #expect(opening?.status == .otherAccount)
            #expect(resuming?.status == .otherAccount)
        }
        #expect(world.service.posts == 0)
        (world.options.apiKey, world.options.baseURL) = (key, address)
        #expect(try world.reopened().run() == .finished)
        #expect(world.acceptedOnce(250))
    }

    @Test(
        "An invalid name is refused", arguments: ["", String(repeating: "n", count: 256), "a\nb", "\u{7f}"])
    func namesAreChecked(name: String) throws {
        let world = try World()
        #expect(throws: MateoError.self) {
            try World.VirtualImport(world.client(), type: .contacts, name: name)
        }
    }

    @Test("A contact list needs contacts, and reassignment needs deals or appointments")
    func listsAreForContactsAndReassignmentForTheOthers() throws {
        let world = try World()
        let contacts = try World.VirtualImport(world.client(), type: .contacts, name: "contacts")
        #expect(throws: MateoError.self) { try contacts.setContactList(id: "no uuid") }
        #expect(throws: MateoError.self) { try contacts.setReassignment(true) }
        try contacts.setContactList(id: "3c90c3cc-0d44-4b50-8888-8dd25736052a")
        let deals = try World.VirtualImport(world.client(), type: .deals, name: "deals")
        #expect(throws: MateoError.self) { try deals.setContactList(externalID: "x") }
        try deals.setReassignment(true)
    }
}
