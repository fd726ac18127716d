import Foundation
import MateoCore
import MateoEngine

/// A Hellomateo in memory, as its documentation has it. It knows nothing of the engine but its requests.
final class ServiceModel {
    struct Job {
        let id: String
        let reference: String?
        let records: [[String: Any]]
        var dueAt: Int64
    }

    enum References { case works, ignored, refused }

    /// What a request meets: nothing, or something that goes wrong before or after it is carried out.
    enum Fate {
        case normal
        /// Carried out, and this comes back.
        case after(Answer)
        /// Not carried out, and this comes back.
        case instead(Answer)
    }

    let host: VirtualHost
    var references = References.works
    /// Whether the answer to a POST has the id alone, whatever was selected.
    var hidesReferences = false
    var answersInArray = false
    var countsStartNull = true
    /// How long a job takes, in milliseconds; nil: for ever.
    var processing: Int64? = 300
    var latency: Int64 = 80
    /// How long each record of a POST takes on top, in milliseconds.
    var latencyOfRecord: Int64 = 0
    /// Which records fail, and with which code.
    var fails: ([String: Any]) -> String? = { _ in nil }
    /// The list of failed records: in the answer, or behind an address.
    var listAddress: String?
    /// What stands behind that address; nil for the list.
    var listBody: String?
    /// What happens to the n-th POST and the n-th GET, counted from 1.
    var postFate: (Int) -> Fate = { _ in .normal }
    var getFate: (Int) -> Fate = { _ in .normal }
    /// What it has beside imports.
    var resources = ResourceModel()
    /// Replaces the body of an answer to a poll.
    var rewritePoll: ((String) -> String)?

    private(set) var jobs: [Job] = []
    private(set) var posts = 0
    private(set) var gets = 0
    private(set) var requests: [(at: Int64, url: String, entities: Int)] = []
    private(set) var keyLeaks = 0
    /// The external ids of the last POST.
    private(set) var lastPosted: Set<String> = []

    init(_ host: VirtualHost) {
        self.host = host
    }

    func answer(_ request: Request) -> (answer: Answer, milliseconds: Int64) {
        let url = request.url
        if let listAddress, url.hasPrefix(listAddress) {
            if request.carriesKey { keyLeaks += 1 }
            requests.append((host.monotonicMilliseconds, url, 0))
            return (
                listBody.map { .status(200, $0) } ?? list(of: String(url.dropFirst(listAddress.count))),
                latency
            )
        }
        precondition(request.carriesKey)
        if let body = request.body {
            let answer = post(url, body.head + body.records + body.tail)
            return (answer, latency + latencyOfRecord * Int64(requests.last?.entities ?? 0))
        }
        gets += 1
        requests.append((host.monotonicMilliseconds, url, 0))
        switch getFate(gets) {
        case .normal: return (get(url), latency)
        case .after(let answer), .instead(let answer): return (answer, latency)
        }
    }

