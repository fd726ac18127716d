import Glibc
import Mateo
import MateoSandbox
import Testing

/// Imports that run against a sandbox, and what ends them.
@Suite(.timeLimit(.minutes(5))) struct RunningTests {
    private func client(
        _ sandbox: Sandbox, timeout: Int64 = 30_000, requestsPerSecond: Double = 0, batchRecords: Int = 1000
    ) throws -> MateoClient {
        var options = MateoOptions()
        options.baseURL = sandbox.url
        options.requestsPerSecond = requestsPerSecond
        options.batch.records = batchRecords
        options.firstPoll = 20
        options.longestPoll = 100
        options.requestTimeout = timeout
        try options.setAPIKey(sandbox.apiKey)
        return try MateoClient(options)
    }

    private func contacts(
        _ client: MateoClient, _ name: String = "contacts", records: Int = 3
    ) async throws -> MateoImport {
        let contacts = try MateoImport(client, type: .contacts, name: name)
        try await contacts.add(contentsOf: (1...records).map { ["external_id": .integer(Int64($0))] as MateoRecord })
        try await contacts.seal()
        return contacts
    }

    @Test("The progress begins with the counts before, and ends with those after") func tellsProgress() async throws {
        let sandbox = try await Sandbox.start(requestsPerSecond: 0)
        let contacts = try await contacts(client(sandbox))
        async let outcome = contacts.run()
        var seen: [RecordCounts] = []
        for await counts in contacts.progress { seen.append(counts) }
        #expect(try await outcome == .finished)
        #expect(seen.last?.succeeded == 3)
        #expect(seen.allSatisfy { $0.total == 3 })
        // Who comes too late does not wait for ever.
        var late: [RecordCounts] = []
        for await counts in contacts.progress { late.append(counts) }
        #expect(late.map(\.succeeded) == [3])
        #expect(try await sandbox.statistics.contacts == 3)
        try await sandbox.stop()
    }

    @Test("The progress ends when the import is dropped") func endsProgressWithTheImport() async throws {
        let sandbox = try await Sandbox.start(requestsPerSecond: 0)
        var contacts: MateoImport? = try await contacts(client(sandbox))
        let progress = try #require(contacts?.progress)
        contacts = nil
        for await _ in progress {}
        try await sandbox.stop()
    }

    /// A sandbox that answers the first POST, or poll, only after a minute.
    private func slowSandbox(_ target: Sandbox.FaultRule.Target) async throws -> Sandbox {
        var settings = Sandbox.Settings()
        settings.requestsPerSecond = 0
        settings.slowMs = 60_000
        settings.faults = [.init(.slow, of: target, at: 1)]
        return try await Sandbox.start(settings)
    }

    private func wait(for condition: () async throws -> Bool) async throws {
        while try await !condition() { try await Task.sleep(for: .milliseconds(5)) }
    }

    @Test(
        "A cancelled task ends the request under way, and the import goes on with another run",
        arguments: [Sandbox.FaultRule.Target.posts, .polls])
    func endsItsRequest(_ target: Sandbox.FaultRule.Target) async throws {
        let sandbox = try await slowSandbox(target)
        let contacts = try await contacts(client(sandbox))
        let task = Task { try await contacts.run() }
        try await wait { try await sandbox.statistics.faults == 1 }
        let clock = ContinuousClock()
        let start = clock.now
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        // The request would take a minute, and time out after 30 seconds.
        #expect(clock.now - start < .seconds(10))
        #expect(try await contacts.run() == .finished)
        #expect(try await contacts.counts.succeeded == 3)
        #expect(try await sandbox.statistics.acceptedRows == 3)
        try await sandbox.stop()
    }

    @Test("A task that is cancelled before it runs sends nothing, and the next run does") func endsBeforeItBegins()
        async throws
    {
        let sandbox = try await Sandbox.start(requestsPerSecond: 0)
        let contacts = try await contacts(client(sandbox))
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await contacts.run()
        }
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(try await sandbox.statistics.requests == 0)
        #expect(try await contacts.run() == .finished)
        try await sandbox.stop()
    }

    @Test("A cancellation that ends nothing does not end the next call") func cancelsNothingElse() async throws {
        let sandbox = try await Sandbox.start(requestsPerSecond: 0)
        let contacts = try MateoImport(client(sandbox), type: .contacts, name: "contacts")
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            try await contacts.add(csvFile: "/nowhere.csv")
        }
        // The file is missing before the cancellation is looked at.
        await #expect(throws: MateoError.self) { try await task.value }
        try await contacts.add(["external_id": "1"])
        try await contacts.seal()
        #expect(try await contacts.run() == .finished)
        try await sandbox.stop()
    }

    @Test("Tasks that are cancelled at any moment lose nothing and send nothing twice") func cancelsAtAnyMoment()
        async throws
    {
        let sandbox = try await Sandbox.start(requestsPerSecond: 0)
        let client = try client(sandbox, requestsPerSecond: 20, batchRecords: 100)
        let contacts = try await contacts(client, records: 3000)
        var seen = 0
        for _ in 1...20 {
            let task = Task { try await contacts.run() }
            // It ends at its next request, or when nothing is left to ask for.
            try await wait {
                let counts = try await contacts.counts
                return try await sandbox.statistics.requests > seen || counts.pending + counts.inFlight == 0
            }
            task.cancel()
            do { _ = try await task.value } catch is CancellationError {}
            seen = try await sandbox.statistics.requests
        }
        #expect(try await contacts.run() == .finished)
        #expect(try await contacts.counts.succeeded == 3000)
        #expect(try await sandbox.statistics.acceptedRows == 3000)
        #expect(try await sandbox.statistics.contacts == 3000)
        try await sandbox.stop()
    }

    @Test("A second run of an import that runs is refused") func runsOnce() async throws {
        let sandbox = try await slowSandbox(.posts)
        let contacts = try await contacts(client(sandbox))
        let task = Task { try await contacts.run() }
        try await wait { try await sandbox.statistics.faults == 1 }
        let error = await #expect(throws: MateoError.self) { try await contacts.run() }
        #expect(error?.status == .state)
        await #expect(throws: MateoError.self) { try await contacts.add(["external_id": "9"]) }
        await #expect(throws: MateoError.self) { try await contacts.retry() }
        #expect(try await contacts.counts.total == 3)
        contacts.cancel()
        contacts.cancel()
        #expect(try await task.value == .interrupted)
        try await sandbox.stop()
    }

    @Test("An import that nothing refers to goes on in its task, and can be opened when the task is done")
    func outlivesItsOwner() async throws {
        let sandbox = try await Sandbox.start(requestsPerSecond: 0)
        var client: MateoClient? = try client(sandbox)
        var contacts: MateoImport? = try await contacts(#require(client))
        let task = Task { [contacts] in try await contacts?.run() }
        contacts = nil
        #expect(try await task.value == .finished)
        let again = try MateoImport(#require(client), resuming: "contacts")
        client = nil
        #expect(try await again.counts.succeeded == 3)
        var failed = 0
        for try await _ in again.failures { failed += 1 }
        #expect(failed == 0)
        try await sandbox.stop()
    }

    @Test("Many imports at once leave the tasks' pool to others") func blocksNoTask() async throws {
        let sandbox = try await slowSandbox(.posts)
        let client = try client(sandbox)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 1...30 {
                let contacts = try await contacts(client, "contacts \(number)")
                group.addTask { _ = try? await contacts.run() }
            }
            try await wait { try await sandbox.statistics.faults == 1 }
            // The pool has as many threads as the machine has processors.
            for _ in 1...1000 { await Task.yield() }
            group.cancelAll()
        }
        try await sandbox.stop()
    }

    @Test("A file that is read ends with its task, and nothing of it is added") func endsReading() async throws {
        let sandbox = try await Sandbox.start()
        let contacts = try MateoImport(client(sandbox), type: .contacts, name: "pipe")
        var ends: [Int32] = [0, 0]
        #expect(pipe(&ends) == 0)
        let bytes = Array("external_id\n1\n".utf8)
        write(ends[1], bytes, bytes.count)
        // Its writer keeps the pipe open, so the file has no end.
        let task = Task { [end = ends[0]] in try await contacts.add(csvFile: "/dev/fd/\(end)") }
        var unread = pollfd(fd: ends[0], events: Int16(POLLIN), revents: 0)
        try await wait { poll(&unread, 1, 0) == 0 }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        for end in ends { close(end) }
        #expect(try await contacts.counts.total == 0)
        try await contacts.add(["external_id": "1"])
        try await contacts.seal()
        #expect(try await contacts.run() == .finished)
        try await sandbox.stop()
    }
}
