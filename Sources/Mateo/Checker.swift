import MateoCore
import MateoEngine

/// Tests the service in a separate thread.
actor Checker {
    private nonisolated let worker = Worker(name: "mateo.check")

    nonisolated var unownedExecutor: UnownedSerialExecutor {
        worker.asUnownedSerialExecutor()
    }

    func check(_ client: Client<CurlTransport, SystemHost>) throws(MateoError) {
        try client.check()
    }
}
