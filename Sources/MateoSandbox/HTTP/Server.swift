import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix

/// An address and a port that answer HTTP.
struct Server: Sendable {
    /// Why the server cannot listen on a port.
    struct Unavailable: Error, CustomStringConvertible {
        let description: String
    }

    /// The port. It is the requested one, unless that was 0.
    let port: Int
    private let channel: any Channel

    init(
        on loops: any EventLoopGroup, host: String, port: UInt16, maxBodyBytes: Int,
        answer: @escaping @Sendable (Call) async -> Answer
    ) async throws {
        let bootstrap = ServerBootstrap(group: loops)
            .serverChannelOption(.backlog, value: 256)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelOption(.recvAllocator, value: Self.reads)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.configureHTTPServerPipeline(withErrorHandling: true)
                    try pipeline.addHandler(Handler(maxBodyBytes: maxBodyBytes, answer: answer))
                }
            }
        do {
            channel = try await bootstrap.bind(host: host, port: Int(port)).get()
        } catch let error as IOError {
            throw Unavailable(description: "cannot listen: \(String(cString: strerror(error.errnoCode)))")
        } catch {
            throw Unavailable(description: "cannot listen: \(error)")
        }
        guard let port = channel.localAddress?.port else {
            throw Unavailable(description: "the server has no address")
        }
        self.port = port
    }

    /// Batches arrive in large pieces.
    private static let reads = AdaptiveRecvByteBufferAllocator(
        minimum: 4 << 10, initial: 64 << 10, maximum: 1 << 20)
}
