import Dispatch
import Glibc
import NIOCore
import NIOPosix

/// The service and its two listeners.
struct Sandbox {
    let settings: Settings

    /// Serves until a signal or the end of standard input ends it.
    func run() async throws {
        // One loop is enough: it moves bytes, and the service works elsewhere.
        let loops = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        do {
            try await serve(on: loops)
        } catch {
            try? await loops.shutdownGracefully()
            throw error
        }
        try await loops.shutdownGracefully()
    }

    private func serve(on loops: any EventLoopGroup) async throws {
        // The handler of the other origin needs the service, and the service needs the port of the origin.
        let slot = ServiceSlot()
        let other = try await Server(
            on: loops, host: settings.host, port: 0, maxBodyBytes: settings.maxBodyBytes
        ) { call in
            await slot.service?.otherOrigin(call) ?? Answer(status: 503)
        }
        let service = try Service(settings: settings, otherOrigin: origin(other))
        await slot.fill(service)
        let ends = self.ends()
        let main = try await Server(
            on: loops, host: settings.host, port: settings.port, maxBodyBytes: settings.maxBodyBytes
        ) { call in
            await service.answer(call)
        }
        try await service.resume()
        Console.announce("mateo-sandbox: \(origin(main))\(Service.basePath)")
        for await _ in ends { break }
    }

    private func origin(_ server: Server) -> String {
        let host = settings.host.contains(":") ? "[\(settings.host)]" : settings.host
        return "http://\(host):\(server.port)"
    }

    /// Has an element when it is time to stop.
    private func ends() -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
        let sources = [SIGTERM, SIGINT].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number)
            source.setEventHandler { continuation.yield() }
            source.resume()
            return source
        }
        if settings.stopOnEof {
            DispatchQueue(label: "standard input").async {
                Console.waitForEndOfInput()
                continuation.yield()
            }
        }
        nonisolated(unsafe) let kept = sources
        continuation.onTermination = { _ in kept.forEach { $0.cancel() } }
        return stream
    }
}
