import MateoCore
import MateoEngine

/// The first line chooses what is imported and how; the answers of the service follow, with `~` between. See
/// `ScriptedService`.
func fuzzAnswers(_ bytes: UnsafeRawBufferPointer) {
    var input = Input(bytes)
    let host = VirtualHost()
    let service = ScriptedService(host)
    var options = Options()
    options.apiKey = "secret-key"
    let type = input.choice(of: RecordType.allCases)
    let records = input.choice(of: [3, 1, 2, 7, 20])
    options.batch.records = input.choice(of: [100, 1, 2, 5, 10])
    options.onUnknown = input.choice(of: [OnUnknown.byType, .resend, .stop])
    options.requestsPerDay = input.choice(of: [10_000, 40, 0])
    options.entitiesPerDay = input.choice(of: [25_000, 10, 0])
    options.jobDeadline = input.choice(of: [3_600_000, 20_000, 600_000])
    options.waitsForQuota = input.choice(2) == 1
    _ = input.text(until: UInt8(ascii: "\n"))
    var script: [[UInt8]] = []
    while !input.isAtEnd, script.count < 48 { script.append(input.text(until: UInt8(ascii: "~"))) }

    do throws(MateoError) {
        let client = try FuzzClient.open(options, host, service)
        try importAll(client, records, type, host, service, script)
    } catch {
        fatalError("a journal in memory fails: \(error.message)")
    }
}

private func importAll(
    _ client: FuzzClient, _ records: Int, _ type: RecordType, _ host: VirtualHost,
    _ service: ScriptedService, _ script: [[UInt8]]
) throws(MateoError) {
    let start = host.monotonicMilliseconds
    var importing = try FuzzImport(client, type: type, name: "fuzz")
    try importing.add(json: contacts(1...records).span)
    try importing.seal()
    service.script = script
    for round in 0..<4 {
        if round == 2 { importing = try FuzzImport(client, resuming: "fuzz") }
        var state = RunState.interrupted
        do throws(MateoError) {
            state = try importing.run()
        } catch {
            check(
                error.status != .books && error.status != .journal && error.status != .journalCorrupt,
                error.message)
        }
        checkBooks(importing, records, state)
        check(service.requests <= 700 + 100 * records, "\(service.requests) requests for \(records) records")
        let days = (host.monotonicMilliseconds - start) / 86_400_000
        check(days < 200, "\(records) records take more than \(days) days")
        if state == .finished || state == .unknown && round > 2 { break }
        let pause = importing.resumeAt - host.wallMilliseconds
        check(state != .paused || pause <= 3 * 86_400_000, "a pause of \(pause) milliseconds")
        host.pass(state == .paused ? max(0, pause) : 60_000)
    }
}

private func checkBooks(_ importing: FuzzImport, _ records: Int, _ state: RunState) {
    do throws(MateoError) {
        let counts = try importing.counts()
        check(counts.balance && counts.total == records, "the counts do not balance: \(counts)")
        let parts = [
            counts.pending, counts.inFlight, counts.succeeded, counts.failed, counts.unknown, counts.jobs,
        ]
        check(parts.allSatisfy { $0 >= 0 }, "there is a count below 0: \(counts)")
        if state == .finished { check(counts.settled == records, "finished, with \(counts)") }
        try ask(importing, mostSteps: 20_000)
        try importing.client.verify(importNamed: nil)
        let summary = try importing.client.summary(after: 0)
        check(summary?.counts == counts, "the summary counts otherwise")
    } catch {
        fatalError(error.message)
    }
}
