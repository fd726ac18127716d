import Synchronization

/// What the handle of a client, of one of its imports or of a cursor over them stands for.
class ClientOwned {
    let log: LogGate
    private let isOpen = Atomic<Bool>(true)

    init(_ log: LogGate) {
        self.log = log
        log.addHandle()
    }

    deinit {
        // It never had a handle.
        if isOpen.load(ordering: .acquiring) { log.removeHandle() }
    }

    /// The host closes the handle. A call in another thread may still be using the object.
    func close() {
        isOpen.store(false, ordering: .sequentiallyConsistent)
    }

    /// Whether the handle is not closed yet.
    final var hasHandle: Bool { isOpen.load(ordering: .acquiring) }
}
