import Testing

@testable import MateoSandbox

/// The sandbox as other programs' tests have it.
struct SandboxTests {
    private func client(_ sandbox: Sandbox) throws -> RawClient {
        let port = sandbox.url.split(separator: ":")[2].split(separator: "/")[0]
        return try RawClient(port: #require(Int(port)))
    }

    private func get(_ sandbox: Sandbox) async throws -> RawClient.Answer {
        let client = try client(sandbox)
        try await client.send(
            "GET /api/v1/import HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \(sandbox.apiKey)\r\n\r\n")
        return try await client.answer()
    }

    @Test("Several sandboxes serve beside each other, and count apart")
    func startsSeveral() async throws {
        let one = try await Sandbox.start()
        let two = try await Sandbox.start(faults: [.init(.html502, of: .polls, at: 2)], requestsPerSecond: 0)
        #expect(try await get(one).status == 200)
        #expect(try await get(two).status == 200)
        #expect(try await get(two).status == 502)
        #expect(try await one.statistics.polls == 1)
        #expect(try await two.statistics.polls == 2)
        #expect(try await two.statistics.faults == 1)
        try await one.stop()
        try await one.stop()
        #expect(throws: RawClient.Ended.self) { try client(one) }
        #expect(try await get(two).status == 200)
        try await two.stop()
    }

    @Test("A sandbox that is let go of closes its port")
    func endsWithItsOwner() async throws {
        var sandbox: Sandbox? = try await Sandbox.start()
        let port = try #require(sandbox?.url.split(separator: ":")[2].split(separator: "/")[0])
        let connection = try RawClient(port: #require(Int(port)))
        sandbox = nil
        #expect(try await connection.isClosed())
    }

    @Test("Faults are counted as they are said")
    func knowsOrdinals() throws {
        let rules = try Sandbox.FaultRule.list("lost@2;5,empty@3-4,slow@2-,poll-slow=0.5")
        #expect(rules[0] == .init(.lost, at: 2, 5))
        #expect(rules[1] == .init(.empty, in: 3...4))
        #expect(rules[2] == .init(.slow, in: 2...))
        #expect(rules[3] == .init(.slow, of: .polls, probability: 0.5))
    }

    @Test("Settings that make no sense are refused", arguments: 0..<7)
    func refuses(_ index: Int) async throws {
        var settings = Sandbox.Settings()
        switch index {
        case 0: settings.requestsPerSecond = -1
        case 1: settings.steps = 0
        case 2: settings.apiKey = ""
        case 3: settings.faults = [.init(.never, of: .polls, at: 1)]
        case 4: settings.faults = [.init(.lost, at: 0)]
        case 5: settings.faults = [.init(.lost, probability: .nan)]
        default: settings.database = "/nowhere/sandbox.db"
        }
        await #expect(throws: Sandbox.Settings.Invalid.self) { try await Sandbox.start(settings) }
    }
}
