import Foundation
import Glibc

/// A server on this machine that answers each connection with bytes that a test chooses.
final class TinyServer: @unchecked Sendable {
    /// What the server does with one connection, after the head and the body of a request have come.
    enum Reaction {
        /// Sends these bytes, and closes the connection.
        case bytes([UInt8])
        /// Sends these bytes, and ends the connection with a reset.
        case reset([UInt8])
        /// Sends nothing, and leaves the connection open until the server goes.
        case silence
    }

    private let socket: Int32
    private let lock = NSLock()
    private var seen: [String] = []
    private var open: [Int32] = []
    private let react: @Sendable (String) -> Reaction

    /// The port that it listens on.
    let port: UInt16

    init(_ react: @escaping @Sendable (String) -> Reaction) {
        self.react = react
        let listener = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        socket = listener
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                _ = bind(listener, pointer, length)
                _ = listen(listener, 16)
                _ = getsockname(listener, pointer, &length)
            }
        }
        port = UInt16(bigEndian: address.sin_port)
        Thread.detachNewThread { [weak self] in
            while true {
                let connection = accept(listener, nil, nil)
                guard connection >= 0, let self else { break }
                self.serve(connection)
            }
            // Not before: another server could get the number, and this thread its connections.
            close(listener)
        }
    }

    convenience init(_ answer: String, body: [UInt8] = []) {
        self.init { _ in .bytes(Array(answer.utf8) + body) }
    }

    /// The heads of the requests so far.
    var requests: [String] {
        lock.withLock { seen }
    }

    func stop() {
        shutdown(socket, Int32(SHUT_RDWR))
        lock.withLock {
            for connection in open { close(connection) }
            open = []
        }
    }

    private func serve(_ connection: Int32) {
        let request = Self.read(connection)
        lock.withLock { seen.append(request) }
        switch react(request) {
        case .silence: lock.withLock { open.append(connection) }
        case .bytes(let bytes):
            Self.send(bytes, connection)
            close(connection)
        case .reset(let bytes):
            Self.send(bytes, connection)
            usleep(100_000)
            var linger = linger(l_onoff: 1, l_linger: 0)
            setsockopt(connection, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<linger>.size))
            close(connection)
        }
    }

    private static func send(_ bytes: [UInt8], _ connection: Int32) {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes { bytes in
                Glibc.send(
                    connection, bytes.baseAddress.map { $0 + sent }, bytes.count - sent,
                    Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return }
            sent += count
        }
    }

    /// Reads a head and the body that it announces; something that is no HTTP ends it.
    private static func read(_ connection: Int32) -> String {
        var request: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = recv(connection, &buffer, buffer.count, 0)
            guard count > 0 else { break }
            request += buffer[..<count]
            guard request.first.map({ $0 >= 65 && $0 <= 90 }) == true else { break }
            let text = String(decoding: request, as: UTF8.self)
            guard let end = text.range(of: "\r\n\r\n") else { continue }
            let head = text[..<end.lowerBound].lowercased()
            let length = head.range(of: "content-length: ").flatMap { found in
                Int(head[found.upperBound...].prefix { $0.isNumber })
            }
            if text[end.upperBound...].utf8.count >= length ?? 0 { break }
        }
        return String(decoding: request, as: UTF8.self)
    }
}
