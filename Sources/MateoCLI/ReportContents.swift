import Mateo

/// The contents of a report, independent of its form.
struct ReportContents {
    /// Records in one state.
    struct Share {
        /// A class name for the style sheet.
        let kind: String
        let label: String
        let count: Int64
        let percent: String
        /// The verbs for one record and for several.
        fileprivate let verbs: (one: String, many: String)

        /// The outcome of the records as a part of a sentence.
        fileprivate var clause: String {
            let number = Printable.count(count)
            guard kind != "unknown" else { return "the outcome of \(number) is unknown" }
            return "\(number) \(count == 1 ? verbs.one : verbs.many)"
        }
    }

    let history: ImportHistory
    let failures: ReportFailures
    /// The flag with which a command finds the journal.
    private let journalFlag: String

    init(_ history: ImportHistory, _ failures: ReportFailures, journalFlag: String) {
        self.history = history
        self.failures = failures
        self.journalFlag = journalFlag
    }

    var status: ImportStatus { history.status }
    var counts: RecordCounts { history.status.counts }
    var name: String { Printable.line(status.name) }
    private var records: String { status.type.records(counts.total) }

    /// The result in one sentence.
    var answer: String {
        let done = "\(Printable.count(counts.succeeded)) of \(records)"
        switch status.state {
        case .filling: return "The journal does not hold all records of this import yet."
        case .running: return "The import is running: \(done) are imported so far\(rest)."
        case .paused:
            let time = status.resumeAt.map(Printable.time) ?? "later"
            return "The import is paused until \(time): \(done) are imported so far\(rest)."
        case .stopped: return "The import stopped because its records fail: \(done) are imported\(rest)."
        case .interrupted: return "The import is not finished: \(done) are imported so far\(rest)."
        case .finished, .unknown:
            guard counts.succeeded == counts.total else {
                return "\(done) \(counts.total == 1 ? "was" : "were") imported\(rest)."
            }
            return counts.total == 1 ? "The only record was imported." : "All \(records) were imported."
        }
    }

    /// The outcome of the other records, as the end of the sentence.
    private var rest: String {
        let parts = shares.dropFirst().filter { $0.count > 0 }.map(\.clause)
        guard let last = parts.last else { return "" }
        return "; " + (parts.count == 1 ? last : parts.dropLast().joined(separator: ", ") + " and " + last)
    }

    /// The records by state, those that succeeded first.
    var shares: [Share] {
        [
            share("succeeded", "succeeded", counts.succeeded, ("succeeded", "succeeded")),
            share("failed", "failed", counts.failed, ("failed", "failed")),
            share("held", "held back", counts.held, ("was held back", "were held back")),
            share(
                "superseded", "superseded", counts.superseded,
                ("was superseded by a later row", "were superseded by later rows")),
            share("unchanged", "unchanged", counts.unchanged, ("was unchanged", "were unchanged")),
            share("unknown", "unknown", counts.unknown, ("", "")),
            share("flight", "in flight", counts.inFlight, ("is in flight", "are in flight")),
            share("pending", "not sent yet", counts.pending, ("is not sent yet", "are not sent yet")),
        ]
    }

    private func share(
        _ kind: String, _ label: String, _ count: Int64, _ verbs: (one: String, many: String)
    ) -> Share {
        Share(kind: kind, label: label, count: count, percent: percent(count), verbs: verbs)
    }

    private func percent(_ count: Int64) -> String {
        guard counts.total > 0, count > 0 else { return "0.0%" }
        let tenths = count * 1000 / counts.total
        return tenths == 0 ? "under 0.1%" : "\(tenths / 10).\(tenths % 10)%"
    }

