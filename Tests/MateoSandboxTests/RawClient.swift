import Glibc
import NIOPosix

/// A TCP connection to a server on this machine, for what no well-behaved client sends. It waits in threads of its own,
/// because the tasks of the server have few.
actor RawClient {
    /// An answer as it came.
    struct Answer: Equatable {
        let status: Int
        let headers: [String: String]
        let body: [UInt8]

        var text: String { String(decoding: body, as: UTF8.self) }
    }

    /// The connection ended, or nothing came for a long time.
    struct Ended: Error {}

    private let socket: Int32
    private var received: [UInt8] = []

    init(port: Int) throws {
        socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var patience = timeval(tv_sec: 300, tv_usec: 0)
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        let result = withUnsafePointer(to: &address) { address in
            address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else { throw Ended() }
    }

    deinit { close(socket) }

    func send(_ text: String) async throws { try await send(Array(text.utf8)) }

    func send(_ bytes: [UInt8]) async throws {
        try await NIOThreadPool.singleton.runIfActive { [socket] in
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = rest.withUnsafeBytes {
                    Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
                }
                guard count > 0 else { throw Ended() }
                rest = rest.dropFirst(count)
            }
        }
    }

    /// Says that nothing more will be sent.
    func finish() { shutdown(socket, Int32(SHUT_WR)) }

    /// Reads one answer; those to HEAD, and those before the last word on a request, have no body.
    func answer(hasBody: Bool = true) async throws -> Answer {
        let head = try await String(decoding: take(through: Array("\r\n\r\n".utf8)), as: UTF8.self)
        var lines = head.split(separator: "\r\n").map(String.init)
        let status = Int(lines.removeFirst().split(separator: " ")[1]) ?? 0
        var headers: [String: String] = [:]
        for line in lines {
            let halves = line.split(separator: ":", maxSplits: 1)
            headers[halves[0].lowercased()] = halves[1].drop { $0 == " " }.description
        }
        let count = hasBody ? headers["content-length"].flatMap { Int($0) } ?? 0 : 0
        while received.count < count { try await receive() }
        let body = Array(received[..<count])
        received.removeFirst(count)
        return Answer(status: status, headers: headers, body: body)
    }

    /// Whether the server closes the connection, and has sent nothing more.
    func isClosed() async throws -> Bool {
        guard received.isEmpty else { return false }
        return try await read().isEmpty
    }

    private func take(through end: [UInt8]) async throws -> [UInt8] {
        while true {
            if received.count >= end.count {
                for start in 0...received.count - end.count
                where received[start..<start + end.count].elementsEqual(end) {
                    let taken = Array(received[..<(start + end.count)])
                    received.removeFirst(taken.count)
                    return taken
                }
            }
            try await receive()
        }
    }

    private func receive() async throws {
        let bytes = try await read()
        guard !bytes.isEmpty else { throw Ended() }
        received += bytes
    }

    /// Waits for bytes; none means that the connection has ended.
    private func read() async throws -> [UInt8] {
        try await NIOThreadPool.singleton.runIfActive { [socket] in
            var bytes = [UInt8](repeating: 0, count: 1 << 16)
            let count = recv(socket, &bytes, bytes.count, 0)
            guard count >= 0 else { throw Ended() }
            return Array(bytes[..<count])
        }
    }
}
