import Foundation
import MateoCore
import Testing

@testable import MateoEngine

@Suite struct DuplicateTests {
    /// Rows 1 to 250 with a number and an address each; row 120 has the number of row 30, rows 20 and 240 the address of
    /// row 10.
    private static let csv =
        "external_id,email\n"
        + (1...250).map { row in
            let id = row == 120 ? 30 : row
            let mail = row == 20 || row == 240 ? "C10@Example.com" : "c\(row)@example.com"
            return "\(id),\(mail)\n"
        }.joined()

    private func filled(_ world: World, _ csv: String = csv, strict: Bool = false) throws -> World.VirtualImport {
        let importing = try World.VirtualImport(world.client(), type: .contacts, name: "test")
        try csv.write(toFile: world.path("file.csv"), atomically: true, encoding: .utf8)
        var options = CSVOptions()
        var mapping = Mapping()
        mapping.isStrict = strict
        options.mapping = strict ? mapping : nil
        try importing.add(csvFile: world.path("file.csv"), options: options)
        return importing
    }

    private func failures(_ importing: World.VirtualImport) throws -> [String] {
        try importing.failures(after: nil, limit: 100).map { failure in
            let state = failure.state.word
            let id = String(decoding: failure.externalID, as: UTF8.self)
            return "\(failure.row) \(state) \(id) \(failure.otherRow)"
        }
    }

    @Test func rowsThatAreLeftOut() throws {
        let world = try World()
        let importing = try filled(world)
        try importing.seal()
        #expect(try importing.run() == .finished)
        let counts = try importing.counts()
        #expect(counts.balance && counts.total == 250 && counts.succeeded == 247)
        #expect(counts.held == 2 && counts.superseded == 1)
        #expect(world.service.jobs.map { $0.records.count } == [98, 100, 49])
        #expect(world.acceptedOnce(247))
        #expect(try failures(importing) == ["20 held 20 10", "30 superseded 30 120", "240 held 240 10"])
        let journal = try Journal(path: world.options.journalPath)
        #expect(try journal.differences(inImport: "test") == [])
    }

    @Test("each is told with the line of its own file, and those that come from none without")
    func lines() throws {
        let world = try World()
        let importing = try filled(world, "external_id,city\nA,\"x\ny\"\nB,z\n\nA,z\nB,z\n")
        try importing.add(json: Array(#"[{"external_id": "A"}, {"external_id": "C"}]"#.utf8).span)
        try "\n\nexternal_id\nC\nD\nC\nD\nE\n".write(
            toFile: world.path("other.csv"), atomically: true, encoding: .utf8)
        try importing.add(csvFile: world.path("other.csv"), options: CSVOptions())
        try importing.seal()
        let lines = try importing.failures(after: nil, limit: 100).map { "\($0.row) \($0.line)" }
        #expect(lines == ["1 2", "2 4", "3 6", "6 0", "7 4", "8 5"])
    }

    @Test func sharedHandlesThatAreSent() throws {
        let world = try World()
        world.options.sharedHandles = .send
        let importing = try filled(world)
        try importing.seal()
        #expect(try importing.run() == .finished)
        #expect(try failures(importing) == ["30 superseded 30 120"])
        #expect(world.acceptedOnce(249))
    }

    @Test("rows that were held are sent when the same records are added to send them")
    func sentLater() throws {
        let world = try World()
        let first = try filled(world)
        try first.seal()
        #expect(try first.run() == .finished)
        world.options.sharedHandles = .send
        do {
            let second = try filled(world)
            try second.seal()
            #expect(!second.isRepeated)
            #expect(try second.run() == .finished)
            #expect(try second.counts().succeeded == 249)
        }
        let third = try filled(world)
        try third.seal()
        #expect(third.isRepeated)
    }

    @Test func withoutDuplicatesNothingIsWrittenAnew() throws {
        let world = try World()
        let importing = try world.sealedImport(250)
        #expect(try importing.counts().held == 0)
        let journal = try Journal(path: world.options.journalPath)
        let query = try journal.database.statement("SELECT count(*) FROM erasure")
        #expect(try query.step() && query.key(0) == 0)
    }

    @Test func aBatchThatLosesAllItsRowsIsNotSent() throws {
        let world = try World()
        let rows = (1...100).map { "\($0)\n" }.joined()
        let importing = try filled(world, "external_id\n" + rows + rows + "x\n")
        try importing.seal()
        #expect(try importing.run() == .finished)
        #expect(world.service.jobs.map { $0.records.count } == [100, 1])
        #expect(try importing.counts().superseded == 100)
        let journal = try Journal(path: world.options.journalPath)
        #expect(try journal.differences(inImport: "test") == [])
    }

    @Test func theSameRecordsGoOnAfterADeath() throws {
        let world = try World()
        try filled(world).seal()
        let again = try filled(world)
        try again.seal()
        #expect(try again.run() == .finished)
        #expect(world.acceptedOnce(247))
        #expect(try again.counts().superseded == 1)
    }

    @Test func plans() throws {
        let world = try World()
        let importing = try filled(world)
        let before = try importing.plan()
        #expect(before.records == 247 && before.held == 2 && before.superseded == 1 && before.batches == 3)
        try importing.seal()
        let sealed = try importing.plan()
        #expect(sealed.records == 247 && sealed.held == 2 && sealed.superseded == 1 && sealed.batches == 3)
    }

    @Test func aStrictFileWithASharedHandleIsRefused() throws {
        let world = try World()
        let importing = try filled(world, strict: true)
        let error = #expect(throws: MateoError.self) { try importing.seal() }
        #expect(error?.status == .record && error?.row == 20)
        #expect(world.service.jobs.isEmpty)
    }
}