    /// The next steps: a sentence, and the command for it.
    var steps: [(why: String, command: String)] {
        let word = Printable.word(status.name)
        var steps: [(String, String)] = []
        switch status.state {
        case .paused:
            steps.append(("After the pause, this sends the other records:", "mateo resume \(word)\(journalFlag)"))
        case .interrupted:
            steps.append(("Nothing is lost. This sends the other records:", "mateo resume \(word)\(journalFlag)"))
        case .unknown:
            steps.append(("This looks up the unknown records again:", "mateo resume \(word)\(journalFlag)"))
        case .stopped:
            steps.append(
                (
                    "This sends the other records, even if they fail:",
                    "mateo resume \(word)\(journalFlag) --despite-failures"
                ))
        case .filling, .running, .finished: break
        }
        if counts.failed + counts.held > 0 {
            steps.append(
                (
                    "The rows to correct and import again, as a file:",
                    "mateo failures \(word)\(journalFlag) --csv >mend.csv"
                ))
        }
        if history.hints > 0 {
            let hints = Printable.count(Int64(history.hints), "hint", "hints")
            steps.append(("The service sent \(hints):", "mateo hints \(word)\(journalFlag)"))
        }
        return steps
    }

    /// The main facts: a label and its value.
    var facts: [(label: String, value: String)] {
        var facts = [("Added", Printable.time(status.createdAt))]
        if let first = history.spans.first?.first { facts.append(("First batch sent", Printable.time(first))) }
        if let last = history.spans.last?.last { facts.append(("Last batch sent", Printable.time(last))) }
        if let settled = history.settledAt { facts.append(("Last outcome", Printable.time(settled))) }
        if let took { facts.append(("Took", took)) }
        if !history.unknownRows.isEmpty { facts.append(("Unknown", UnknownRows(ranges: history.unknownRows).text)) }
        facts.append(("Read from the journal", Printable.time(history.readAt)))
        return facts
    }

    private var took: String? {
        guard let first = history.spans.first?.first, let settled = history.settledAt else { return nil }
        return Self.duration(milliseconds: settled.milliseconds - first.milliseconds)
    }

    /// The plan compared with the actual run: a label, and both values.
    var comparison: [(label: String, planned: String, actual: String)] {
        guard let plan = history.plan, let first = plan.days.first else { return [] }
        let (requests, none) = (status.requests, "none yet")
        let all = requests.post + requests.poll + requests.other
        let sent = counts.succeeded + counts.failed + counts.unknown + counts.inFlight
        let (start, end) = (history.spans.first?.first, history.spans.last?.last)
        return [
            ("Records sent", Printable.count(plan.records), Printable.count(sent)),
            ("Batches", Printable.count(plan.batches), Printable.count(history.batches.sent - history.batches.divided)),
            (
                "Requests", "at most \(Printable.count(plan.requests))",
                "\(Printable.count(all)) (\(Printable.count(requests.post)) with records, "
                    + "\(Printable.count(requests.poll)) for outcomes, \(Printable.count(requests.other)) other)"
            ),
            ("Sending days", Printable.count(Int64(plan.days.count)), Printable.count(start == nil ? 0 : days)),
            ("First batch", Printable.time(Timestamp(milliseconds: first.startsAt)), start.map(Printable.time) ?? none),
            ("Last batch", Printable.time(Timestamp(milliseconds: plan.finishesAt)), end.map(Printable.time) ?? none),
            (
                "Time to send", Self.duration(milliseconds: plan.finishesAt - first.startsAt),
                start.flatMap { start in end.map { Self.duration(milliseconds: $0.milliseconds - start.milliseconds) } }
                    ?? none
            ),
        ]
    }

    /// The number of sending days. A day ends with a pause for the quota.
    private var days: Int64 {
        let last = history.spans.last?.last ?? Timestamp(milliseconds: 0)
        return 1 + Int64(history.pauses.filter { $0.reason == .quota && $0.since < last }.count)
    }

    /// Whether the books balance, as a sentence.
    var balance: String {
        guard !counts.balance else {
            return "The books balance: each of the \(records) is in exactly one state."
        }
        return "The books do not balance: the states add up to \(Printable.count(counts.sum)), and "
            + "\(Printable.count(counts.total)) were added. Keep the journal, and run: mateo verify"
    }

    /// Returns a duration, with fractions of a second if it is short.
    static func duration(milliseconds: Int64) -> String {
        switch milliseconds {
        case ..<1: "under 1 ms"
        case ..<1000: "\(milliseconds) ms"
        case ..<10_000: "\(milliseconds / 1000).\(milliseconds / 100 % 10) s"
        default: Printable.duration(seconds: milliseconds / 1000)
        }
    }
}
