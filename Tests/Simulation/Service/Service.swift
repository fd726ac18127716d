import MateoCore
import MateoEngine

/// A Hellomateo as its documentation has it, and as it might be where the documentation says nothing.
///
/// It knows nothing of the engine: it reads requests and keeps its own books.
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
    /// Refused because of our client's own doing.
    private(set) var downUntil: Int64 = 0
    /// Grows with each restart: what was not done then is gone.
    private(set) var generation = 0
    /// Whether a limit may be reached without a mistake of ours.
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

    /// How references are taken now in imports of a type.
    func references(_ type: String) -> Scenario.References {
        if let later = scenario.laterReferences, timeline.now >= scenario.laterFrom { return later }
        if scenario.onlyContactsHaveReferences, type != "contact_details" { return .forbidden }
        return scenario.references
    }

    /// Whether the references that jobs have can be read. Who may not give any may still read them.
    var showsReferences: Bool { references("contact_details") != .refused }

    /// What the service's clock shows at a time of the world, in milliseconds since 1970.
    func clock(_ time: Int64) -> Int64 { epoch + time + scenario.serviceSkew }

    var isDown: Bool { timeline.now < downUntil }

    /// It is gone for a while; what it was doing is not done, and jobs take longer.
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

    /// A limit is reached. Unless somebody else or a jump of the clock is to blame, that must never happen.
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

    /// Jobs that never end are looked after by somebody; then they end.
    func finishEndlessJobs() {
        for job in jobs where job.endsAt == nil { job.endsAt = timeline.now }
    }
}
