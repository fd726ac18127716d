import MateoCore

/// The purpose of a request.
enum Errand {
    case post(Post)
    case poll(Poll)
    case lookUp(LookUp)
    case list(ListFetch)
    case fields(FieldFetch)
    case contacts
}

/// A request in progress, with the permit to release when it ends. The holder of its lock drives it.
final class Exchange<Transport: TransportProtocol>: @unchecked Sendable {
    let errand: Errand
    let transport: Transport
    /// When it started, in milliseconds of the monotonic clock.
    let startedAt: Int64
    let lock = Lock()
    var permit: Permit
    /// The answer, from its arrival until it is in the journal.
    var answer: Answer?
    /// Whether the caller waited all the time, so the time until the answer is the service's.
    var isWatched = true
    /// Whether the transport may now be used for another request.
    private(set) var isOver = false
    /// Whether another import of the client opened the gate when the answer arrived.
    var isReleased = false

    init(_ errand: Errand, _ permit: Permit, _ transport: Transport, startedAt: Int64) {
        self.errand = errand
        self.permit = permit
        self.transport = transport
        self.startedAt = startedAt
    }

    /// When its transport must be called, in milliseconds of the monotonic clock; nil if it only waits for the network,
    /// or if another thread drives it.
    var dueAt: Int64? {
        guard lock.tryLock() else { return nil }
        defer { lock.unlock() }
        return transport.dueAt
    }

    /// Abandons the request if it is still in progress.
    func end() {
        lock.lock()
        defer { lock.unlock() }
        isOver = true
        transport.abandon()
    }
}
