import MateoCore
import MateoEngine

/// Answers GET requests.
extension Service {
    func get(_ exchange: Exchange) -> Answer {
        let url = exchange.request.url
        if url.hasPrefix(Self.base + "/import?") {
            return table(String(url.dropFirst(Self.base.utf8.count + 8)))
        }
        guard let id = url.split(separator: "/").last,
            let job = jobs.first(where: { $0.id == String(id) })
        else {
            trace.violate("an address is asked for that the service never gave: \(url)")
            return answer(404, "")
        }
        guard timeline.now < job.listUntil else {
            trace.fault("list gone", job.id)
            job.mayStayUnnamed = true
            return answer(random.pick([404, 410, 403]), "gone")
        }
        guard timeline.now >= job.listFrom else { return answer(404, "not yet") }
        return answer(200, list(of: job))
    }

    /// Notes a fault of a request. If it is for a list, the list may not arrive.
    func excuseList(_ exchange: Exchange) {
        guard !exchange.request.url.hasPrefix(Self.base + "/import"),
            let id = exchange.request.url.split(separator: "/").last
        else { return }
        for job in jobs where job.id == String(id) { job.mayStayUnnamed = true }
    }

    private func table(_ query: String) -> Answer {
        var columns: [String] = []
        var found = jobs.filter { $0.seenFrom <= timeline.now }
        var limit = 50
        for part in query.split(separator: "&") {
            let pair = part.split(separator: "=", maxSplits: 1).map(String.init)
            guard pair.count == 2 else { return unknown(query) }
            switch pair[0] {
            case "select": columns = pair[1].split(separator: ",").map(String.init)
            case "id":
                guard let wanted = list(in: pair[1]) else { return unknown(query) }
                found = found.filter { wanted.contains($0.id) }
            case "reference_id" where !showsReferences: columns.append("reference_id")
            case "reference_id":
                guard let wanted = list(in: pair[1]) else { return unknown(query) }
                let strangers = found.filter { !($0.reference.map(wanted.contains) ?? false) }
                if !strangers.isEmpty, timeline.now < scenario.faultsUntil,
                    random.chance(scenario.strangersPerMille)
                {
                    trace.fault("jobs that were not asked for")
                    found = strangers
                } else {
                    found = found.filter { $0.reference.map(wanted.contains) ?? false }
                }
            case "type": found = found.filter { "eq." + $0.type == pair[1] }
            case "created_at":
                guard pair[1].hasPrefix("gte."),
                    let time = Calendar.milliseconds(String(pair[1].dropFirst(4)))
                else {
                    return unknown(query)
                }
                found = found.filter { clock($0.createdAt) >= time }
            case "order": found.sort { $0.createdAt < $1.createdAt }
            case "limit": limit = min(50, Int(pair[1]) ?? 0)
            default: return unknown(query)
            }
        }
        for column in columns where !has(column) {
            return answer(400, #"{"code":"42703","message":"column import.\#(column) does not exist"}"#)
        }
        return answer(
            200, "[" + found.prefix(limit).map { row(of: $0, columns) }.joined(separator: ",") + "]")
    }

    private func unknown(_ query: String) -> Answer {
        trace.violate("a question that the service does not understand: \(query)")
        return answer(400, #"{"code":"PGRST100"}"#)
    }

    /// Returns the items of `in.(…)`: at least one, and no more than an answer may have.
    private func list(in text: String) -> Set<String>? {
        guard text.hasPrefix("in.("), text.hasSuffix(")") else { return nil }
        let items = text.dropFirst(4).dropLast().split(separator: ",").map(String.init)
        return (1...50).contains(items.count) ? Set(items) : nil
    }

    private func has(_ column: String) -> Bool {
        switch column {
        case "failed": scenario.lists == .inline
        case "failed_url": scenario.lists != .inline
        case "reference_id": showsReferences
        default:
            [
                "id", "created_at", "type", "total_count", "success_count", "failed_count", "updated_at",
            ]
            .contains(column)
        }
    }

    private func row(of job: Job, _ columns: [String]) -> String {
        let isDone = job.isDone(timeline.now)
        let shown = shown(of: job)
        let failed = min(job.failures, shown)
        let done = progress(of: job, isDone || shown < job.total)
        let members = columns.map { column -> String in
            switch column {
            case "id": return #""id":"\#(job.id)""#
            case "reference_id": return #""reference_id":"# + (job.reference.map(JSONValue.quoted) ?? "null")
            case "total_count": return #""total_count":\#(shown)"#
            case "success_count": return #""success_count":"# + count(shown - failed, done)
            case "failed_count": return #""failed_count":"# + count(failed, done)
            case "failed":
                guard isDone, failed > 0, timeline.now >= job.listFrom else { return #""failed":null"# }
                guard timeline.now < job.listUntil else {
                    job.mayStayUnnamed = true
                    return #""failed":null"#
                }
                return #""failed":"# + failedArray(of: job)
            case "failed_url":
                let shows =
                    scenario.lists != .never && isDone && failed > 0 && timeline.now >= job.listFrom
                return #""failed_url":"# + (shows ? JSONValue.quoted(address(of: job)) : "null")
            default: return "\"\(column)\":null"
            }
        }
        return "{" + members.joined(separator: ",") + "}"
    }

    /// Returns the number of records that a job reports. For some time before its end it may know only some of them.
    private func shown(of job: Job) -> Int {
        guard scenario.growth > 0, let end = job.endsAt, timeline.now < end else { return job.total }
        return timeline.now >= end - scenario.growth ? max(1, job.total / 2) : job.total
    }

    /// Returns the progress of a job in thousandths, or nil if nothing is shown.
    private func progress(of job: Job, _ isDone: Bool) -> Int64? {
        if isDone { return 1000 }
        guard scenario.countsInSteps, let end = job.endsAt, timeline.now > job.createdAt else {
            return scenario.countsStartNull ? nil : 0
        }
        return 900 * (timeline.now - job.createdAt) / max(1, end - job.createdAt)
    }

    private func count(_ whole: Int, _ done: Int64?) -> String {
        done.map { String(Int64(whole) * $0 / 1000) } ?? "null"
    }

    private func address(of job: Job) -> String {
        if scenario.lists == .insecure { return "http://files.example.net/\(job.id)" }
        return scenario.listsAreForeign
            ? "https://files.example.net/lists/\(job.id)" : Self.origin + "/files/\(job.id)"
    }

    private func failedArray(of job: Job) -> String {
        "[" + failedItems(of: job).joined(separator: ",") + "]"
    }

    private func failedItems(of job: Job) -> [String] {
        zip(job.records, job.rows).filter { rules.fate($0.1) == .fails }.map { record, row in
            #"{"code":"\#(RowRules.code(row))","message":"\#(RowRules.message(row))","input":"#
                + record.text(sorted: row.number % 3 == 0) + "}"
        }
    }

    private func list(of job: Job) -> String {
        switch scenario.lists {
        case .inline, .array, .insecure, .never: return failedArray(of: job)
        case .object: return #"{"failed":"# + failedArray(of: job) + "}"
        case .lines: return failedItems(of: job).joined(separator: "\n") + "\n"
        case .csv:
            let lines = zip(job.records, job.rows).filter { rules.fate($0.1) == .fails }.map { record, row in
                "\(record["external_id"]?.string ?? ""),\(record["email"]?.string ?? ""),\(RowRules.code(row))"
            }
            return (["external_id,email,code"] + lines).joined(separator: "\n") + "\n"
        }
    }
}
