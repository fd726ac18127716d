import Mateo
import MateoSandbox
import Testing

/// The test that the documentation shows.
@Suite struct SandboxExampleTests {
    // README: test
    @Test("A lost answer loses no customer and sends none twice") func losesNothing() async throws {
        let sandbox = try await Sandbox.start(faults: [.init(.lost, at: 1)], requestsPerSecond: 0)
        var options = MateoOptions()
        options.baseURL = sandbox.url
        options.requestsPerSecond = 0
        try options.setAPIKey(sandbox.apiKey)

        let contacts = try MateoImport(MateoClient(options), type: .contacts, name: "customers")
        try await contacts.add(contentsOf: (1...100).map { ["external_id": "A-\($0)"] })
        try await contacts.seal()
        #expect(try await contacts.run() == .finished)
        #expect(try await sandbox.statistics.acceptedRows == 100)
        try await sandbox.stop()
    }
    // README: end
}
