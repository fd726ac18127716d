import Foundation
import MateoCore
import Testing

@testable import Mateo
@testable import MateoEngine

@Suite struct ImportHistoryTests {
    /// A journal with an import whose batches of two records, one of which failed, were sent at these times.
    private func journal(_ times: [Int64]) async throws -> String {
        let path = NSTemporaryDirectory() + "mateo-\(UUID().uuidString).db"
        var options = Options()
        (options.apiKey, options.journalPath) = ("secret-key", path)
        let contacts = try MateoImport(MateoClient(options), type: .contacts, name: "test")
        try await contacts.add(["external_id": "1"])
        try await contacts.seal()
        let journal = try Journal(toChange: path)
        try journal.write { () throws(MateoError) in
            for (index, time) in times.enumerated() {
                let add = try journal.database.statement(
                    """
                    INSERT INTO batch(import, first_row, last_row, records, state, reference, attempts, begun_at, succeeded,
                        failed, answer_time)
                    VALUES (1, ?1, ?1 + 1, 2, 5, '', 1, ?2, 1, 1, ?3)
                    """)
                add.bind(1, Int64(2 * index + 2))
                add.bind(2, time)
                add.bind(3, index % 2 == 0 ? 100 : 200)
                try add.run()
            }
        }
        return path
    }

    private func history(_ times: [Int64]) async throws -> ImportHistory {
        let found = try MateoJournal(path: await journal(times))
        return try #require(try await found.history(ofImport: "test"))
    }

    @Test("Any number of batches becomes a few spans with the same sums", arguments: [1, 400, 700_000, 86_400_000])
    func spans(distance: Int64) async throws {
        let count: Int64 = 5000
        let history = try await history((0..<count).map { 1_800_000_000_000 + $0 * distance })
        let spans = history.spans
        #expect((1...60).contains(spans.count))
        #expect(distance == 1 || spans.count > 20)
        #expect(history.batches.sent == count)
        #expect(spans.reduce(0) { $0 + $1.batches } == count)
        #expect(spans.reduce(0) { $0 + $1.records } == 2 * count)
        #expect(spans.reduce(0) { $0 + $1.succeeded } == count)
        #expect(spans.reduce(0) { $0 + $1.failed } == count)
        #expect(spans.first?.first.milliseconds == 1_800_000_000_000)
        #expect(spans.last?.last.milliseconds == 1_800_000_000_000 + (count - 1) * distance)
        #expect(spans.allSatisfy { (100...200).contains($0.meanAnswer ?? 0) && $0.slowestAnswer ?? 0 >= 100 })
        for (one, next) in zip(spans, spans.dropFirst()) { #expect(one.last < next.first) }
    }

    @Test("An import of which nothing was sent has its plan and no spans") func unsent() async throws {
        let history = try await history([])
        #expect(history.spans.isEmpty && history.pauses.isEmpty && history.settledAt == nil)
        #expect(history.plan?.records == 1)
        #expect(history.status.counts.pending == 1)
        let found = try MateoJournal(path: await journal([]))
        #expect(try await found.history(ofImport: "other") == nil)
    }

    @Test(
        "The reason of a failure has words of the service only where its code is unknown",
        arguments: [
            ("23514", #"value "Ann" violates "email_check""#, "email: the service does not accept this value"),
            ("23514", #"column "Ann" is bad"#, "the service does not accept this value"),
            ("99999", "Ann is nobody", nil), ("", "Ann is nobody", nil),
        ])
    func reasons(code: String, message: String, expected: String?) throws {
        let reason = FailureReason(
            code: Array(code.utf8), message: Array(message.utf8),
            input: Array(#"{"email":"a","full_name":"Ann B"}"#.utf8))
        #expect(reason.isService == (expected == nil))
        if let expected { #expect(reason.text == expected) }
    }
}
