import MateoCore
import MateoEngine

typealias FuzzClient = Client<VirtualTransport, VirtualHost>
typealias FuzzImport = Import<VirtualTransport, VirtualHost>

extension Client where Transport == VirtualTransport, Host == VirtualHost {
    static func open(
        _ options: Options, _ host: VirtualHost, _ service: ScriptedService
    ) throws(MateoError) -> FuzzClient {
        try FuzzClient(options, host: host) { _ throws(MateoError) in
            VirtualTransport(host) { service.answer($0) }
        }
    }
}

/// What a caller can ask an import for. Whatever the journal holds, each walk must come to an end.
func ask(_ importing: FuzzImport, mostSteps: Int) throws(MateoError) {
    _ = try importing.counts()
    _ = try importing.requests()
    let plan = try importing.plan()
    check(plan.days.count < 100_000, "a plan has \(plan.days.count) days")
    var row: Int64 = 0
    try walk(mostSteps, "rows that are unknown") { () throws(MateoError) in
        guard let range = try importing.unknownRows(after: row, limit: 1).first else { return false }
        check(range.first > row && range.last >= range.first, "rows \(range) come after row \(row)")
        row = range.last
        return true
    }
    var failure: Failure?
    try walk(mostSteps, "failures") { () throws(MateoError) in
        failure = try importing.failures(after: failure, limit: 1).first
        return failure != nil
    }
    var hint: Hint?
    try walk(mostSteps, "hints") { () throws(MateoError) in
        hint = try importing.hints(after: hint, limit: 1).first
        if let hint { check(hint.rows.last >= hint.rows.first, "a hint is about rows \(hint.rows)") }
        return hint != nil
    }
    var batch: SentBatch?
    try walk(mostSteps, "batches") { () throws(MateoError) in
        batch = try importing.sentBatches(after: batch, limit: 1).first
        return batch != nil
    }
    var pause: Pause?
    try walk(mostSteps, "pauses") { () throws(MateoError) in
        pause = try importing.pauses(after: pause, limit: 1).first
        return pause != nil
    }
    _ = try importing.firstPlan()
}

private func walk(
    _ mostSteps: Int, _ what: String, _ next: () throws(MateoError) -> Bool
) throws(MateoError) {
    var steps = 0
    while try next() {
        steps += 1
        check(steps <= mostSteps, "a walk over \(what) does not end")
    }
}

/// Contacts as a JSON array.
func contacts(_ numbers: ClosedRange<Int>) -> [UInt8] {
    let records = numbers.map { #"{"external_id":"\#($0)","email":"c\#($0)@example.com"}"# }
    return Array("[\(records.joined(separator: ","))]".utf8)
}
