import MateoCore
import MateoEngine

/// Carries requests to the service and answers back, each in its own time, or not.
final class Network {
    private let timeline: Timeline
    private let trace: Trace
    private let machine: Machine
    private let service: Service
    private let scenario: Scenario
    private var random: Random
    /// How many requests were sent.
    private(set) var count = 0
    /// How many records were sent, each as often as it was.
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
        if let body = request.body { entities += Int64(service.countRecords(in: body)) }
        let now = timeline.now
        let mishap =
            now < scenario.faultsUntil && random.chance(scenario.faultsPerMille)
            ? random.pick(Mishap.allCases) : nil
        let upload = travel(random.chance(30) ? scenario.requestTimeout / 2 : 400)
        let exchange = Exchange(
            number: count, request, mishap: mishap, startedAt: now, deadline: now + scenario.requestTimeout,
            sentAt: now + upload)
        trace.note("\(process.name) request \(count): \(described(request))")
        if let mishap {
            trace.fault(mishap.rawValue, "for request \(count)")
            service.excuseList(exchange)
        }
        timeline.plan(at: exchange.deadline) { [trace] in
            guard exchange.answer == nil, !exchange.isAbandoned else { return }
            trace.note("request \(exchange.number): out of time")
            exchange.answer = Answer(
                delivery: .broken, body: [], rate: RateSignal(), reason: "the time ran out")
        }
        switch mishap {
        case .notSent: refuse(exchange)
        case .lostOnTheWay:
            if random.chance(500) { breakOff(exchange, at: now + random.magnitude(1...10_000)) }
        default:
            let transit = travel(40)
            timeline.plan(at: exchange.sentAt + transit) { [self] in
                // What had not left when the client let go is not a whole request.
                if let time = exchange.abandonedAt, time < exchange.sentAt { return }
                if service.isDown {
                    service.excuseList(exchange)
                    random.chance(500)
                        ? breakOff(exchange, at: timeline.now)
                        : reply(
                            exchange, service.answer(503, "<html>down</html>"), after: 0)
                } else {
                    service.receive(exchange, self)
                }
            }
        }
        return exchange
    }

    /// Brings an answer back to the client.
    func reply(_ exchange: Exchange, _ answer: Answer, after milliseconds: Int64) {
        var arrival = timeline.now + milliseconds + travel(200)
        if exchange.mishap == .answerLate { arrival = exchange.deadline + random.magnitude(1...10_000) }
        if exchange.mishap == .answerLost {
            if random.chance(700) { breakOff(exchange, at: arrival) }
            return
        }
        timeline.plan(at: arrival) { [self] in
            guard exchange.answer == nil, !exchange.isAbandoned else { return }
            let answer = spoiled(answer, exchange)
            exchange.answer = answer
            service.answered(exchange, answer)
            trace.note("request \(exchange.number): \(described(exchange.answer))")
        }
    }

    /// How long something is on its way, at most so long.
    private func travel(_ longest: Int64) -> Int64 {
        scenario.isFast ? random.number(0...1) : random.magnitude(1...longest)
    }

    private func spoiled(_ answer: Answer, _ exchange: Exchange) -> Answer {
        var answer = answer
        guard case .answered(let status) = answer.delivery, status < 300 else { return answer }
        switch exchange.mishap {
        case .brokenOff:
            answer = Answer(delivery: .broken, body: [], rate: RateSignal(), reason: "broken off")
        case .halved: answer.body = Array(answer.body.prefix(answer.body.count / 2))
        case .page: answer.body = Array("<!doctype html><title>Welcome</title>".utf8)
        case .empty: answer.body = []
        case .endless: answer = Answer(delivery: .tooLarge, body: [], rate: RateSignal(), reason: "endless")
        default: break
        }
        if answer.body.count > exchange.request.answerCap {
            answer = Answer(delivery: .tooLarge, body: [], rate: RateSignal(), reason: "too large")
        }
        return answer
    }

    private func refuse(_ exchange: Exchange) {
        timeline.plan(at: timeline.now + random.magnitude(1...3000)) {
            guard exchange.answer == nil else { return }
            exchange.answer = Answer(
                delivery: .notSent, body: [], rate: RateSignal(), reason: "no connection")
        }
    }

    func breakOff(_ exchange: Exchange, at time: Int64) {
        timeline.plan(at: time) { [trace] in
            guard exchange.answer == nil, !exchange.isAbandoned else { return }
            trace.note("request \(exchange.number): the connection breaks")
            exchange.answer = Answer(delivery: .broken, body: [], rate: RateSignal(), reason: "broken")
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
        return "\(answer.delivery) \(String(decoding: answer.body.prefix(160), as: UTF8.self))"
    }
}
