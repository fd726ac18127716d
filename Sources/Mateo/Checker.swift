import MateoCore
import MateoEngine

/// Asks the service one question in a thread of its own.
actor Checker {
    private nonisolated let worker = Worker(name: "mateo.check")

    nonisolated var unownedExecutor: UnownedSerialExecutor {
        worker.asUnownedSerialExecutor()
    }

    func check(_ client: Client<CurlTransport, SystemHost>) throws(MateoError) {
        try client.check()
    }
}
