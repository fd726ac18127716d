import MateoCore
import MateoEngine

/// What goes wrong with one request.
enum Mishap: String, CaseIterable {
    /// No connection: nothing is sent.
    case notSent = "no connection"
    /// It goes out and never arrives.
    case lostOnTheWay = "request lost"
    /// It is carried out, and the connection breaks before the answer.
    case answerLost = "answer lost"
    /// It is carried out, and the answer comes after the client's time.
    case answerLate = "answer too late"
    /// It is carried out, and the answer breaks off, which the transport sees.
    case brokenOff = "answer broken off"
    /// It is carried out, and half of the answer comes as if it were whole.
    case halved = "answer halved"
    /// It is carried out, and a page of HTML comes with status 200.
    case page = "HTML with 200"
    /// It is carried out, and the answer is empty.
    case empty = "empty 2xx"
    /// It is carried out, and the answer never ends.
    case endless = "endless answer"
    /// A gateway answers for the service, which carries the request out all the same.
    case gatewayAfter = "5xx, carried out"
    /// A gateway answers for the service, which never sees the request.
    case gatewayInstead = "5xx, not carried out"
    /// A limit is said to be reached that is not.
    case tooMany = "429 without cause"
    /// The same, with a header that says when to come back.
    case tooManyWithHeader = "429 with retry-after"
    /// The request is sent somewhere else.
    case redirect = "redirect"
    /// The key is not accepted, for a moment.
    case unauthorized = "401 or 403 for a moment"
    /// The address is not known, for a moment.
    case notFound = "404 or 405 for a moment"
    /// The service is too busy, and takes back what it did.
    case overloaded = "57014 for a moment"
    /// The server's certificate is not trusted: nothing is sent.
    case untrusted = "certificate not trusted"
    /// It waits in a queue before it is carried out.
    case queued = "carried out late"
}

/// One request and what comes of it.
final class Exchange {
    let number: Int
    let request: Request
    let mishap: Mishap?
    let startedAt: Int64
    /// When its process last cared for it.
    var caredForAt: Int64
    /// When the client gives up.
    var deadline: Int64
    /// When its last byte has left the client.
    var sentAt: Int64
    /// Whether it has arrived.
    var isDelivered = false
    /// How long its answer is on its way.
    let wayBack: Int64
    /// What came back.
    var answer: Answer?
    /// When the client stopped to listen; nil while it listens.
    var abandonedAt: Int64?
    /// The client has written the answer down, and it named the job.
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
    /// Whether the answer came as the service gave it, and names what it made.
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
