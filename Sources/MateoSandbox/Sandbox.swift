import Dispatch
import FlyingFox
import FlyingSocks
import Foundation
import Glibc

/// The service and its two listeners.
struct Sandbox {
    /// What the sandbox waits for.
    private enum Event: Sendable {
        case listening
        case failed(String)
        case stopped
    }

    /// Why the sandbox does not run.
    struct Unavailable: Error, CustomStringConvertible {
        let description: String
    }

    let settings: Settings

    /// Serves until a signal ends it.
    func run() async throws {
        // The handler of the other origin needs the service, and the service needs the port of the origin.
        let slot = ServiceSlot()
        let other = try server(port: 0) { call in await slot.service?.otherOrigin(call) ?? Answer(status: 503)
        }
        let otherPort = try await start(other)
        let service = try Service(settings: settings, otherOrigin: "http://127.0.0.1:\(otherPort)")
        await slot.fill(service)
        let main = try server(port: settings.port) { call in await service.answer(call) }
        let stops = Self.signals()
        let port = try await start(main)
        try await service.resume()
        Console.announce("mateo-sandbox: http://127.0.0.1:\(port)\(Service.basePath)")
        for await _ in stops { break }
        await main.stop()
        await other.stop()
    }

    private func server(port: UInt16, answer: @escaping @Sendable (Call) async -> Answer) throws -> HTTPServer
    {
        // Bodies are read by the handler, so that a request counts when its head arrives.
        let configuration = HTTPServer.Configuration(
            address: try sockaddr_in.inet(ip4: "127.0.0.1", port: port), timeout: 86_400,
            sharedRequestBufferSize: 4_096, sharedRequestReplaySize: 0,
            pool: NoDelayPool(base: HTTPServer.defaultPool()), logger: .disabled)
        return HTTPServer(
            config: configuration, handler: Handler(maxBodyBytes: settings.maxBodyBytes, answer: answer))
    }

    /// Starts a server, and gives its port.
    private func start(_ server: HTTPServer) async throws -> UInt16 {
        let (events, continuation) = AsyncStream.makeStream(of: Event.self)
        Task {
            do {
                try await server.run()
                continuation.yield(.stopped)
            } catch {
                continuation.yield(.failed("\(error)"))
            }
        }
        Task {
            try await server.waitUntilListening()
            continuation.yield(.listening)
        }
        for await event in events {
            switch event {
            case .listening:
                if case .ip4(_, let port) = await server.listeningAddress { return port }
                throw Unavailable(description: "the server has no address")
            case .failed(let reason): throw Unavailable(description: "cannot listen: \(reason)")
            case .stopped: throw Unavailable(description: "the server stopped at once")
            }
        }
        throw Unavailable(description: "cannot listen")
    }

    private static func signals() -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
        let sources = [SIGTERM, SIGINT].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number)
            source.setEventHandler { continuation.yield() }
            source.resume()
            return source
        }
        nonisolated(unsafe) let kept = sources
        continuation.onTermination = { _ in kept.forEach { $0.cancel() } }
        return stream
    }
}

/// Holds the service once there is one.
private actor ServiceSlot {
    private(set) var service: Service?

    func fill(_ service: Service) { self.service = service }
}
