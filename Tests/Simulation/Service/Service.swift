import MateoCore
import MateoEngine

/// A Hellomateo by its documentation, and a possible one where the documentation does not say.
///
/// It shares nothing with the engine: it parses requests and keeps its own books.
final class Service {
    static let origin = "https://service.example"
    static let base = origin + "/api/v1"

    let timeline: Timeline
    let trace: Trace
    let scenario: Scenario
    let rules: RowRules
    let truth: Truth
    private let wallNow: () -> Int64
    /// When the world's time began, in milliseconds since 1970.
    let epoch: Int64
    var random: Random
    var book: LimitBook
    var jobs: [Job] = []
    /// The end of the current outage.
    private(set) var downUntil: Int64 = 0
    /// Grows with each restart. Unfinished work of earlier generations is lost.
    private(set) var generation = 0
    /// Returns whether a limit may be reached without a fault of the client.
    var excuse: () -> Bool = { false }

    init(
        _ timeline: Timeline, _ trace: Trace, _ scenario: Scenario, _ truth: Truth, seed: UInt64,
        wallNow: @escaping () -> Int64
    ) {
        self.timeline = timeline
        self.trace = trace
        self.scenario = scenario
        self.truth = truth
        self.wallNow = wallNow
        rules = truth.rules
        epoch = wallNow() - timeline.now
        random = Random(seed: seed)
        book = LimitBook(scenario)
    }

    /// Returns how references are currently treated in imports of a type.
    func references(_ type: String) -> Scenario.References {
        if let later = scenario.laterReferences, timeline.now >= scenario.laterFrom { return later }
        if scenario.onlyContactsHaveReferences, type != "contact_details" { return .forbidden }
        return scenario.references
    }

    /// Whether the references of jobs can be read. A client that may not send any may still read them.
    var showsReferences: Bool { references("contact_details") != .refused }

    /// Returns the service's clock at a time of the world, in milliseconds since 1970.
    func clock(_ time: Int64) -> Int64 { epoch + time + scenario.serviceSkew }

    var isDown: Bool { timeline.now < downUntil }

    /// Simulates an outage. Unfinished work is lost, and jobs take longer.
    func restart(for milliseconds: Int64) {
        trace.fault("outage of the service", "for \(milliseconds) ms")
        generation += 1
        downUntil = timeline.now + milliseconds
        for job in jobs {
            guard let time = job.endsAt, time > timeline.now else { continue }
            job.endsAt = time + milliseconds
            if job.listFrom < .max - milliseconds { job.listFrom += milliseconds }
            if job.listUntil < .max - milliseconds { job.listUntil += milliseconds }
        }
    }

    func receive(_ exchange: Exchange, _ network: Network) {
        if exchange.request.url.hasPrefix(Self.origin + "/"), let broken = book.arrive(timeline.now) {
            return limited(broken, exchange, network)
        }
        switch exchange.mishap {
        case .gatewayInstead:
            let status = random.pick([502, 503, 504, 500])
            network.reply(
                exchange, answer(Int32(status), "<html>\(status)</html>"), after: random.number(1...3000))
        case .tooMany:
            network.reply(exchange, answer(429, #"{"code":"429","message":"slow down"}"#), after: 1)
        case .tooManyWithHeader:
            let seconds = random.chance(700) ? random.number(1...20) : 7200
            let date = Calendar.text(clock(timeline.now) / 1000 + seconds)
            let header = random.pick(["retry-after: \(seconds)", "Retry-After: \(date)"])
            network.reply(exchange, answer(429, "<html>", headers: [header]), after: 1)
        case .redirect:
            network.reply(exchange, answer(random.pick([301, 302, 307, 308]), ""), after: 1)
        case .unauthorized:
            network.reply(exchange, answer(random.pick([401, 403]), #"{"message":"no"}"#), after: 1)
        case .notFound:
            network.reply(exchange, answer(random.pick([404, 405]), "<html>not found</html>"), after: 1)
        case .overloaded:
            network.reply(
                exchange, answer(500, #"{"code":"57014","message":"canceling statement"}"#), after: 2000)
        default:
            if let body = exchange.request.body {
                post(body.joined, exchange, network)
            } else {
                let answer = get(exchange)
                network.reply(exchange, answer, after: scenario.isFast ? 0 : random.magnitude(5...1500))
            }
        }
    }

    /// Answers a request that reaches a limit. Without other users or a jump of the clock, that is a violation.
    func limited(_ broken: String, _ exchange: Exchange, _ network: Network) {
        excuseList(exchange)
        if excuse() {
            trace.fault("429 with a cause", broken)
        } else {
            trace.violate("the service counts \(broken)")
        }
        let headers = scenario.hasRateHeaders ? ["retry-after: \(book.secondsLeft(timeline.now))"] : []
        network.reply(exchange, answer(429, #"{"code":"429"}"#, headers: headers), after: 1)
    }

    func answer(_ status: Int32, _ body: String, headers: [String] = []) -> Answer {
        var rate = RateSignal()
        var headers = headers
        if scenario.hasRateHeaders, status != 429 {
            headers += ["RateLimit-Limit: 2", "ratelimit-remaining: 1", "ratelimit-reset: 1"]
        }
        for header in headers { rate.read(Array(header.utf8).span, wallNow: wallNow()) }
        return Answer(reply: .answered(status: status), body: Array(body.utf8), rate: rate, reason: "")
    }

    /// Ends the jobs that would never end by themselves.
    func finishEndlessJobs() {
        for job in jobs where job.endsAt == nil { job.endsAt = timeline.now }
    }
}
