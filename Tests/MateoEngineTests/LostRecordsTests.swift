import Foundation
import MateoCore
import Testing

@testable import MateoEngine

/// The file of records loses a part behind the back of its journal.
@Suite struct LostRecordsTests {
    private let world: World

    init() throws {
        world = try World()
        world.service.fails = { ["7", "207", "300"].contains($0["external_id"] as? String) ? "23514" : nil }
    }

    private func csv(_ letter: String = "c") -> [UInt8] {
        Array(("external_id,email\n" + (1...300).map { "\($0),\(letter)\($0)@example.com\n" }.joined()).utf8)
    }

    private func add(_ importing: World.VirtualImport, _ csv: [UInt8]? = nil) throws {
        let file = csv ?? self.csv()
        try importing.add(csv: file.span, options: CSVOptions())
        try importing.endCSV()
        try importing.seal()
    }

    /// An import of which so many batches are sent, and which nobody has open.
    private func begin(posts: Int = 2) throws {
        let importing = try World.VirtualImport(world.client(), type: .contacts, name: "test")
        try add(importing)
        while world.service.posts < posts { _ = try importing.step(milliseconds: 10) }
    }

    private func differences() throws -> [String] {
        try Journal(existing: world.options.journalPath).differences(inImport: "test")
    }

    private static let damages: [@Sendable (String) throws -> Void] = [
        { try FileManager.default.removeItem(atPath: $0) },
        { try #require(truncate($0, 20) == 0) },
        { path in
            let length = try Data(contentsOf: URL(fileURLWithPath: path)).count
            try #require(truncate(path, 0) == 0 && truncate(path, off_t(length)) == 0)
        },
    ]

    private func damage(_ number: Int) throws {
        try Self.damages[number](world.options.journalPath + RecordsFile.ending)
    }

    @Test("Without its end, the file has all records: the outcomes are stored, and only a line is lost")
    func theEndIsMissing() throws {
        try begin()
        try world.changeRecords { $0.removeLast(10) }
        let found = try differences()
        #expect(
            found.count == 1 && found[0].hasPrefix("test: rows 201 to 300 have lost their lines in the file: "),
            "\(found)")
        let importing = try World.VirtualImport(world.client(), resuming: "test")
        #expect(try importing.run() == .finished)
        #expect(world.acceptedOnce(300))
        let failures = try importing.failures(after: nil, limit: 10)
        #expect(failures.map(\.row) == [7, 207, 300])
        #expect(failures.map(\.line) == [8, 208, 301])
        #expect(
            failures.map { String(decoding: $0.source, as: UTF8.self) } == [
                "7,c7@example.com\n", "207,c207@example.com\n", "",
            ])
        #expect(try differences() == [])
    }

    @Test("What was sent gets its outcome, and the rows that are lost are named and not sent", arguments: 0..<3)
    func everythingIsLost(number: Int) throws {
        try begin()
        try damage(number)
        let found = try differences()
        for rows in ["1 to 100", "101 to 200", "201 to 300"] {
            #expect(found.contains { $0.hasPrefix("test: rows \(rows) are not as they were added: ") }, "\(found)")
        }
        for _ in 0..<2 {
            let importing = try World.VirtualImport(world.client(), resuming: "test")
            let error = #expect(throws: MateoError.self) { try importing.run() }
            #expect(error?.status == .journalCorrupt)
            #expect(error?.message.contains("rows 201 to 300 ") == true && error?.message.contains("@") == false)
            let counts = try importing.counts()
            #expect(counts.succeeded == 199 && counts.failed == 1 && counts.pending == 100)
            #expect(try importing.failures(after: nil, limit: 10).map(\.row) == [0])
        }
        #expect(world.acceptedOnce(200))
        #expect(try differences().contains { $0.hasPrefix("test: rows 201 to 300 are not as they were added: ") })
    }

    @Test("The same file brings lost records back, whatever their batches are", arguments: 0..<3, [1, 2])
    func theSameFile(number: Int, posts: Int) throws {
        world.options.firstLook = true
        world.options.firstLookLimits.records = 30
        var file = csv()
        file += Array("300,other@example.com\n150,again@example.com\n2,c3@example.com\n".utf8)
        do {
            let importing = try World.VirtualImport(world.client(), type: .contacts, name: "test")
            try add(importing, file)
            while world.service.posts < posts { _ = try importing.step(milliseconds: 10) }
        }
        try damage(number)
        _ = #expect(throws: MateoError.self) { try World.VirtualImport(world.client(), resuming: "test").run() }
        let sent = world.service.accepted
        do {
            // Others are refused, and change nothing.
            let importing = try world.reopened()
            #expect(throws: MateoError.self) { try add(importing, csv("d")) }
        }
        #expect(throws: MateoError.self) { try World.VirtualImport(world.client(), resuming: "test").run() }
        #expect(world.service.accepted == sent)
        let importing = try world.reopened()
        try add(importing, file)
        #expect(try differences().allSatisfy { $0.contains("lost their lines") })
        #expect(try importing.run() == .finished)
        let counts = try importing.counts()
        #expect(counts.total == 303 && counts.pending == 0 && counts.held + counts.superseded > 0)
        #expect(world.acceptedOnce(Int(counts.succeeded + counts.failed)))
        #expect(try differences() == [])
    }

    @Test("The same file brings back the records of jobs under way, and failures have their rows", arguments: 0..<3)
    func ofJobs(number: Int) throws {
        try begin(posts: 3)
        try damage(number)
        let importing = try world.reopened()
        try add(importing)
        #expect(try importing.run() == .finished)
        #expect(try importing.failures(after: nil, limit: 10).map(\.row) == [7, 207, 300])
        #expect(world.acceptedOnce(300))
    }

    @Test("Only the batch that is lost is not sent") func one() throws {
        try begin(posts: 1)
        try world.changeRecords { $0.replace(Data("c150@".utf8), with: Data("x150@".utf8)) }
        let importing = try World.VirtualImport(world.client(), resuming: "test")
        let error = #expect(throws: MateoError.self) { try importing.run() }
        #expect(error?.message.contains("rows 101 to 200 ") == true)
        #expect(error?.message.contains("300") == false)
        #expect(world.acceptedOnce(200) && world.service.accepted["150"] == nil)
        #expect(try importing.failures(after: nil, limit: 10).map(\.row) == [7, 207, 300])
    }

    @Test("Bytes behind the records, as a crash leaves them, are no fault and are cut off") func longer() throws {
        try begin()
        let path = world.options.journalPath + RecordsFile.ending
        let length = try Data(contentsOf: URL(fileURLWithPath: path)).count
        try world.changeRecords { $0 += Data(repeating: 0x41, count: 50_000) }
        #expect(try differences() == [])
        let importing = try World.VirtualImport(world.client(), resuming: "test")
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)).count == length)
        #expect(try importing.run() == .finished)
        #expect(world.acceptedOnce(300))
    }

    @Test("Rows with an unknown outcome are listed without their records", arguments: 0..<3) func unknown(number: Int)
        throws
    {
        world.service.processing = nil
        world.options.jobDeadline = 1000
        do {
            let importing = try World.VirtualImport(world.client(), type: .contacts, name: "test")
            try add(importing)
            #expect(try importing.run() == .unknown)
        }
        try damage(number)
        let importing = try World.VirtualImport(world.client(), resuming: "test")
        let rows = try importing.failures(after: nil, limit: 300, RowStates(.unknown))
        #expect(rows.first?.row == 1 && rows.first?.input == [] && rows.first?.source == [])
        #expect(try importing.run() == .unknown)
        #expect(world.acceptedOnce(300))
    }

    @Test("Lost rows are checked before they are sent", arguments: 0..<3) func checked(number: Int) throws {
        let deals = { (rows: Int) in
            Array(("external_id,contact_external_id\n" + (1...rows).map { "\($0),C-\($0)\n" }.joined()).utf8)
        }
        world.service.resources.contacts = Set((1...300).filter { $0 != 250 }.map { "C-\($0)" })
        let add = { (importing: World.VirtualImport) in
            try importing.setContactsMustExist(true)
            try self.add(importing, deals(300))
        }
        try add(World.VirtualImport(world.client(), type: .deals, name: "test"))
        try damage(number)
        _ = #expect(throws: MateoError.self) { try World.VirtualImport(world.client(), resuming: "test").run() }
        #expect(world.service.posts == 0)
        let importing = try world.reopened(type: .deals)
        try self.add(importing, deals(300))
        #expect(try importing.run() == .finished)
        #expect(world.service.accepted["250"] == nil && world.acceptedOnce(299))
        #expect(try importing.counts().held == 1)
    }
}
