import Mateo

/// How an import stands when the program ends.
struct Report {
    /// The states that `--json` can name.
    enum State: String {
        case finished, paused, stopped, interrupted, unknown
    }

    var name: String
    var type: RecordType
    var state: State
    var counts: RecordCounts
    var requests: RequestCounts
    var resumeAt: Timestamp?
    var journal: String
    /// What has to be added to a command so that it finds the journal.
    var journalFlag: String

    /// The report as one JSON object.
    var json: String {
        JSON.object([
            "import": JSON.text(name),
            "type": JSON.text(type.name),
            "state": JSON.text(state.rawValue),
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
            "journal": JSON.text(journal),
        ])
    }

    /// The report for people.
    var text: String {
        let all = requests.post + requests.poll + requests.other
        var lines = [
            "\(Printable.line(name)): \(stateText)",
            "  \(Printable.count(counts.total, String(type.name.dropLast()), type.name)): \(countsText)",
            "  \(Printable.count(counts.jobs, "job", "jobs")), \(Printable.count(all, "request", "requests"))",
        ]
        if counts.failed + counts.held > 0 {
            lines.append("  Which failed, and why: mateo failures \(Printable.word(name))\(journalFlag)")
        }
        switch state {
        case .finished: break
        case .paused: lines.append("  Nothing is lost. The same command goes on, from that time on.")
        case .stopped, .interrupted: lines.append("  Nothing is lost. The same command goes on.")
        case .unknown: lines.append("  The same command looks again at those that are unknown.")
        }
        return lines.joined(separator: "\n")
    }

    private var stateText: String {
        switch state {
        case .finished: "finished"
        case .paused: "paused until \(resumeAt?.description ?? "later"), the quota is used up"
        case .stopped: "stopped by the service"
        case .interrupted: "interrupted"
        case .unknown: "finished, but some outcomes are unknown"
        }
    }

    private var countsText: String {
        let parts: KeyValuePairs<String, Int64> = [
            "succeeded": counts.succeeded, "failed": counts.failed, "held back": counts.held,
            "superseded": counts.superseded, "unchanged": counts.unchanged, "unknown": counts.unknown,
            "in flight": counts.inFlight, "not sent yet": counts.pending,
        ]
        let some = parts.filter { $0.value > 0 }.map { "\(Printable.count($0.value)) \($0.key)" }
        return some.isEmpty ? "nothing was sent" : some.joined(separator: ", ")
    }
}
