import Foundation
import MateoCore
import Testing

@testable import MateoEngine

/// What became of each record, whatever the service says about it.
@Suite struct OutcomeTests {
    @Test("Failed records have their rows", arguments: [nil, "https://files.example.net/lists/"])
    func failedRecordsAreFoundByTheirRows(address: String?) throws {
        let world = try World()
        world.service.listAddress = address
        world.service.fails = { ["7", "150", "299"].contains($0["external_id"] as? String) ? "23514" : nil }
        let importing = try world.sealedImport(300)
        #expect(try importing.run() == .finished)
        let failures = try importing.failures(after: nil, limit: 10)
        #expect(failures.map(\.row) == [7, 150, 299])
        #expect(
            failures.allSatisfy { $0.code == Array("23514".utf8) && !$0.message.isEmpty && !$0.input.isEmpty }
        )
        let counts = try importing.counts()
        #expect((counts.succeeded, counts.failed) == (297, 3))
        #expect(world.service.keyLeaks == 0)
        #expect(try importing.requests().other == (address == nil ? 0 : 3))
    }

    @Test("Failures are listed in pages") func failuresAreListedInPages() throws {
        let world = try World()
        world.service.fails = { _ in "23514" }
        let importing = try world.sealedImport(250)
        #expect(try importing.run() == .finished)
        var rows: [Int64] = []
        var last: Failure?
        while true {
            let page = try importing.failures(after: last, limit: 7)
            if page.isEmpty { break }
            rows += page.map(\.row)
            last = page.last
        }
        #expect(rows == Array(1...250))
    }

    @Test("Large failed records are read in pages that memory has room for") func largeFailures() throws {
        let world = try World()
        world.service.fails = { _ in "23514" }
        let importing = try World.VirtualImport(world.client(), type: .contacts, name: "test")
        let text = String(repeating: "x", count: 400_000)
        for row in 1...7 {
            try importing.add(json: Array(#"{"external_id":"\#(row)","text":"\#(text)"}"#.utf8).span)
        }
        try importing.seal()
        #expect(try importing.run() == .finished)
        var rows: [Int64] = []
        var last: Failure?
        while true {
            let page = try importing.failures(after: last, limit: 100)
            if page.isEmpty { break }
            #expect(page.count <= 3)
            rows += page.map(\.row)
            last = page.last
        }
        #expect(rows == Array(1...7))
    }

    /// A poll's answer that says something else than the truth.
    private func poll(_ original: String, succeeded: Int, failed: Int, list: String) -> String {
        guard let start = original.range(of: "\"id\":\"") else { return original }
        let id = original[start.upperBound...].prefix(36)
        return
            "[{\"id\":\"\(id)\",\"success_count\":\(succeeded),\"failed_count\":\(failed),\"failed\":\(list)}]"
    }

    @Test(
        "Impossible counts are polled again",
        arguments: [(2000, 0), (0, 2000), (-5, 1_000_000), (101, -1), (57, 50), (Int.max, Int.max)])
    func countsThatCannotBeAreAskedForAgain(succeeded: Int, failed: Int) throws {
        let world = try World()
        world.service.fails = { $0["external_id"] as? String == "7" ? "23514" : nil }
        world.service.rewritePoll = { [self, service = world.service] in
            service.gets < 4 ? poll($0, succeeded: succeeded, failed: failed, list: "null") : $0
        }
        let importing = try world.sealedImport(100)
        #expect(try importing.run() == .finished)
        let counts = try importing.counts()
        #expect((counts.succeeded, counts.failed) == (99, 1))
    }

    @Test("Counts that stay impossible leave the records unknown")
    func countsThatStayImpossibleLeaveTheRecordsUnknown() throws {
        let world = try World()
        world.service.rewritePoll = { [self] in poll($0, succeeded: 2000, failed: 0, list: "null") }
        let importing = try world.sealedImport(100)
        #expect(try importing.run() == .unknown)
        #expect(try importing.counts().unknown == 100)
    }

    @Test("Failures without names are counted") func failuresThatNobodyNamesAreCounted() throws {
        let world = try World()
        world.service.rewritePoll = { [self] in poll($0, succeeded: 97, failed: 3, list: "null") }
        let importing = try world.sealedImport(100)
        #expect(try importing.run() == .finished)
        let failures = try importing.failures(after: nil, limit: 10)
        #expect(failures.map(\.row) == [0, 0, 0])
        #expect(try importing.counts().succeeded == 97)
        // They may come after the counts, so it is waited for them for a while.
        #expect(world.host.monotonicMilliseconds > 60_000)
    }

    @Test("A record with changed content is found by its external id")
    func aRecordWithOtherContentIsFoundByItsExternalID() throws {
        let world = try World()
        let list =
            #"[{"code":"1","message":"m","input":{"external_id":"42","email":"CHANGED"}},{"code":"2","input":{"external_id":"no such"}}]"#
        world.service.rewritePoll = { [self] in poll($0, succeeded: 98, failed: 2, list: list) }
        let importing = try world.sealedImport(100)
        #expect(try importing.run() == .finished)
        let failures = try importing.failures(after: nil, limit: 10)
        #expect(failures.map(\.row) == [42, 0])
        #expect(failures.allSatisfy { !$0.input.isEmpty })
    }

    @Test("An entry without a record gets the one that was sent")
    func anEntryWithoutARecordIsGivenTheOneThatWasSent() throws {
        let world = try World()
        let list = #"[{"code":"1","external_id":"42"},{"code":"2","message":"m"}]"#
        world.service.rewritePoll = { [self] in poll($0, succeeded: 98, failed: 2, list: list) }
        let importing = try world.sealedImport(100)
        #expect(try importing.run() == .finished)
        let failures = try importing.failures(after: nil, limit: 10)
        #expect(failures.map(\.row) == [42, 0])
        #expect(failures.first?.input == Array(#"{"external_id":"42","email":"c42@example.com"}"#.utf8))
        #expect(failures.last?.input == [])
    }

    @Test("Equal records are matched as often as they were sent")
    func equalRecordsAreMatchedAsOftenAsTheyWereSent() throws {
        let world = try World()
        let record = #"{"external_id":"1","email":"a@example.com"}"#
        world.service.fails = { _ in "23514" }
        let importing = try World.VirtualImport(world.client(), type: .contacts, name: "test")
        try importing.add(json: Array("[\(record),\(record),\(record)]".utf8).span)
        try importing.seal()
        #expect(try importing.run() == .finished)
        #expect(try importing.failures(after: nil, limit: 10).map(\.row) == [1, 2, 3])
    }

    @Test("Keys in another order are the same record") func keysInAnotherOrderAreTheSameRecord() throws {
        let world = try World()
        let list = #"[{"code":"1","input":{"email":"c9@example.com","external_id":"9"}}]"#
        world.service.rewritePoll = { [self] in poll($0, succeeded: 99, failed: 1, list: list) }
        let importing = try world.sealedImport(100)
        #expect(try importing.run() == .finished)
        #expect(try importing.failures(after: nil, limit: 10).map(\.row) == [9])
    }

    @Test(
        "An invalid list leaves the books balanced",
        arguments: ["[1,null,\"x\",[],{}]", "[{\"input\":7}]", "[]"])
    func aListOfNonsenseLeavesTheBooksBalanced(list: String) throws {
        let world = try World()
        world.service.rewritePoll = { [self] in poll($0, succeeded: 95, failed: 5, list: list) }
        let importing = try world.sealedImport(100)
        #expect(try importing.run() == .finished)
        #expect(try importing.counts().balance)
        #expect(try importing.failures(after: nil, limit: 10).count == 5)
    }

    @Test("A list that cannot be fetched is given up after a while")
    func aListThatCannotBeFetchedIsGivenUpAfterAWhile() throws {
        let world = try World()
        world.service.listAddress = "ftp://files.example.net/"
        world.service.fails = { $0["external_id"] as? String == "7" ? "23514" : nil }
        let importing = try world.sealedImport(100)
        #expect(try importing.run() == .finished)
        #expect(try importing.failures(after: nil, limit: 10).map(\.row) == [0])
    }

    /// A poll's answer in which the job has another number of records than were sent.
    private func poll(_ original: String, total: Int, failed: Int, list: String) -> String {
        let counts = poll(original, succeeded: total - failed, failed: failed, list: list)
        return counts.replacingOccurrences(
            of: "\"success_count\"", with: "\"total_count\":\(total),\"success_count\"")
    }

    @Test(
        "A job that ends with another number of records is unknown except for its failures",
        arguments: [98, 101])
    func aJobThatEndsWithAnotherNumberOfRecordsIsUnknownButForItsFailures(total: Int) throws {
        let world = try World()
        let list = #"[{"code":"1","input":{"external_id":"9"}},{"code":"2","input":{"external_id":"90"}}]"#
        world.service.rewritePoll = { [self] in poll($0, total: total, failed: 2, list: list) }
        do {
            let importing = try world.sealedImport(100)
            let start = world.host.monotonicMilliseconds
            #expect(try importing.run() == .unknown)
            #expect((60_000...300_000).contains(world.host.monotonicMilliseconds - start))
            let counts = try importing.counts()
            #expect((counts.succeeded, counts.failed, counts.unknown) == (0, 2, 98))
            #expect(try importing.failures(after: nil, limit: 10).map(\.row) == [9, 90])
            #expect(try importing.unknownRows(after: 0, limit: 10) == [RowRange(first: 1, last: 100)])
            #expect(try importing.unknownRows(after: 1, limit: 10) == [])
            #expect(try importing.client.journal.differences(inImport: nil) == [])
        }
        // It was not over after all.
        world.service.rewritePoll = nil
        world.service.fails = { $0["external_id"] as? String == "7" ? "23514" : nil }
        let importing = try world.reopened()
        #expect(try importing.run() == .finished)
        #expect(try importing.failures(after: nil, limit: 10).map(\.row) == [7])
        #expect(try importing.counts().succeeded == 99)
        #expect(try importing.client.journal.differences(inImport: nil) == [])
        #expect(world.service.posts == 1)
    }

    @Test("A number that still grows is not final") func aNumberThatStillGrowsIsNotBelieved() throws {
        let world = try World()
        let start = world.host.monotonicMilliseconds
        world.service.rewritePoll = { [self, host = world.host] body in
            let seconds = Int(host.monotonicMilliseconds - start) / 1000
            return seconds < 200 ? poll(body, total: 10 + seconds / 50, failed: 0, list: "null") : body
        }
        #expect(try world.sealedImport(100).run() == .finished)
    }

    @Test(
        "Hints are kept in every form",
        arguments: [
            (#"["one",{"field":"email"},null,[7]]"#, ["one", #"{"field":"email"}"#, "[7]"]),
            (#""a text""#, ["a text"]), (#"{"field":"email"}"#, [#"{"field":"email"}"#]),
            ("null", []), ("[]", []), ("7", []),
            ("[\"\(String(repeating: "x", count: 3000))\"]", [String(repeating: "x", count: 2000)]),
            (
                "[\(Array(repeating: "1", count: 150).joined(separator: ","))]",
                Array(repeating: "1", count: 100)
            ),
        ])
    func hintsAreKeptWhateverTheirForm(_ hints: String, _ kept: [String]) throws {
        let world = try World()
        world.service.rewritePoll = { $0.replacingOccurrences(of: "{", with: #"{"hints":\#(hints),"#) }
        let importing = try world.sealedImport(200)
        #expect(try importing.run() == .finished)
        let found = try importing.hints(after: nil, limit: 1000)
        #expect(found.map { String(decoding: $0.text, as: UTF8.self) } == kept + kept)
        #expect(found.first?.rows == (kept.isEmpty ? nil : RowRange(first: 1, last: 100)))
        #expect(found.last?.rows == (kept.isEmpty ? nil : RowRange(first: 101, last: 200)))
        #expect(try importing.hints(after: found.first, limit: 1000).count == max(0, found.count - 1))
        let (journal, id) = (importing.client.journal, importing.identity.id ?? 0)
        try journal.remove(id)
        #expect(try journal.hints(of: id, after: nil, limit: 1000).isEmpty)
        #expect(throws: MateoError.self) { try importing.hints(after: nil, limit: 1000) }
    }

    @Test("A list whose wait the caller ended is fetched later")
    func aListThatTheCallerDidNotWaitForIsFetchedLater() throws {
        let world = try World()
        world.service.listAddress = "https://files.example.net/"
        world.service.fails = { $0["external_id"] as? String == "7" ? "23514" : nil }
        let importing = try world.sealedImport(100)
        while true {
            if case .list? = importing.running.exchange?.errand { break }
            #expect(try importing.step(milliseconds: 10) == .running)
        }
        world.host.pass(120_000)
        importing.cancel()
        importing.cancel()
        #expect(try importing.run() == .interrupted)
        #expect(try importing.run() == .finished)
        #expect(try importing.failures(after: nil, limit: 10).map(\.row) == [7])
    }

    @Test("A column that the service lacks is requested once in a journal")
    func aColumnThatTheServiceLacksIsAskedForOnceInAJournal() throws {
        let world = try World()
        world.service.listAddress = "https://files.example.net/"
        for name in ["first", "second"] {
            #expect(try world.sealedImport(100, name: name).run() == .finished)
            #expect(world.service.requests.filter { $0.url.contains(",failed,") }.count == 1)
        }
    }

    @Test("Of a column that two processes request at once only that one is left out")
    func aColumnThatTwoProcessesAskForAtOnceIsTheOnlyOneLeftOut() throws {
        let world = try World()
        world.service.fails = { $0["external_id"] as? String == "7" ? "23514" : nil }
        world.service.getFate = { [service = world.service] _ in
            service.requests.last?.url.contains("hints") == true
                ? .instead(.status(400, #"{"code":"42703","message":"column import.hints does not exist"}"#))
                : .normal
        }
        world.options.requestsPerSecond = 0
        let first = try world.sealedImport(100, name: "first")
        while true {
            if case .poll? = first.running.exchange?.errand { break }
            #expect(try first.step(milliseconds: 10) == .running)
        }
        // Meanwhile the other one learns of it.
        try first.client.journal.setPollColumns(first.client.account, PollColumns(lacking: 1))
        #expect(try first.run() == .finished)
        #expect(try first.failures(after: nil, limit: 10).map(\.row) == [7])
        #expect(try first.client.journal.pollColumns(first.client.account) == PollColumns(lacking: 1))
    }

    @Test("Records are in no file any more when their outcomes are known") func recordsGo() throws {
        let world = try World()
        world.service.fails = { $0["external_id"] as? String == "7" ? "23514" : nil }
        let importing = try world.sealedImport(300)
        #expect(try world.isInAnyFile("c250@example.com"))
        #expect(try importing.run() == .finished)
        for row in [1, 8, 250, 300] { #expect(try !world.isInAnyFile("c\(row)@example.com"), "\(row)") }
        // A failed one is listed with its record.
        #expect(try world.isInAnyFile("c7@example.com"))
        #expect(
            try FileManager.default.attributesOfItem(atPath: world.options.journalPath + "-records")[.size]
                as? Int == 0)
    }
}
