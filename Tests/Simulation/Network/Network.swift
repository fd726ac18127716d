import MateoCore
import MateoEngine

/// Delivers requests to the service and answers back, each with its own delay, or loses them.
final class Network {
    private let timeline: Timeline
    private let trace: Trace
    private let machine: Machine
    private let service: Service
    private let scenario: Scenario
    private var random: Random
    /// The requests without an answer, and some with one.
    private var underWay: [Exchange] = []
    /// When the client's machine wakes up.
    private var awakeAt: Int64 = 0
    /// The number of sent requests.
    private(set) var count = 0
    /// The number of sent records, counting each transmission.
    private(set) var entities: Int64 = 0

    init(
        _ timeline: Timeline, _ trace: Trace, _ machine: Machine, _ service: Service, _ scenario: Scenario,
        seed: UInt64
    ) {
        self.timeline = timeline
        self.trace = trace
        self.machine = machine
        self.service = service
        self.scenario = scenario
        random = Random(seed: seed)
    }

    func send(_ request: Request, of process: Process) -> Exchange {
        count += 1
        check(request)
        if let body = request.body {
            let rows = service.rows(in: body.joined)
            entities += Int64(rows.count)
            service.truth.send(rows)
        }
        let now = timeline.now
        let mishap =
            now < scenario.faultsUntil && random.chance(scenario.faultsPerMille)
            ? random.pick(Mishap.allCases) : nil
        let travel = travel(scenario.longestTravel)
        // It arrives at any moment of that time: at once, at its end or in between.
        let part = scenario.isFast ? 0 : random.pick([0, travel, random.number(0...travel)])
        let isSlow = !scenario.isFast && random.chance(scenario.slowUploadsPerMille)
        let upload = isSlow ? random.magnitude(1...scenario.requestTimeout / 2) : part
        let exchange = Exchange(
            number: count, request, mishap: mishap, startedAt: now, deadline: now + scenario.requestTimeout,
            sentAt: now + upload, wayBack: travel - part)
        trace.note("\(process.label) request \(count): \(described(request))")
        if let mishap {
            trace.fault(mishap.rawValue, "for request \(count)")
            service.excuseList(exchange)
        }
        underWay.removeAll { $0.answer != nil || $0.isAbandoned }
        underWay.append(exchange)
        watch(exchange)
        switch mishap {
        case .notSent: refuse(exchange, .notSent, "no connection")
        case .untrusted: refuse(exchange, .untrusted, "not trusted")
        case .lostOnTheWay:
            if random.chance(500) { breakOff(exchange, at: now + random.magnitude(1...10_000)) }
        default: deliver(exchange, transit: random.number(0...1))
        }
        return exchange
    }

    /// Ends the client's wait at its deadline, which may be postponed.
    private func watch(_ exchange: Exchange) {
        timeline.plan(at: exchange.deadline) { [self] in
            guard exchange.answer == nil, !exchange.isAbandoned else { return }
            guard timeline.now >= exchange.deadline else { return watch(exchange) }
            trace.note("request \(exchange.number): out of time")
            exchange.answer = Answer(
                reply: .broken, body: [], rate: RateSignal(), reason: "the time ran out")
        }
    }

    private func deliver(_ exchange: Exchange, transit: Int64) {
        timeline.plan(at: exchange.sentAt + transit) { [self] in
            // If bytes had not left when the client gave up, the request is incomplete.
            if let time = exchange.abandonedAt, time < exchange.sentAt { return }
            guard !exchange.isDelivered else { return }
            guard timeline.now >= exchange.sentAt else { return deliver(exchange, transit: transit) }
            exchange.isDelivered = true
            if service.isDown {
                service.excuseList(exchange)
                random.chance(500)
                    ? breakOff(exchange, at: timeline.now)
                    : reply(exchange, service.answer(503, "<html>down</html>"), after: 0)
            } else {
                service.receive(exchange, self)
            }
        }
    }

    /// Puts the client's machine to sleep. Unsent bytes leave later, and its own clocks for requests stop.
    func sleep(_ milliseconds: Int64) {
        awakeAt = timeline.now + milliseconds
        for exchange in underWay where exchange.answer == nil {
            exchange.deadline += milliseconds
            if exchange.sentAt > timeline.now { exchange.sentAt += milliseconds }
        }
    }

    /// Whether requests from before a sleep may still be on their way.
    var hasJustWoken: Bool { awakeAt > 0 && timeline.now < awakeAt + scenario.requestTimeout }

