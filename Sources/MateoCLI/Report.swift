import Mateo

/// The state of an import at the end of the program.
struct Report {
    var name: String
    var type: RecordType
    var state: RunState
    var counts: RecordCounts
    var requests: RequestCounts
    var resumeAt: Timestamp?
    /// Why it is paused; nil unless it is.
    var pauseReason: PauseReason?
    /// The rows with an unknown outcome. Those among them that are listed as failed are not unknown.
    var unknownRows: [ClosedRange<Int64>]
    /// The number of the service's hints.
    var hints: Int
    var journal: String
    /// The flag with which a command finds the journal.
    var journalFlag: String

    /// Whether nothing else must be done before the import can continue.
    var isWhole = true
    /// Whether a process runs it, or adds records to it.
    var isInProgress = false
    /// Whether a finished import already sent its records.
    var isRepeated = false
    /// Why nothing more is sent, if records fail.
    var reason: String?
    /// When the import was opened; only for an import that this program does not run.
    var createdAt: Timestamp?

    /// The report as one JSON object.
    var json: String {
        guard let createdAt else { return "{" + members + ",\"repeated\":\(isRepeated)}" }
        return "{" + members + ",\"created_at\":" + JSON.text(createdAt.description) + "}"
    }

    private var members: String {
        JSON.members([
            "import": JSON.text(name),
            "type": JSON.text(type.name),
            "state": JSON.text(state.name),
            "records": JSON.object([
                "total": "\(counts.total)",
                "pending": "\(counts.pending)",
                "in_flight": "\(counts.inFlight)",
                "succeeded": "\(counts.succeeded)",
                "failed": "\(counts.failed)",
                "held": "\(counts.held)",
                "superseded": "\(counts.superseded)",
                "unchanged": "\(counts.unchanged)",
                "unknown": "\(counts.unknown)",
            ]),
            "jobs": "\(counts.jobs)",
            "requests": JSON.object([
                "post": "\(requests.post)", "poll": "\(requests.poll)", "other": "\(requests.other)",
            ]),
            "resume_at": JSON.text(resumeAt?.description),
            "next_action": JSON.text(nextAction),
            "journal": JSON.text(journal),
            "hints": "\(hints)",
            "unknown_rows": "["
                + unknownRows.map { "[\($0.lowerBound),\($0.upperBound)]" }.joined(separator: ",") + "]",
        ])
    }

    /// The next action, as a code for programs.
    private var nextAction: String {
        switch state {
        case .running: "nothing"
        case .paused: "wait_until"
        case .stopped where isFailing: "look_at_failures"
        case .filling: isInProgress ? "nothing" : "import_again"
        case .stopped, .interrupted, .unknown: "run"
        case .finished: counts.failed + counts.held > 0 ? "look_at_failures" : "nothing"
        }
    }

    /// The report for people.
    var text: String {
        let all = requests.post + requests.poll + requests.other
        var lines = [
            "\(Printable.line(name)): \(stateText)",
            "  \(recordsText)",
            "  \(Printable.count(counts.jobs, "job", "jobs")), \(Printable.count(all, "request", "requests"))",
        ]
        if isRepeated, counts.total > 0 {
            lines.append("  Nothing was sent: the same records were imported before. To send them again, add --again.")
        }
        if counts.unknown > 0, !unknownRows.isEmpty { lines.append("  \(unknownText)") }
        if counts.failed + counts.held > 0 {
            let what = counts.held > 0 ? "failed or were held back" : "failed"
            lines.append("  Which \(what), and why: mateo failures \(Printable.word(name))\(journalFlag)")
        }
        if hints > 0 {
            let count = Printable.count(Int64(hints), "hint", "hints")
            lines.append(
                "  The service sent \(count). See: mateo hints \(Printable.word(name))\(journalFlag)")
        }
        switch state {
        case .finished: break
        case _ where !isWhole: break
        case .paused: lines.append("  Nothing is lost. \(again) goes on, from that time on.")
        case .stopped where isFailing: lines.append("  \(waysOn)")
        case .stopped, .interrupted: lines.append("  Nothing is lost. \(again) goes on.")
        case .unknown: lines.append("  \(again) looks up the unknown records again.")
        case .filling where !isInProgress && createdAt != nil:
            lines.append(
                "  Its process ended before all records were in. Nothing was sent. Import them again under this name, or give "
                    + "it up: mateo forget \(Printable.word(name))\(journalFlag)")
        case .filling, .running: break
        }
        return lines.joined(separator: "\n")
    }

    /// The state for people.
    var stateText: String {
        switch state {
        case .finished: "finished"
        case .paused:
            "paused until \(resumeAt.map(Printable.time) ?? "later"), "
                + (pauseReason == .limit ? "the service asked to wait (HTTP status 429)" : "the quota is used up")
        case .stopped:
            isFailing ? "stopped: \(Printable.line(reason ?? "its records fail"))" : "stopped by the service"
        case .interrupted: "interrupted"
        case .unknown: "finished, but some outcomes are unknown"
        case .filling: "not all records are in yet"
        case .running: "running"
        }
    }

    /// Whether it stopped because its records fail. A journal knows no other reason for stopping.
    private var isFailing: Bool {
        reason != nil || createdAt != nil
    }

    /// The possible actions if records fail.
    var waysOn: String {
        let name = Printable.word(name)
        return "'mateo resume \(name)\(journalFlag) --despite-failures' sends the rest all the same. To import a "
            + "corrected file, give this one up first: mateo forget \(name)\(journalFlag) --force"
    }

    /// The unknown rows, as many as fit in a line.
    private var unknownText: String {
        "Unknown: " + UnknownRows(ranges: unknownRows).text
            + (counts.failed > 0 ? ", except those that failed" : "")
    }

    /// A warning for users who see no report.
    var warning: String? {
        guard state == .unknown else { return nil }
        return UnknownRows(ranges: unknownRows).line(
            hasFailures: counts.failed > 0, again: again)
    }

    /// The command that continues the import: the same one or another.
    private var again: String {
        createdAt == nil ? "The same command" : "'mateo resume \(Printable.word(name))\(journalFlag)'"
    }

    /// The number of records, in total and in each state.
    var recordsText: String {
        "\(type.records(counts.total)): \(countsText)"
    }

    private var countsText: String {
        let parts: KeyValuePairs<String, Int64> = [
            "succeeded": counts.succeeded, "failed": counts.failed, "held back": counts.held,
            "superseded": counts.superseded, "unchanged": counts.unchanged, "unknown": counts.unknown,
            "in flight": counts.inFlight, "not sent yet": counts.pending,
        ]
        // Only programs see states without records.
        let some = parts.filter { $0.value > 0 }.map { "\(Printable.count($0.value)) \($0.key)" }
        return some.isEmpty ? "nothing was sent" : some.joined(separator: ", ")
    }
}
