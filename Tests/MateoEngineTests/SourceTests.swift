import Foundation
import MateoCore
import Testing

@testable import MateoEngine

/// Rows are kept as their file has them until the service has them, and no longer.
@Suite struct SourceTests {
    private static func line(_ row: Int) -> String {
        switch row {
        case 20: #""020" ,no address,"x;y""#
        case 30: #""030",m30@example.com,"two\#r\#nlines ""here""""#
        case 150: "150,m150@example.com,last"
        case 200: "030,m200@example.com,later"
        default: "\(String(format: "%03d", row)),m\(row)@example.com,city\(row)"
        }
    }

    private static let csv = "external_id,email,city\r\n" + (1...250).map { line($0) + "\r\n" }.joined()

    private func filled(_ world: World) throws -> World.VirtualImport {
        world.service.fails = { ["200", "150", "030"].contains($0["external_id"] as? String) ? "23514" : nil }
        let importing = try World.VirtualImport(world.client(), type: .contacts, name: "test")
        try Self.csv.write(toFile: world.path("file.csv"), atomically: true, encoding: .utf8)
        try importing.add(csvFile: world.path("file.csv"), options: CSVOptions())
        try importing.seal()
        try FileManager.default.removeItem(atPath: world.path("file.csv"))
        return importing
    }

    private func check(_ importing: World.VirtualImport, _ world: World) throws {
        let failures = try importing.failures(after: nil, limit: 10)
        #expect(failures.map(\.row) == [20, 30, 150, 200])
        for failure in failures {
            let text = String(decoding: failure.source, as: UTF8.self).trimmingCharacters(in: .newlines)
            #expect(text == Self.line(Int(failure.row)))
        }
        #expect(failures.map(\.line) == [21, 31, 152, 202])
        let journal = try Journal(path: world.options.journalPath)
        #expect(try journal.differences(inImport: "test") == [])
        let parts = try #require(importing.identity.id.map { try journal.sourceParts(of: $0, 1...250) })
        #expect(parts.isEmpty)
    }

    @Test("Failed, held and superseded rows stay as they are, and all others leave the journal") func gone() throws {
        let world = try World()
        let importing = try filled(world)
        #expect(try world.isInAnyFile("city7"))
        #expect(try importing.run() == .finished)
        try check(importing, world)
        for row in [1, 7, 19, 21, 100, 101, 249, 250] {
            #expect(try !world.isInAnyFile("m\(row)@example.com"), "\(row)")
        }
        #expect(try world.isInAnyFile("no address"))
        let journal = try Journal(path: world.options.journalPath)
        _ = try journal.forget(importNamed: "test", force: false)
        #expect(try journal.released(after: 0).isEmpty)
        #expect(try journal.endOfRecords() == 0)
    }

    @Test("The same with a first look, batches that are divided, and another process for each") func divided() throws {
        let world = try World()
        world.options.firstLook = true
        world.options.firstLookLimits.records = 10
        world.options.batch.records = 80
        try filled(world).cancel()
        world.service.postFate = { number in
            [2, 4].contains(number) ? .instead(.status(413, #"{"message":"too large"}"#)) : .normal
        }
        var state = RunState.running
        for _ in 0..<500 where state == .running {
            let importing = try World.VirtualImport(world.client(), resuming: "test")
            state = try importing.step(milliseconds: 3000)
        }
        #expect(state == .finished)
        let importing = try World.VirtualImport(world.client(), resuming: "test")
        try check(importing, world)
        #expect(try !world.isInAnyFile("m249@example.com"))
    }

    @Test("Rows with an unknown outcome keep their text, and records of programs have none") func unknown() throws {
        let world = try World()
        world.options.jobDeadline = 10_000
        let importing = try World.VirtualImport(world.client(), type: .contacts, name: "test")
        try importing.add(json: Array(#"[{"external_id":"a"}]"#.utf8).span)
        try importing.add(csv: Array("external_id\nb\nc\n".utf8).span, options: CSVOptions())
        try importing.endCSV()
        try importing.add(json: Array(#"[{"external_id":"d"}]"#.utf8).span)
        try importing.seal()
        world.service.processing = nil
        #expect(try importing.run() == .unknown)
        let journal = try Journal(path: world.options.journalPath)
        let id = try #require(importing.identity.id)
        let parts = try journal.sourceParts(of: id, 1...4)
        let texts = try (1...4).map { try journal.source(ofRow: $0, in: parts)?.text }
        #expect(texts == [nil, Array("b\n".utf8), Array("c\n".utf8), nil])
        #expect(try journal.sources(of: id).map(\.head) == [Array("external_id\n".utf8)])
    }
}