    /// Ends a client. The bytes that it had passed to its system still leave, but soon.
    func orphan(_ exchange: Exchange) {
        exchange.abandonedAt = timeline.now
        guard exchange.sentAt > timeline.now, random.chance(500) else { return }
        let later = exchange.sentAt
        exchange.sentAt = min(later, timeline.now + random.magnitude(1...2000))
        exchange.abandonedAt = exchange.sentAt
        if exchange.sentAt < later { deliver(exchange, transit: 0) }
    }

    /// Delays a process. Whether an answer that arrives meanwhile counts depends on what the process checks first.
    func hold(_ exchange: Exchange?, _ milliseconds: Int64) {
        guard let exchange, exchange.answer == nil, random.chance(500) else { return }
        exchange.deadline += milliseconds
    }

    /// Delivers an answer to the client.
    func reply(_ exchange: Exchange, _ answer: Answer, after milliseconds: Int64) {
        var arrival = timeline.now + milliseconds + exchange.wayBack
        if exchange.mishap == .answerLate { arrival = exchange.deadline + random.magnitude(1...10_000) }
        if exchange.mishap == .answerLost {
            if random.chance(700) { breakOff(exchange, at: arrival) }
            return
        }
        arrive(exchange, answer, at: arrival)
    }

    private func arrive(_ exchange: Exchange, _ answer: Answer, at time: Int64) {
        timeline.plan(at: time) { [self] in
            guard exchange.answer == nil, !exchange.isAbandoned else { return }
            guard timeline.now >= awakeAt else {
                // It is repeated until it arrives, unless the other side has given up by then.
                let later = awakeAt + random.magnitude(1...2000)
                return random.chance(500)
                    ? breakOff(exchange, at: later) : arrive(exchange, answer, at: later)
            }
            exchange.answer = spoiled(answer, exchange)
            trace.note("request \(exchange.number): \(described(exchange.answer))")
        }
    }

    /// Returns the time of a message on its way, up to a limit.
    private func travel(_ longest: Int64) -> Int64 {
        scenario.isFast ? random.number(0...1) : random.magnitude(1...longest)
    }

    private func spoiled(_ answer: Answer, _ exchange: Exchange) -> Answer {
        var answer = answer
        guard case .answered(let status) = answer.reply, status < 300 else { return answer }
        switch exchange.mishap {
        case .brokenOff:
            answer = Answer(reply: .broken, body: [], rate: RateSignal(), reason: "broken off")
        case .halved: answer.body = Array(answer.body.prefix(answer.body.count / 2))
        case .page: answer.body = Array("<!doctype html><title>Welcome</title>".utf8)
        case .empty: answer.body = []
        case .endless: answer = Answer(reply: .tooLarge, body: [], rate: RateSignal(), reason: "endless")
        default: break
        }
        if answer.body.count > exchange.request.answerCap {
            answer = Answer(reply: .tooLarge, body: [], rate: RateSignal(), reason: "too large")
        }
        return answer
    }

    private func refuse(_ exchange: Exchange, _ reply: Reply, _ reason: String) {
        timeline.plan(at: timeline.now + random.magnitude(1...3000)) {
            guard exchange.answer == nil else { return }
            exchange.answer = Answer(reply: reply, body: [], rate: RateSignal(), reason: reason)
        }
    }

    func breakOff(_ exchange: Exchange, at time: Int64) {
        timeline.plan(at: time) { [trace] in
            guard exchange.answer == nil, !exchange.isAbandoned else { return }
            trace.note("request \(exchange.number): the connection breaks")
            exchange.answer = Answer(reply: .broken, body: [], rate: RateSignal(), reason: "broken")
        }
    }

    private func check(_ request: Request) {
        let isOwn = request.url.hasPrefix(Service.origin + "/")
        if request.carriesKey != isOwn {
            trace.violate("the key goes to \(request.url), or does not go where it must")
        }
        if request.carriesKey, request.followsRedirects {
            trace.violate("a request with the key follows redirects")
        }
        if request.url.hasPrefix("http://") { trace.violate("a request goes over plain HTTP") }
        if isOwn, request.url.hasPrefix(Service.base + "/import"), !request.url.contains("?select=id") {
            trace.violate("a request does not name its columns: \(request.url)")
        }
    }

    private func described(_ request: Request) -> String {
        let body = request.body.map { "POST of \($0.count) bytes " } ?? "GET "
        return body + String(request.url.dropFirst(Service.base.count).prefix(160))
    }

    private func described(_ answer: Answer?) -> String {
        guard let answer else { return "nothing" }
        return "\(answer.reply) \(String(decoding: answer.body.prefix(160), as: UTF8.self))"
    }
}
