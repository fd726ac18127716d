import MateoCore
import MateoEngine

/// The input and its actual outcome: the simulator's own books.
final class Truth {
    /// The jobs that accepted a record.
    struct Acceptance {
        let job: Job
        let exchange: Exchange
    }

    let rules: RowRules
    private let trace: Trace
    private let scenario: Scenario
    private var texts: [String: [String]] = [:]
    private var canonical: [String: [String]] = [:]
    /// Whether the client has stored an answer that proves that references work.
    private(set) var isReferenceShown = false
    /// When the client stored an answer that shows that references do not work, or no longer do; nil for never.
    private var ignoredSince: Int64?
    private var jobs: [Job] = []
    /// The number of each import's records that the service never accepts.
    private var poisons: [String: Int] = [:]
    private(set) var accepted: [Row: [Acceptance]] = [:]

    init(_ scenario: Scenario, _ trace: Trace, seed: UInt64) {
        self.scenario = scenario
        self.trace = trace
        rules = RowRules(
            seed: seed, failedPerMille: scenario.failedPerMille, poisonPerMille: scenario.poisonPerMille)
        for plan in scenario.imports {
            let records = (1...plan.records).map { Self.record($0, plan, scenario) }
            texts[plan.name] = records
            poisons[plan.name] = (1...plan.records)
                .count { plan.sends($0) && rules.fate(Row(source: plan.name, number: $0)) == .poisons }
            canonical[plan.name] = records.map { JSONValue.read(Array($0.utf8))?.text(sorted: true) ?? "" }
        }
    }

    private static func record(_ number: Int, _ plan: Scenario.ImportPlan, _ scenario: Scenario) -> String {
        let needsIdentifier = plan.type != .contacts || scenario.lists == .csv || number % 5 != 0
        let identifier = needsIdentifier ? #""external_id":"\#(plan.name)-\#(number)","# : ""
        let filler = String(repeating: "x", count: number * 7 % 40)
        return "{" + identifier
            + #""email":"\#(plan.name)\#(number)@example.com","note":"a \"\#(filler)\"","source":"\#(plan.name)","seq":\#(number)}"#
    }

    /// Returns a range of an import's records as JSON.
    func json(_ name: String, _ rows: Range<Int>) -> [UInt8] {
        Array(("[" + (texts[name] ?? [])[rows].joined(separator: ",") + "]").utf8)
    }

    /// Returns the rows of these records. Returns nil if one is not a row of the input, or was changed.
    func rows(of records: [JSONValue], _ type: String) -> [Row]? {
        var rows: [Row] = []
        for record in records {
            guard let source = record["source"]?.string,
                let number = record["seq"]?.plain.flatMap({ Int($0) }),
                let known = canonical[source], known.indices.contains(number - 1),
                known[number - 1] == record.text(sorted: true)
            else { return nil }
            rows.append(Row(source: source, number: number))
        }
        guard let plan = scenario.imports.first(where: { $0.name == rows.first?.source }),
            "\(plan.type.wireName)" == type, rows.allSatisfy({ $0.source == plan.name })
        else { return nil }
        return rows
    }

    /// Notes a POST that has left the client.
    func send(_ rows: [Row]) {
        for row in rows {
            if let plan = scenario.imports.first(where: { $0.name == row.source }), !plan.sends(row.number) {
                trace.violate("row \(row.number) of \(row.source) is sent, and was left out")
            }
        }
    }

    /// Notes that the client has stored the content of an answer.
    func learn(_ exchange: Exchange) {
        guard let answer = exchange.answer, case .answered(let status) = answer.reply,
            (200..<300).contains(status)
        else { return }
        let text = String(decoding: answer.body, as: UTF8.self)
        if text.contains(#""reference_id":"mateo"#) { isReferenceShown = true }
        if exchange.isSettled, exchange.hasReference, text.contains(#""reference_id":null"#) {
            ignoredSince = ignoredSince ?? trace.now
        }
    }

    /// Notes a new job. A record that already had one is a violation, unless the client could not know.
    func accept(_ job: Job, _ exchange: Exchange, showsReferences: Bool) {
        jobs.append(job)
        trace.note("job \(job.id): rows \(job.rows[0].number)… (\(job.rows.count)) of \(job.rows[0].source)")
        for row in job.rows {
            for earlier in accepted[row, default: []] {
                if earlier.job.reference != nil, showsReferences {
                    trace.violate(
                        "row \(row.number) of \(row.source) is accepted twice, and its reference finds it")
                } else if job.type != "contact_details", !isMisled(earlier) {
                    trace.violate(
                        "row \(row.number) of \(row.source) is accepted twice, and it is no contact")
                } else if earlier.exchange.isSettled {
                    trace.violate("row \(row.number) of \(row.source) is sent again, and its job was known")
                }
            }
            accepted[row, default: []].append(Acceptance(job: job, exchange: exchange))
        }
    }

    /// Returns whether references worked, and no answer had shown that the reference of this request would be ignored.
    private func isMisled(_ acceptance: Acceptance) -> Bool {
        isReferenceShown && acceptance.exchange.hasReference && acceptance.job.reference == nil
            && acceptance.exchange.startedAt < ignoredSince ?? .max
    }

    /// Returns whether the client knows every job of a row.
    func isPlain(_ row: Row) -> Bool {
        guard let only = accepted[row], only.count == 1 else { return false }
        return only[0].exchange.isSettled
    }

    /// Returns the outcomes that the service has decided by a time, including records that it will never accept.
    func outcomes(_ name: String, _ now: Int64) -> (succeeded: Int64, failed: Int64) {
        var known = (succeeded: Int64(0), failed: Int64(poisons[name] ?? 0))
        for job in jobs where job.isDone(now) && job.rows[0].source == name {
            known.succeeded += Int64(job.rows.count - job.failures)
            known.failed += Int64(job.failures)
        }
        return known
    }

    /// Returns the jobs of an import whose result was unknown at a time.
    func openJobs(_ name: String, _ now: Int64) -> [Job] {
        var seen: Set<String> = []
        return accepted.filter { $0.key.source == name }.flatMap(\.value).map(\.job)
            .filter { (!$0.isDone(now) || $0.hasOtherTotal) && seen.insert($0.id).inserted }
            .sorted { $0.createdAt < $1.createdAt }
    }
}
