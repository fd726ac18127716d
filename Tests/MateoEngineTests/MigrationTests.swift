import CSQLite
import Foundation
import MateoCore
import Testing

@testable import MateoEngine

/// Journals of older formats go on where they were.
@Suite struct MigrationTests {
    /// A world whose journal is that of a fixture, and whose service has what its batches say.
    private func world(format: Int, at path: String? = nil) throws -> World {
        let world = try World()
        world.options.baseURL = "http://127.0.0.1:1"
        try write(format, to: path ?? world.options.journalPath)
        guard format == 2 else { return world }
        let reference = { (row: Int64) in
            try Self.value("SELECT reference FROM batch WHERE first_row = \(row)", world)
        }
        for (number, row) in [1, 4, 7, 10, 13, 16].enumerated() {
            world.service.addJob(
                "00000000-0000-4000-8000-00000000000\(number + 1)", reference: try reference(Int64(row)),
                externalIDs: row...row + 2)
        }
        // What was being sent arrived, and what was given up too.
        for row in [19, 25] {
            world.service.addJob(reference: try reference(Int64(row)), externalIDs: row...row + 2)
        }
        world.service.listAddress = "https://files.example/"
        world.service.fails = { record in
            ["2", "3", "9", "11", "14", "15", "17"].contains(record["external_id"] as? String) ? "23514" : nil
        }
        return world
    }

    private func write(_ format: Int, to path: String) throws {
        let fixture = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../Fixtures/journal-\(format).sql")
        try Self.run(String(contentsOf: fixture, encoding: .utf8), path)
    }

    private static func run(_ sql: String, _ path: String) throws {
        var old: OpaquePointer?
        sqlite3_open(path, &old)
        defer { sqlite3_close(old) }
        try #require(sqlite3_exec(old, sql, nil, nil, nil) == SQLITE_OK)
    }