    private func post(_ url: String, _ body: [UInt8]) -> Answer {
        posts += 1
        guard let object = try? JSONSerialization.jsonObject(with: Data(body)) as? [String: Any],
            let payload = object["payload"] as? [[String: Any]], object["type"] is String
        else { return .status(400, #"{"code":"PGRST102","message":"bad JSON"}"#) }
        requests.append((host.monotonicMilliseconds, url, payload.count))
        lastPosted = Set(payload.compactMap { $0["external_id"] as? String })
        let fate = postFate(posts)
        if case .instead(let answer) = fate { return answer }
        if references == .refused, object["reference_id"] != nil {
            return .status(400, #"{"code":"PGRST204","message":"Could not find the 'reference_id' column"}"#)
        }
        let reference = references == .works ? object["reference_id"] as? String : nil
        let job = Job(
            id: UUID().uuidString.lowercased(), reference: reference, records: payload,
            dueAt: processing.map { host.monotonicMilliseconds + $0 } ?? .max)
        jobs.append(job)
        if case .after(let answer) = fate { return answer }
        var shown: [String: Any] = ["id": job.id]
        if url.contains("reference_id"), !hidesReferences {
            shown["reference_id"] = reference as Any? ?? NSNull()
        }
        return .status(201, text(answersInArray ? [shown] : shown))
    }

    private func get(_ url: String) -> Answer {
        if let answer = resources.answer(url) { return answer }
        let columns = (part(url, "select=") ?? "").split(separator: ",").map(String.init)
        if listAddress != nil, columns.contains("failed") {
            return .status(400, #"{"code":"42703","message":"column import.failed does not exist"}"#)
        }
        var rows = jobs
        if let ids = part(url, "&id=in.(") {
            let wanted = Set(ids.dropLast().split(separator: ",").map(String.init))
            rows = rows.filter { wanted.contains($0.id) }
        } else if let marks = part(url, "&reference_id=in.(") {
            let wanted = Set(marks.dropLast().split(separator: ",").map(String.init))
            rows = rows.filter { $0.reference.map(wanted.contains) == true }
        }
        let body = text(rows.prefix(50).map { row(of: $0, columns) })
        return .status(200, rewritePoll.map { $0(body) } ?? body)
    }

    private func row(of job: Job, _ columns: [String]) -> [String: Any] {
        let done = host.monotonicMilliseconds >= job.dueAt
        let failed = failures(of: job)
        var row: [String: Any] = [:]
        for column in columns {
            switch column {
            case "id": row[column] = job.id
            case "reference_id": row[column] = job.reference as Any? ?? NSNull()
            case "total_count": row[column] = job.records.count
            case "success_count": row[column] = done ? job.records.count - failed.count : waitingCount
            case "failed_count": row[column] = done ? failed.count : waitingCount
            case "failed": row[column] = done && !failed.isEmpty ? failed : NSNull()
            case "failed_url":
                row[column] = listAddress.map { done && !failed.isEmpty ? $0 + job.id : NSNull() } ?? NSNull()
            default: break
            }
        }
        return row
    }

    private var waitingCount: Any { countsStartNull ? NSNull() : 0 }

    private func failures(of job: Job) -> [[String: Any]] {
        job.records.compactMap { record in
            fails(record).map { ["code": $0, "message": "refused by a rule", "input": record] }
        }
    }

    private func list(of id: String) -> Answer {
        guard let job = jobs.first(where: { $0.id == id }) else { return .status(404, "gone") }
        return .status(200, text(failures(of: job)))
    }

    private func part(_ url: String, _ mark: String) -> String? {
        guard let start = url.range(of: mark) else { return nil }
        return String(url[start.upperBound...].prefix { $0 != "&" })
    }

    private func text(_ value: Any) -> String {
        String(decoding: (try? JSONSerialization.data(withJSONObject: value)) ?? Data(), as: UTF8.self)
    }

    /// Somebody else's import.
    func addForeignJob(records: Int) {
        jobs.append(
            Job(
                id: UUID().uuidString.lowercased(), reference: nil,
                records: Array(repeating: ["external_id": "foreign"], count: records),
                dueAt: host.monotonicMilliseconds))
    }

    /// An import that an earlier process has sent; it is done.
    func addJob(
        _ id: String = UUID().uuidString.lowercased(), reference: String, externalIDs: ClosedRange<Int>
    ) {
        let records = externalIDs.map { ["external_id": "\($0)", "email": "c\($0)@example.com"] }
        jobs.append(Job(id: id, reference: reference, records: records, dueAt: host.monotonicMilliseconds))
    }

    /// All jobs are done from now on.
    func finishJobs() {
        for index in jobs.indices { jobs[index].dueAt = host.monotonicMilliseconds }
    }

    // MARK: What the service would say about its client

    /// The most requests in any second, from one arrival to less than a second later.
    var mostRequestsInASecond: Int {
        requests.indices.map { first in
            requests[first...].prefix { $0.at < requests[first].at + 1000 }.count
        }.max() ?? 0
    }

    /// The most entities in any window of this length.
    func mostEntities(inWindow window: Int64) -> Int {
        requests.indices.map { first in
            requests[first...].prefix { $0.at < requests[first].at + window }.reduce(0) { $0 + $1.entities }
        }.max() ?? 0
    }

    /// How often each record was accepted, by its external id.
    var accepted: [String: Int] {
        var counts: [String: Int] = [:]
        for job in jobs {
            for record in job.records { counts[record["external_id"] as? String ?? "", default: 0] += 1 }
        }
        return counts
    }
}
