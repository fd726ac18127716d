import MateoCore
import MateoEngine

/// Accepts records.
extension Service {
    func post(_ body: [UInt8], _ exchange: Exchange, _ network: Network) {
        let now = timeline.now
        guard let value = JSONValue.read(body), let type = value["type"]?.string,
            let records = value["payload"]?.elements, !records.isEmpty
        else {
            trace.violate("a POST has no sensible body: \(String(decoding: body.prefix(200), as: UTF8.self))")
            return network.reply(exchange, answer(400, #"{"code":"PGRST102"}"#), after: 1)
        }
        let reference = value["reference_id"]?.string
        guard let rows = truth.rows(of: records, type) else {
            return trace.violate("a POST has records that are not in the input, or not as they are there")
        }
        if let refusal = refusal(of: body, type, reference, rows) {
            return network.reply(exchange, refusal, after: scenario.isFast ? 0 : random.number(1...300))
        }
        if let broken = book.take(records.count, now) { return limited(broken, exchange, network) }
        if records.count > scenario.slowAbove {
            trace.fault("57014", "\(records.count) records")
            if random.chance(500) { book.giveBack() }
            let answer = answer(
                500, #"{"code":"57014","message":"canceling statement due to statement timeout"}"#)
            return network.reply(exchange, answer, after: 2000)
        }
        carryOut(exchange, network, reference, type, records, rows)
    }

    /// Returns the rows of a body, or none if it has records other than the input.
    func rows(in body: [UInt8]) -> [Row] {
        guard let value = JSONValue.read(body), let type = value["type"]?.string,
            let records = value["payload"]?.elements
        else { return [] }
        return truth.rows(of: records, type) ?? []
    }

    private func refusal(of body: [UInt8], _ type: String, _ reference: String?, _ rows: [Row]) -> Answer? {
        if body.count > scenario.largeAbove, rows.count > 1 {
            trace.fault("413", "\(body.count) bytes")
            return answer(413, "<html>Request Entity Too Large</html>")
        }
        if reference != nil {
            switch references(type) {
            case .refused:
                return answer(
                    400, #"{"code":"PGRST204","message":"Could not find the 'reference_id' column"}"#)
            case .forbidden: return answer(403, #"{"code":"42501","message":"permission denied"}"#)
            case .works, .ignored: break
            }
        }
        if rows.contains(where: { rules.fate($0) == .poisons }) {
            trace.fault("400 for a record")
            return answer(random.pick([400, 422]), #"{"code":"22P02","message":"invalid input syntax"}"#)
        }
        return nil
    }

    private func carryOut(
        _ exchange: Exchange, _ network: Network, _ reference: String?, _ type: String,
        _ records: [JSONValue],
        _ rows: [Row]
    ) {
        let delay = delay(exchange)
        let generation = generation
        // The gateway or the network may give up long before the service ends.
        if exchange.mishap == .gatewayAfter {
            let status = random.pick([502, 503, 504, 500])
            network.reply(
                exchange, answer(Int32(status), "<html>\(status)</html>"), after: random.number(0...delay))
        } else if exchange.mishap == .answerLost, random.chance(500) {
            network.breakOff(exchange, at: timeline.now + random.number(0...delay))
        }
        timeline.plan(at: timeline.now + delay) { [self] in
            guard generation == self.generation else {
                return network.breakOff(exchange, at: timeline.now)
            }
            let job = makeJob(reference, type, records, rows)
            truth.accept(job, exchange, showsReferences: showsReferences)
            guard exchange.mishap != .gatewayAfter else { return }
            network.reply(exchange, answer(Int32(scenario.createdStatus), created(job, exchange)), after: 1)
        }
    }

    /// Returns the time until the service commits: at most its two seconds, after some time in a queue.
    private func delay(_ exchange: Exchange) -> Int64 {
        let isLost =
            exchange.mishap == .gatewayAfter || exchange.mishap == .answerLost || exchange.isAbandoned
        let queues = exchange.mishap == .queued || random.chance(isLost ? 600 : scenario.isFast ? 0 : 20)
        let queue = queues ? random.number(500...2800) : 0
        return queue + (scenario.isFast ? random.number(0...2) : random.magnitude(10...1900))
    }

    private func created(_ job: Job, _ exchange: Exchange) -> String {
        var text = #"{"id":"\#(job.id)""#
        if exchange.request.url.contains("reference_id") {
            text += #","reference_id":"# + (job.reference.map(JSONValue.quoted) ?? "null")
        }
        return scenario.answersInArray ? "[\(text)}]" : text + "}"
    }

    private func makeJob(_ reference: String?, _ type: String, _ records: [JSONValue], _ rows: [Row]) -> Job {
        let hex = String(random.next(), radix: 16)
        let padded = String(repeating: "0", count: 16 - hex.utf8.count) + hex
        let job = Job(
            id: "3c90c3cc-0d44-4b50-\(padded.prefix(4))-\(padded.suffix(12))",
            reference: references(type) == .works ? reference : nil, type: type, records: records,
            rows: rows,
            createdAt: timeline.now, failures: rows.count { rules.fate($0) == .fails })
        if random.chance(scenario.endlessJobsPerMille) {
            trace.fault("job that does not end", job.id)
        } else if random.chance(scenario.lateJobsPerMille) {
            job.endsAt = timeline.now + scenario.jobDeadline + random.number(0...2 * scenario.jobDeadline)
            trace.fault("job that ends too late", job.id)
        } else {
            job.endsAt = timeline.now + random.magnitude(100...scenario.longestJob)
        }
        let done = job.endsAt ?? 0
        job.listFrom = done + (scenario.listDelay > 0 ? random.number(0...scenario.listDelay) : 0)
        job.listUntil = scenario.listLifetime == .max ? .max : done + scenario.listLifetime
        if job.listFrom > done + 55_000 || scenario.lists == .insecure || scenario.lists == .never {
            job.mayStayUnnamed = true
        }
        if rows.count > 1, random.chance(scenario.otherTotalsPerMille) {
            trace.fault("job with fewer records", job.id)
            job.total = max(1, rows.count - random.pick([1, 5]))
        }
        job.seenFrom = timeline.now + (scenario.lag > 0 ? random.number(0...scenario.lag) : 0)
        jobs.append(job)
        return job
    }
}
