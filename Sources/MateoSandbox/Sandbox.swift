import Dispatch
import Glibc
import NIOCore
import NIOPosix

/// The service and its two listeners.
struct Sandbox {
    let settings: Settings

    /// Serves until a signal ends it.
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
        let other = try await Server(on: loops, port: 0, maxBodyBytes: settings.maxBodyBytes) { call in
            await slot.service?.otherOrigin(call) ?? Answer(status: 503)
        }
        let service = try Service(settings: settings, otherOrigin: "http://127.0.0.1:\(other.port)")
        await slot.fill(service)
        let stops = Self.signals()
        let main = try await Server(on: loops, port: settings.port, maxBodyBytes: settings.maxBodyBytes) {
            call in
            await service.answer(call)
        }
        try await service.resume()
        Console.announce("mateo-sandbox: http://127.0.0.1:\(main.port)\(Service.basePath)")
        for await _ in stops { break }
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
