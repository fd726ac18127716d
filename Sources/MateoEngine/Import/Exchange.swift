import MateoCore

/// What a request is for.
enum Flight {
    case post(BatchEntry, reference: Bool)
    case poll([BatchEntry], PollColumns)
    case lookUp([BatchEntry])
    case candidates(BatchEntry)
    case list(BatchEntry, isOwnOrigin: Bool)
}

/// A request under way, with the permit to give back when it ends. Whoever has its lock carries it on.
final class Exchange<Transport: TransportProtocol>: @unchecked Sendable {
    let flight: Flight
    let transport: Transport
    let lock = Lock()
    var permit: Permit
    /// The answer, from when it is there until it is in the journal.
    var answer: Answer?
    /// Whether the transport may be used for another request by now.
    private(set) var isOver = false
    /// Whether another import of the client has opened the gate when the answer came.
    var isReleased = false

    init(_ flight: Flight, _ permit: Permit, _ transport: Transport) {
        self.flight = flight
        self.permit = permit
        self.transport = transport
    }

    /// Lets go of the request, if it goes on.
    func end() {
        lock.lock()
        defer { lock.unlock() }
        isOver = true
        transport.abandon()
    }
}
