import MateoCore
import MateoEngine

/// A network in which requests take virtual time.
final class VirtualTransport: TransportProtocol {
    /// What answers a request, and how long the way there and back takes in milliseconds.
    typealias Network = (Request) -> (answer: Answer, milliseconds: Int64)

    private let host: VirtualHost
    private let network: Network
    /// What happens in another thread during a `wait`.
    var meanwhile: () -> Void = {}
    private var underWay: (answer: Answer, doneAt: Int64)?

    init(_ host: VirtualHost, _ network: @escaping Network) {
        self.host = host
        self.network = network
    }

    func start(_ request: Request) throws(MateoError) {
        let (answer, milliseconds) = network(request)
        underWay = (answer, host.monotonicMilliseconds + milliseconds)
    }

    func wait(milliseconds: Int64) throws(MateoError) -> Answer? {
        meanwhile()
        guard let (answer, doneAt) = underWay, doneAt - host.monotonicMilliseconds <= milliseconds else {
            host.pass(milliseconds)
            return nil
        }
        host.pass(max(0, doneAt - host.monotonicMilliseconds))
        underWay = nil
        return answer
    }

    func abandon() {
        underWay = nil
    }

    func wake() {}
}

extension Answer {
    /// An answer with a status, a body and header lines.
    static func status(_ status: Int32, _ body: String = "", headers: [String] = []) -> Answer {
        var rate = RateSignal()
        for header in headers { rate.read(Array(header.utf8).span, wallNow: 0) }
        return Answer(reply: .answered(status: status), body: Array(body.utf8), rate: rate, reason: "")
    }

    /// No answer.
    static func none(_ reply: Reply) -> Answer {
        Answer(reply: reply, body: [], rate: RateSignal(), reason: "no answer")
    }
}
