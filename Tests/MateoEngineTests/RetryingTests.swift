import Foundation
import MateoCore
import Testing

@testable import MateoEngine

/// Rows that failed since the service was at fault are sent again, under the name of their import.
@Suite struct RetryingTests {
    private static let csv = "external_id,email\n" + (1...300).map { "\($0),c\($0)@example.com\n" }.joined()

    /// An import of three batches. Of the first, some rows failed for both reasons, of the second all of them.
    private func failed(_ world: World) throws -> World.VirtualImport {
        world.service.fails = { record in
            let id = Int(record["external_id"] as? String ?? "") ?? 0
            return [5, 6, 50].contains(id) || (101...200).contains(id)
                ? "57014" : [7, 250].contains(id) ? "23514" : nil
        }
        let importing = try World.VirtualImport(world.client(), type: .contacts, name: "test")
        try importing.add(csv: Array(Self.csv.utf8).span, options: CSVOptions())
        try importing.endCSV()
        try importing.seal()
        #expect(try importing.run() == .finished)
        #expect(try importing.counts().failed == 105)
        return importing
    }

    private func check(_ world: World, failed rows: [Int64]) throws {
        let journal = try Journal(path: world.options.journalPath)
        #expect(try journal.differences(inImport: nil) == [])
        let importing = try World.VirtualImport(world.client(), resuming: "test")
        let failures = try importing.failures(after: nil, limit: 1000)
        #expect(failures.map(\.row) == rows)
        for failure in failures {
            #expect(String(decoding: failure.source, as: UTF8.self) == "\(failure.row),c\(failure.row)@example.com\n")
            #expect(failure.line == failure.row + 1)
        }
        let counts = try importing.counts()
        #expect(counts.balance && counts.total == 300)
        #expect(counts.failed == rows.count && counts.succeeded == 300 - rows.count)
    }

    @Test("They succeed, and the others stay as they are") func succeeds() throws {
        let world = try World()
        let importing = try failed(world)
        world.service.fails = { _ in nil }
        #expect(try importing.retry() == 103)
        #expect(try importing.retry() == 0)
        let journal = try Journal(path: world.options.journalPath)
        #expect(try journal.differences(inImport: nil) == [])
        #expect(try importing.counts().pending == 103)
        #expect(try importing.run() == .finished)
        #expect(world.service.jobs.map(\.records.count) == [100, 100, 100, 100, 3])
        try check(world, failed: [7, 250])
        #expect(try importing.retry() == 0)
    }

    @Test("An import that stopped since they failed goes on once they succeed", arguments: [0, 150])
    func stopped(succeeding: Int) throws {
        let world = try World()
        (world.options.firstLook, world.options.firstPoll, world.options.longestPoll) = (true, 200, 1000)
        world.service.fails = { Int($0["external_id"] as? String ?? "") ?? 0 > succeeding ? "57014" : nil }
        let importing = try world.sealedImport(3000)
        for _ in 0..<2 {
            #expect(throws: MateoError.self) { try importing.run() }
            #expect(try importing.retry() >= 100)
        }
        #expect(try importing.counts().pending > 1500)
        world.service.fails = { _ in nil }
        #expect(try importing.run() == .finished)
        #expect(try importing.counts().succeeded == 3000)
        #expect(try Journal(path: world.options.journalPath).differences(inImport: nil) == [])
    }

    @Test("They fail again, in another process, and for a reason of their own") func failsAgain() throws {
        let world = try World()
        _ = try failed(world)
        for round in 0..<3 {
            let importing = try World.VirtualImport(world.client(), resuming: "test")
            #expect(try importing.retry() == [103, 103, 101][round])
            if round == 1 {
                world.service.fails = { record in
                    let id = Int(record["external_id"] as? String ?? "") ?? 0
                    return [5, 150].contains(id) ? "22001" : "40001"
                }
            }
            #expect(try importing.run() == .finished)
        }
        try check(world, failed: [5, 6, 7, 50] + Array(101...200) + [250])
    }

    @Test("A lost answer is looked up, and is not taken for the first one") func lost() throws {
        let world = try World()
        let importing = try failed(world)
        world.service.fails = { _ in nil }
        let posts = world.service.posts
        world.service.postFate = {
            $0 == posts + 1 ? .after(.none(.broken)) : $0 == posts + 2 ? .instead(.none(.broken)) : .normal
        }
        #expect(try importing.retry() == 103)
        #expect(try importing.run() == .finished)
        try check(world, failed: [7, 250])
        #expect(world.service.jobs.map(\.records.count) == [100, 100, 100, 100, 3])
    }
}
