import Testing

@testable import MateoSandbox

/// The service without its server. Imports are never worked on here: that would take time.
struct ServiceTests {
    private static let batch =
        #"{"type":"contact_details","payload":[{"external_id":"1"}],"reference_id":"r"}"#

    private func service(_ change: (inout Sandbox.Settings) -> Void = { _ in }) throws -> Service {
        var settings = Sandbox.Settings()
        settings.processingMs = 10_000_000
        settings.requestsPerSecond = 0
        change(&settings)
        try settings.check()
        return try Service(settings: settings, otherOrigin: "http://other")
    }

    private func call(
        _ method: String, _ target: String, body: String = "", key: String? = "Bearer sandbox-key",
        type: String? = "application/json", isTooLarge: Bool = false, base: String = "/api/v1"
    ) -> Call {
        let halves = target.split(separator: "?", maxSplits: 1)
        return Call(
            method: method, path: base + halves[0], query: halves.count > 1 ? String(halves[1]) : "",
            authorization: key, contentType: type, prefer: nil, accept: nil, range: nil,
            body: Bytes(body.utf8),
            isTooLarge: isTooLarge, arrival: 0)
    }

    private func text(_ answer: Answer) -> String { String(decoding: answer.body, as: UTF8.self) }

    @Test("A POST has an answer only if it asks for one")
    func aPostAnswersOnlyWhenAsked() async throws {
        let service = try service()
        let silent = await service.answer(call("POST", "/import", body: Self.batch))
        #expect(silent.status == 201)
        #expect(silent.body.isEmpty)
        let telling = await service.answer(call("POST", "/import?select=reference_id", body: Self.batch))
        #expect(text(telling) == #"{"reference_id":"r"}"#)
        #expect(await service.statistics.repeatedReferenceIDs == 1)
    }

    @Test("Tests read the rows without the key and beside the limits")
    func testsReadTheRowsBesideTheLimits() async throws {
        let service = try service { $0.requestsPerDay = 1 }
        #expect(await service.answer(call("GET", "/contact_details")).status == 200)
        #expect(await service.answer(call("GET", "/contact_details")).status == 429)
        let rows = await service.answer(call("GET", "/contact_details?limit=1", key: nil, base: "/sandbox"))
        #expect(rows.status == 200)
        #expect(text(rows) == "[]")
        #expect(await service.statistics.other == 2)
        #expect(await service.answer(call("GET", "/import", key: nil, base: "/sandbox")).status == 401)
        #expect(await service.answer(call("POST", "/contact_details", key: nil, base: "/sandbox")).status == 401)
    }

    @Test("Answers may be arrays, and references ignored")
    func answersMayBeArraysAndReferencesIgnored() async throws {
        let service = try service {
            $0.answer = .array
            $0.referenceId = .ignore
        }
        let answer = await service.answer(call("POST", "/import?select=reference_id", body: Self.batch))
        #expect(text(answer) == #"[{"reference_id":null}]"#)
    }

