import NIOCore
import NIOPosix
import Synchronization

/// A local Hellomateo in the program's own process, for its tests. It has the Import API with its limits, and faults on
/// demand. It listens on 127.0.0.1 by default.
///
/// ```swift
/// let sandbox = try await Sandbox.start(faults: [.init(.lost, at: 1)], requestsPerSecond: 0)
/// var options = MateoOptions()
/// options.baseURL = sandbox.url
/// try options.setAPIKey(sandbox.apiKey)
/// // …
/// #expect(try await sandbox.statistics.contacts == 3)
/// try await sandbox.stop()
/// ```
public final class Sandbox: Sendable {
    /// The address of the API, such as `http://127.0.0.1:49152/api/v1`.
    public let url: String
    /// The key that it accepts.
    public let apiKey: String
    private let service: Service
    private let loops: MultiThreadedEventLoopGroup
    private let hasStopped = Atomic(false)

    /// Starts a sandbox.
    ///
    /// - Parameters:
    ///   - faults: the faults, and when they occur.
    ///   - requestsPerSecond: the limit of requests in any second; 0 for no limit. A client keeps its own limit, see
    ///     `requestsPerSecond` of its options.
    public static func start(faults: [FaultRule] = [], requestsPerSecond: Int = 2) async throws -> Sandbox {
        var settings = Settings()
        settings.faults = faults
        settings.requestsPerSecond = requestsPerSecond
        return try await start(settings)
    }

    /// Makes SQLite faster for the whole process. It must be called before SQLite is used, so it is not for a library.
    package static func prepareProcess() { Database.prepareProcess() }

    /// Starts a sandbox.
    ///
    /// - Throws: ``Settings/Invalid``, also if the database is unusable; another error if the port is.
    public static func start(_ settings: Settings) async throws -> Sandbox {
        try settings.check()
        // One loop is enough: it moves bytes, and the service runs elsewhere.
        let loops = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        do {
            return try await Sandbox(settings, on: loops)
        } catch {
            try? await loops.shutdownGracefully()
            guard let error = error as? DatabaseError else { throw error }
            throw Settings.Invalid(setting: "database", problem: "cannot use it: \(error)")
        }
    }

    private init(_ settings: Settings, on loops: MultiThreadedEventLoopGroup) async throws {
        // The handler of the other origin needs the service, and the service needs the port of that origin.
        let slot = ServiceSlot()
        let other = try await Server(
            on: loops, host: settings.host, port: 0, maxBodyBytes: settings.maxBodyBytes
        ) { call in
            await slot.service?.otherOrigin(call) ?? Answer(status: 503)
        }
        let service = try Service(settings: settings, otherOrigin: Self.origin(other, settings.host))
        await slot.fill(service)
        let main = try await Server(
            on: loops, host: settings.host, port: settings.port, maxBodyBytes: settings.maxBodyBytes
        ) { call in
            await service.answer(call)
        }
        try await service.resume()
        url = Self.origin(main, settings.host) + Service.basePath
        apiKey = settings.apiKey
        self.service = service
        self.loops = loops
    }

    private static func origin(_ server: Server, _ host: String) -> String {
        "http://\(host.contains(":") ? "[\(host)]" : host):\(server.port)"
    }

    deinit {
        if !hasStopped.load(ordering: .relaxed) { loops.shutdownGracefully { _ in } }
    }

    /// The statistics so far.
    public var statistics: Statistics {
        get async throws { try await service.completeStatistics() }
    }

    /// Closes its ports and connections. Without any references a sandbox does that too, somewhat later.
    public func stop() async throws {
        guard !hasStopped.exchange(true, ordering: .relaxed) else { return }
        try await loops.shutdownGracefully()
    }
}
