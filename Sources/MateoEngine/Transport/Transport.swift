public import MateoCore

/// One request to the service, or to an address that the service named.
public struct Request: Sendable {
    /// The whole address.
    public var url: String
    /// The body of a POST; nil makes it a GET.
    public var body: RequestBody?
    /// Whether the API key goes with it: only to the service's own origin.
    public var carriesKey: Bool
    /// The most bytes of an answer that are taken.
    public var answerCap: Int
    /// Whether a redirect is followed: only where the key does not go along.
    public var followsRedirects: Bool
}

extension Request {
    /// The most bytes of an answer about jobs.
    static let answerCap = 8 << 20
    /// The most bytes of an answer with a list of failed records.
    static let listCap = 16 << 20
}

/// What came back.
public struct Answer: Sendable {
    /// Whether and how it was answered.
    public var reply: Reply
    /// The body, empty unless it was answered.
    public var body: [UInt8]
    /// What the headers say about the pace.
    public var rate: RateSignal
    /// Why there is no answer, or no whole one, and what to do about it: a part of a sentence. Empty when there is one.
    public var reason: String
    /// Why the body may be missing although the status is known; nil when it is whole.
    public var fault: AnswerFault?

    /// An answer with all its parts.
    public init(
        reply: Reply, body: [UInt8], rate: RateSignal, reason: String, fault: AnswerFault? = nil
    ) {
        self.reply = reply
        self.body = body
        self.rate = rate
        self.reason = reason
        self.fault = fault
    }

    /// Why it is of no use, for messages.
    var trouble: Text {
        guard reason.utf8.isEmpty, case .answered(let status) = reply else { return "\(reason)" }
        if fault == .encoding { return "its answer is compressed in an unknown way" }
        return (200...299).contains(status)
            ? "its answer \(AnswerForm.words(for: body))" : "it answered with status \(status)"
    }

    /// The HTTP status, 0 when it was not answered.
    var httpStatus: Int32 {
        if case .answered(let status) = reply { status } else { 0 }
    }
}

/// What is wrong with the body of an answer.
public enum AnswerFault: Equatable, Sendable {
    /// The connection ended before the body did.
    case cut
    /// The body is compressed in a way that cannot be read.
    case encoding
    /// The body is larger than its cap.
    case tooLarge
}

/// Sends requests, one at a time. A simulation replaces the network by its own.
public protocol TransportProtocol: AnyObject {
    /// Starts a request. Nothing else may be under way.
    func start(_ request: Request) throws(MateoError)
    /// Waits for the answer.
    ///
    /// - Parameter milliseconds: the longest wait; with nothing under way this is a pause.
    /// - Returns: the answer, or nil when the time ran out or `wake` was called.
    func wait(milliseconds: Int64) throws(MateoError) -> Answer?
    /// Waits for the answer on behalf of another thread. A `wake` that is meant for that thread is not consumed.
    ///
    /// - Parameter milliseconds: the longest wait.
    /// - Returns: the answer, or nil when it is not there yet.
    func carryOn(milliseconds: Int64) throws(MateoError) -> Answer?
    /// Aborts the request under way. Its outcome is unknown.
    func abandon()
    /// Ends a `wait` early. The one thing that may be called from another thread.
    func wake()
    /// When it wants to be called, in milliseconds of the monotonic clock; nil when it waits for the network alone.
    var dueAt: Int64? { get }
    /// A descriptor that is readable when there is something to do.
    var descriptor: Int32 { get }
    /// Makes the descriptor readable from a time on too, in milliseconds of the monotonic clock; nil for never.
    func remind(at time: Int64?) throws(MateoError)
}

extension TransportProtocol {
    /// A transport that only waits.
    public var dueAt: Int64? { nil }
    /// It has none.
    public var descriptor: Int32 { -1 }
    /// It has none.
    public func remind(at time: Int64?) throws(MateoError) {}

    /// The same as `wait`, for a transport that is not woken.
    public func carryOn(milliseconds: Int64) throws(MateoError) -> Answer? {
        try wait(milliseconds: milliseconds)
    }
}