    @Test(
        "A body that is no import is refused with its code",
        arguments: [
            (#"{"type":"contact_details","payload":[}"#, 400, "PGRST102"), ("", 400, "PGRST102"),
            (#"[]"#, 400, "PGRST102"), (#"{"type":"x","payload":[]}"#, 400, "22P02"),
            (#"{"payload":[]}"#, 400, "23502"),
            (#"{"type":"contact_details"}"#, 400, "23502"),
            (#"{"type":"contact_details","payload":{}}"#, 400, "22023"),
            (#"{"type":"contact_details","payload":[],"x":1}"#, 400, "PGRST204"),
            (#"{"type":"contact_details","payload":["\u0000"]}"#, 400, "22P05"),
            (#"{"type":"contact_details","payload":[],"contact_list_id":"x"}"#, 400, "22P02"),
            (#"{"type":"contact_details","payload":[],"allow_deal_reassignment":"x"}"#, 400, "22P02"),
            (#"{"type":"contact_details","payload":[1,2,3]}"#, 500, "57014"),
        ])
    func refusedBodies(_ body: String, _ status: Int, _ code: String) async throws {
        let service = try service { $0.statementTimeoutRecords = 2 }
        let answer = await service.answer(call("POST", "/import?select=id", body: body))
        #expect(answer.status == status)
        #expect(text(answer).hasPrefix("{\"code\":\"\(code)\""))
        #expect(await service.statistics.acceptedRows == 0)
    }

    @Test("A request without key, path, method or type is refused")
    func refusedRequests() async throws {
        let service = try service { $0.referenceId = .refuse }
        #expect(await service.answer(call("GET", "/import", key: nil)).status == 401)
        #expect(await service.answer(call("GET", "/import", key: "Bearer x")).status == 403)
        #expect(await service.answer(call("GET", "/nope")).status == 404)
        #expect(await service.answer(call("DELETE", "/import")).status == 405)
        #expect(await service.answer(call("POST", "/import", body: Self.batch)).status == 400)
        #expect(
            await service.answer(call("POST", "/import", body: Self.batch, type: "text/csv")).status == 415)
        #expect(await service.answer(call("POST", "/import", isTooLarge: true)).status == 413)
        #expect(await service.statistics.unauthorized == 2)
    }

    @Test("A limit refuses with its headers")
    func limitsRefuseWithHeaders() async throws {
        let service = try service {
            $0.requestsPerSecond = 1
            $0.entitiesPerDay = 1
        }
        let first = await service.answer(call("POST", "/import", body: Self.batch))
        #expect(first.headers.contains { $0.name == "ratelimit-remaining" && $0.value == "0" })
        let second = await service.answer(call("GET", "/import?select=id"))
        #expect(second.status == 429)
        #expect(second.headers.contains { $0.name == "retry-after" && $0.value == "1" })
        #expect(await service.statistics.maxRequestsInASecond == 2)
    }

    @Test("A limit refuses without headers if they are off")
    func limitsMayRefuseWithoutHeaders() async throws {
        let service = try service {
            $0.entitiesPerDay = 1
            $0.omitRateLimitHeaders = true
        }
        _ = await service.answer(call("POST", "/import", body: Self.batch))
        let answer = await service.answer(call("POST", "/import", body: Self.batch))
        #expect(answer.status == 429)
        #expect(answer.headers.map(\.name) == ["Content-Type"])
    }

    @Test("A fault stores the POST or does not, as it is described")
    func faultsStoreOrDoNot() async throws {
        let service = try service {
            $0.faults = [
                .init(.lost, at: 1), .init(.statementTimeout, at: 2), .init(.html502, at: 3), .init(.tooMany, at: 4),
                .init(.redirect, at: 5), .init(.truncated, at: 6), .init(.empty, at: 7), .init(.gateway504, at: 8),
            ]
        }
        var answers: [Answer] = []
        for _ in 1...8 {
            answers.append(await service.answer(call("POST", "/import?select=id", body: Self.batch)))
        }
        #expect(answers.map(\.status) == [201, 500, 502, 429, 307, 201, 201, 504])
        #expect(answers[0].delivery == .dropped)
        #expect(!answers[3].headers.contains { $0.name.hasPrefix("ratelimit") || $0.name == "retry-after" })
        #expect(answers[4].headers.contains { $0.value.hasPrefix("http://other/api/v1/import") })
        #expect(!text(answers[5]).hasSuffix("}"))
        #expect(answers[6].body.isEmpty)
        #expect(await service.statistics.acceptedRows == 4)
    }

    @Test("With --fast limits, faults and the check of bodies stay, and payloads are not kept")
    func fast() async throws {
        let service = try service {
            $0.fast = true
            $0.entitiesPerDay = 2
            $0.faults = [.init(.html502, at: 2)]
        }
        let stored = await service.answer(
            call("POST", "/import?select=payload,reference_id", body: Self.batch))
        #expect(text(stored) == #"{"payload":null,"reference_id":"r"}"#)
        #expect(await service.answer(call("POST", "/import", body: Self.batch)).status == 502)
        #expect(await service.answer(call("POST", "/import", body: "[")).status == 400)
        #expect(await service.answer(call("POST", "/import", body: Self.batch)).status == 201)
        #expect(await service.answer(call("POST", "/import", body: Self.batch)).status == 429)
        #expect(await service.statistics.acceptedRows == 2)
    }

    @Test("Without --fast a small payload is kept")
    func payloads() async throws {
        let answer = try await service().answer(call("POST", "/import?select=payload", body: Self.batch))
        #expect(text(answer) == #"{"payload":[{"external_id":"1"}]}"#)
    }

    @Test("The other origin refuses and counts keys")
    func theOtherOriginCountsKeys() async throws {
        let service = try service { $0.failed = .url }
        #expect(await service.otherOrigin(call("GET", "/files/x.json")).status == 400)
        #expect(await service.otherOrigin(call("GET", "/files/x.json", key: nil)).status == 404)
        #expect(await service.statistics.keyLeaks == 1)
    }
}