    /// The first column of the first row, read without the engine.
    private static func value(_ sql: String, _ world: World) throws -> String {
        var database: OpaquePointer?
        sqlite3_open(world.options.journalPath, &database)
        defer { sqlite3_close(database) }
        var statement: OpaquePointer?
        sqlite3_prepare_v2(database, sql, -1, &statement, nil)
        defer { sqlite3_finalize(statement) }
        try #require(sqlite3_step(statement) == SQLITE_ROW)
        return String(cString: try #require(sqlite3_column_text(statement, 0)))
    }

    @Test("A journal of the first format goes on") func firstFormat() throws {
        let world = try world(format: 1)
        #expect(try world.reopened().run() == .finished)
        #expect(world.acceptedOnce(3))
        let journal = try Journal(existing: world.options.journalPath)
        #expect(try journal.differences(inImport: nil) == [])
    }

    @Test("A journal of an older format is read and changed", arguments: [1, 2], ["read", "changed"])
    func readAndChanged(format: Int, use: String) throws {
        let world = try world(format: format)
        let path = world.options.journalPath
        let journal = use == "read" ? try Journal(existing: path) : try Journal(toChange: path)
        let entry = try #require(try journal.importEntry(named: "test"))
        #expect(entry.records == (format == 1 ? 3 : 37))
        #expect(entry.digestKind == .blake2b)
        #expect(try journal.differences(inImport: nil) == [])
    }

    private static let start: Int64 = 1_767_225_600_000
    private static let begun = start - 600_000

    private static func job(_ number: Int, deadline: Int64, askedAt: Int64, odd: OddCounts = OddCounts())
        -> Job
    {
        Job(
            id: "00000000-0000-4000-8000-00000000000\(number)", deadline: deadline, askedAt: askedAt, odd: odd
        )
    }

    /// What the fixture's batches are, in the order of their numbers.
    private static var deliveries: [(rows: ClosedRange<Int64>, Delivery)] {
        let end = start + 3 * 3_600_000
        let job1 = job(1, deadline: end, askedAt: 0)
        var odd = OddCounts()
        odd.told = Array(#"[3,1,null,"2026-01-01"]"#.utf8)
        odd.times = 2
        odd.since = begun + 6000
        let job2 = job(2, deadline: end + 1, askedAt: begun + 9000, odd: odd)
        let job3 = job(3, deadline: end + 2, askedAt: begun + 9500)
        let job4 = job(4, deadline: end + 3, askedAt: 0)
        let job5 = job(5, deadline: end + 4, askedAt: 0)
        let job6 = job(6, deadline: begun + 6000, askedAt: begun + 9800)
        let list = "https://files.example/"
        return [
            (1...3, .settled(job1, JobResult(succeeded: 1, failed: 2))),
            (4...6, .accepted(job2)),
            (7...9, .unlisted(job3, JobResult(succeeded: 2, failed: 1), until: start + 3_600_000)),
            (
                10...12,
                .listed(
                    job4, JobResult(succeeded: 2, failed: 1), FailureAddress(url: list + job4.id, until: 0))
            ),
            (
                13...15,
                .listed(
                    job5, JobResult(succeeded: 1, failed: 2),
                    FailureAddress(url: list + job5.id, until: start + 7_200_000))
            ),
            (16...18, .unresolved(job6, failed: 1)),
            (19...21, .sending),
            (22...24, .lost(Search(lookUpAt: 4000, looks: 2))),
            (25...27, .untraceable),
            (28...28, .refused),
            (29...34, .divided),
            (29...31, .waiting), (32...34, .waiting), (35...37, .waiting),
        ]
    }

    @Test("Each state of the second format is the right one of this") func states() throws {
        let world = try world(format: 2)
        let journal = try Journal(toChange: world.options.journalPath)
        for (index, expected) in Self.deliveries.enumerated() {
            let batch = try journal.batch(Int64(index + 1))
            #expect(batch.delivery == expected.1, "batch \(index + 1)")
            #expect(batch.firstRow...batch.lastRow == expected.rows)
            #expect((batch.place == nil) == batch.delivery.kind.isFinal)
            #expect(try journal.rows(of: batch).spans.map { $0.first } == [batch.firstRow])
            guard batch.place != nil else { continue }
            let records = expected.rows.map { #"{"external_id":"\#($0)","email":"c\#($0)@example.com"}"# }
            #expect(try journal.records(of: batch) == Array(records.joined(separator: ",").utf8))
        }
        #expect(try journal.batch(8).attempts == 2)
        #expect(try journal.batch(8).begunAt == Self.start - 30_000)
    }

    @Test("What was learnt of the size of batches, and the use of the quota, stay") func account() throws {
        let world = try world(format: 2)
        let client = try world.client()
        let sizing = BatchSizing(cap: 700, refused: 900, isSlow: true, quickAnswers: 5, rarity: 3, base: 250)
        #expect(try client.journal.batchSizing(client.account) == sizing)
        #expect(
            try Self.value("SELECT used_requests || ' ' || used_entities FROM account WHERE id = 1", world)
                == "4 409")
    }

    @Test("An import of the second format goes on to its end, and each record arrives once") func goesOn()
        throws
    {
        let world = try world(format: 2)
        #expect(try world.reopened().run() == .finished)
        let accepted = world.service.accepted
        #expect(Set(accepted.keys) == Set((1...37).map(String.init)).subtracting(["28"]))
        #expect(accepted.values.allSatisfy { $0 == 1 })
        let journal = try Journal(existing: world.options.journalPath)
        let entry = try #require(try journal.importEntry(named: "test"))
        let counts = try journal.counts(of: entry.id)
        #expect((counts.succeeded, counts.failed, counts.total) == (29, 8, 37))
        #expect(try journal.differences(inImport: nil) == [])
        let failures = try journal.failures(of: entry.id, after: nil, limit: 100)
        #expect(failures.map(\.row) == [2, 9, 11, 14, 15, 17, 28, 0])
        #expect(failures.last.map { String(decoding: $0.message, as: UTF8.self) } == "this is nobody")
        let hints = try journal.hints(of: entry.id, after: nil, limit: 10)
        #expect(
            hints.map { String(decoding: $0.text, as: UTF8.self) } == [
                "the e-mail address was taken from another contact", #"{"row":3}"#,
            ])
        #expect(hints.allSatisfy { $0.rows.first == 1 && $0.rows.last == 3 })
    }

    @Test("The digest of the second format takes the same source again, and no other") func digest() throws {
        let world = try world(format: 2)
        do {
            let importing = try world.reopened()
            try importing.add(json: Array(World.contacts(37).utf8).span)
            try importing.seal()
        }
        for other in [
            World.contacts(36), World.contacts(38), World.contacts(37).replacing("c12@", with: "d12@"),
        ] {
            let error = #expect(throws: MateoError.self) {
                let importing = try world.reopened()
                try importing.add(json: Array(other.utf8).span)
                try importing.seal()
            }
            #expect(error?.status == .state)
        }
        #expect(try world.reopened().run() == .finished)
    }

