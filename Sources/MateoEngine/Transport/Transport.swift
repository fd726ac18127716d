public import MateoCore

/// One request to the service, or to an address from the service.
public struct Request: Sendable {
    /// The complete address.
    public var url: String
    /// The body of a POST; nil makes it a GET.
    public var body: RequestBody?
    /// Whether it includes the API key, which only the service's own origin gets.
    public var carriesKey: Bool
    /// The most bytes of an answer to accept.
    public var answerCap: Int
    /// Whether a redirect is followed. That is allowed only without the key.
    public var followsRedirects: Bool
}

extension Request {
    /// The most bytes of an answer about jobs.
    static let answerCap = 8 << 20
    /// The most bytes of an answer with a list of failed records.
    static let listCap = 16 << 20
}

/// The result of a request.
public struct Answer: Sendable {
    /// Whether and how it was answered.
    public var reply: Reply
    /// The body; empty without an answer.
    public var body: [UInt8]
    /// The rate limits in the headers.
    public var rate: RateSignal
    /// Why there is no complete answer, and what to do about it, as a part of a sentence. Empty if there is one.
    public var reason: String
    /// Why the body may be missing although the status is known; nil if it is complete.
    public var fault: AnswerFault?

    /// Creates an answer from its parts.
    public init(
        reply: Reply, body: [UInt8], rate: RateSignal, reason: String, fault: AnswerFault? = nil
    ) {
        self.reply = reply
        self.body = body
        self.rate = rate
        self.reason = reason
        self.fault = fault
    }

    /// Why it is unusable, for messages.
    var trouble: Text {
        guard reason.utf8.isEmpty, case .answered(let status) = reply else { return "\(reason)" }
        if fault == .encoding { return "its answer is compressed in an unknown way" }
        return (200...299).contains(status)
            ? "its answer \(AnswerForm.words(for: body))" : "it answered with status \(status)"
    }

    /// The HTTP status, 0 without an answer.
    var httpStatus: Int32 {
        if case .answered(let status) = reply { status } else { 0 }
    }
}

/// The fault of an answer's body.
public enum AnswerFault: Equatable, Sendable {
    /// The connection ended before the end of the body.
    case cut
    /// The body is compressed in an unknown way.
    case encoding
    /// The body exceeds its size limit.
    case tooLarge
}

/// Sends requests, one at a time. A simulation replaces the network by its own.
public protocol TransportProtocol: AnyObject {
    /// Starts a request. There must be no other request in progress.
    func start(_ request: Request) throws(MateoError)
    /// Waits for the answer.
    ///
    /// - Parameter milliseconds: the longest time to wait. Without a request this is a pause.
    /// - Returns: the answer, or nil if the time is over or `wake` was called.
    func wait(milliseconds: Int64) throws(MateoError) -> Answer?
    /// Waits for the answer on behalf of another thread. It does not consume a `wake` for that thread.
    ///
    /// - Parameter milliseconds: the longest time to wait.
    /// - Returns: the answer, or nil if it has not arrived yet.
    func carryOn(milliseconds: Int64) throws(MateoError) -> Answer?
    /// Aborts the current request. Its outcome is unknown.
    func abandon()
    /// Ends a `wait` early. Only this function may be called from another thread.
    func wake()
    /// When it must be called, in milliseconds of the monotonic clock; nil if it only waits for the network.
    var dueAt: Int64? { get }
    /// Whether there was work when `carryOn` was called last.
    var hasWorked: Bool { get }
    /// A descriptor that is readable if there is work.
    var descriptor: Int32 { get }
    /// The descriptor whose signal does the same as `wake`.
    var waker: Int32 { get }
    /// Makes the descriptor readable from a time on as well, in milliseconds of the monotonic clock; nil for never.
    func remind(at time: Int64?) throws(MateoError)
}

extension TransportProtocol {
    /// By default a transport only waits.
    public var dueAt: Int64? { nil }
    /// By default all work is done by `wait`.
    public var hasWorked: Bool { false }
    /// By default there is no descriptor.
    public var descriptor: Int32 { -1 }
    /// By default nothing wakes it.
    public var waker: Int32 { -1 }
    /// Does nothing by default, without a timer.
    public func remind(at time: Int64?) throws(MateoError) {}

    /// Does the same as `wait`, for a transport without `wake`.
    public func carryOn(milliseconds: Int64) throws(MateoError) -> Answer? {
        try wait(milliseconds: milliseconds)
    }
}
