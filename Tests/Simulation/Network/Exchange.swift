import MateoCore
import MateoEngine

/// A fault of one request.
enum Mishap: String, CaseIterable {
    /// No connection: nothing is sent.
    case notSent = "no connection"
    /// It is sent and never arrives.
    case lostOnTheWay = "request lost"
    /// It is carried out, and the connection breaks before the answer.
    case answerLost = "answer lost"
    /// It is carried out, and the answer comes after the client's time-out.
    case answerLate = "answer too late"
    /// It is carried out, and the answer is cut off, which the transport notices.
    case brokenOff = "answer broken off"
    /// It is carried out, and half of the answer arrives as if it were complete.
    case halved = "answer halved"
    /// It is carried out, and a page of HTML comes with status 200.
    case page = "HTML with 200"
    /// It is carried out, and the answer is empty.
    case empty = "empty 2xx"
    /// It is carried out, and the answer never ends.
    case endless = "endless answer"
    /// A gateway answers instead of the service, which still carries out the request.
    case gatewayAfter = "5xx, carried out"
    /// A gateway answers instead of the service, which never gets the request.
    case gatewayInstead = "5xx, not carried out"
    /// The answer reports a limit that is not reached.
    case tooMany = "429 without cause"
    /// The same, with a header for the time to wait.
    case tooManyWithHeader = "429 with retry-after"
    /// The request is sent somewhere else.
    case redirect = "redirect"
    /// The key is temporarily refused.
    case unauthorized = "401 or 403 for a moment"
    /// The address is temporarily unknown.
    case notFound = "404 or 405 for a moment"
    /// The service is too busy, and rolls back its work.
    case overloaded = "57014 for a moment"
    /// The server's certificate is not trusted, so nothing is sent.
    case untrusted = "certificate not trusted"
    /// It waits in a queue before it is carried out.
    case queued = "carried out late"
}

/// One request and its result.
final class Exchange {
    let number: Int
    let request: Request
    let mishap: Mishap?
    let startedAt: Int64
    /// When its process last drove it.
    var caredForAt: Int64
    /// When the client gives up.
    var deadline: Int64
    /// When its last byte left the client.
    var sentAt: Int64
    /// Whether it has arrived.
    var isDelivered = false
    /// The time of the answer on its way.
    let wayBack: Int64
    /// The answer.
    var answer: Answer?
    /// When the client stopped waiting; nil while it waits.
    var abandonedAt: Int64?
    /// Whether the client has stored the answer, and the answer had the job's identifier.
    var isSettled = false

    init(
        number: Int, _ request: Request, mishap: Mishap?, startedAt: Int64, deadline: Int64, sentAt: Int64,
        wayBack: Int64
    ) {
        self.number = number
        self.request = request
        self.mishap = mishap
        self.startedAt = startedAt
        caredForAt = startedAt
        self.deadline = deadline
        self.sentAt = sentAt
        self.wayBack = wayBack
    }

    var isAbandoned: Bool { abandonedAt != nil }
    /// Whether the answer arrived unchanged, and has the job's identifier.
    var namesJob: Bool {
        guard let answer, case .answered(let status) = answer.reply, (200..<300).contains(status) else {
            return false
        }
        return mishap == nil || mishap == .queued
    }
    var isPost: Bool { request.body != nil }
    /// Whether it is a POST with a reference.
    lazy var hasReference =
        request.body.map { $0.head.firstRange(of: Array("\"reference_id\":".utf8)) != nil } ?? false
}

extension RequestBody {
    /// The body as it arrives.
    var joined: [UInt8] { head + records + tail }
}