    @Test("Records that an old journal has not as they were added are found") func changedRecords() throws {
        let world = try world(format: 2)
        try Self.run(
            "UPDATE payload SET records = CAST(replace(CAST(records AS TEXT), 'c36@', 'd36@') AS BLOB)",
            world.options.journalPath)
        let journal = try Journal(existing: world.options.journalPath)
        let found = try journal.differences(inImport: nil)
        #expect(found.count == 1 && found[0].hasPrefix("test: rows 35 to 37 are not as they were added: "))
    }

    @Test("An import that was not sealed begins anew") func unsealed() throws {
        let world = try world(format: 2)
        let filling = try world.reopened(type: .deals, name: "filling")
        try filling.add(json: Array(World.contacts(4).utf8).span)
        try filling.seal()
        #expect(try filling.counts().total == 4)
    }

    @Test("Records leave the journal's own file for the one beside it") func recordsMove() throws {
        let world = try world(format: 2)
        let path = world.options.journalPath
        do { _ = try Journal(path: path) }
        let mark = Data("c36@example.com".utf8)
        #expect(FileManager.default.contents(atPath: path)?.range(of: mark) == nil)
        #expect(FileManager.default.contents(atPath: path + "-records")?.range(of: mark) != nil)
    }

    @Test(
        "What an upgrade that was killed has left in the file of records does not count",
        arguments: [1, 100, 100_000])
    func killedInBetween(bytes: Int) throws {
        let world = try world(format: 2)
        let path = world.options.journalPath + "-records"
        try Data(repeating: 0x7B, count: bytes).write(to: URL(fileURLWithPath: path))
        do {
            let journal = try Journal(path: world.options.journalPath)
            #expect(try journal.differences(inImport: nil) == [])
        }
        let length = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int
        let needed = try Self.value("SELECT max(records_at + records_bytes) FROM batch", world)
        #expect(length.map(String.init) == needed)
    }

    @Test("A journal whose records cannot be moved stays as it was") func noPlaceForRecords() throws {
        let world = try world(format: 2)
        let path = world.options.journalPath
        let before = try Data(contentsOf: URL(fileURLWithPath: path))
        try FileManager.default.createDirectory(atPath: path + "-records", withIntermediateDirectories: false)
        #expect(World.statusOfOpening(path) == .journalForeign)
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
        try FileManager.default.removeItem(atPath: path + "-records")
        #expect(World.statusOfOpening(path) == .ok)
    }

    @Test("An upgrade that fails in the middle leaves the journal as it was, and can be repeated")
    func failing() throws {
        let world = try world(format: 2)
        let path = world.options.journalPath
        try Self.run("CREATE TABLE tally(x); CREATE TABLE erasure(x);", path)
        #expect(World.statusOfOpening(path) != .ok)
        #expect(try Self.value("SELECT count(*) FROM payload", world) == "13")
        #expect(try Self.value("PRAGMA user_version", world) == "2")
        try Self.run("DROP TABLE tally; DROP TABLE erasure;", path)
        let journal = try Journal(path: path)
        #expect(try journal.differences(inImport: nil) == [])
    }
}
