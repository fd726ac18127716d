import MateoCore

/// What a request is for.
enum Errand {
    case post(Post)
    case poll(Poll)
    case lookUp(LookUp)
    case list(ListFetch)
    case fields(FieldFetch)
    case contacts
}

/// A request under way, with the permit to give back when it ends. Whoever has its lock carries it on.
final class Exchange<Transport: TransportProtocol>: @unchecked Sendable {
    let errand: Errand
    let transport: Transport
    /// When it started, in milliseconds of the monotonic clock.
    let startedAt: Int64
    let lock = Lock()
    var permit: Permit
    /// The answer, from when it is there until it is in the journal.
    var answer: Answer?
    /// Whether the caller waited all the time, so that the time until the answer is the service's.
    var isWatched = true
    /// Whether the transport may be used for another request by now.
    private(set) var isOver = false
    /// Whether another import of the client has opened the gate when the answer came.
    var isReleased = false

    init(_ errand: Errand, _ permit: Permit, _ transport: Transport, startedAt: Int64) {
        self.errand = errand
        self.permit = permit
        self.transport = transport
        self.startedAt = startedAt
    }

    /// Lets go of the request, if it goes on.
    func end() {
        lock.lock()
        defer { lock.unlock() }
        isOver = true
        transport.abandon()
    }
}
