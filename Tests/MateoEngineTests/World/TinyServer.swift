import Foundation
import Glibc

/// A server on this machine that answers each request with bytes that a test chooses.
final class TinyServer: @unchecked Sendable {
    /// A request that has come, with its body.
    struct Arrival {
        /// The head and the body.
        let text: String
        /// The number of its connection, from 1.
        let connection: Int
        /// Its number among the requests of its connection, from 1.
        let number: Int
    }

    /// What the server does about a request.
    enum Reaction {
        /// Sends these bytes, and waits for the next request.
        case answer([UInt8])
        /// Sends these bytes, and closes the connection.
        case bytes([UInt8])
        /// Sends these bytes, and ends the connection with a reset.
        case reset([UInt8])
        /// Sends nothing, and leaves the connection open until the client goes.
        case silence
    }

    private let socket: Int32
    private let change = NSCondition()
    private var seen: [String] = []
    private var accepted = 0
    private var left = 0
    private var open: Set<Int32> = []
    private let react: @Sendable (Arrival) -> Reaction

    /// The port that it listens on.
    let port: UInt16

    init(_ react: @escaping @Sendable (Arrival) -> Reaction) {
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
                guard connection >= 0 else { break }
                guard let self else {
                    close(connection)
                    break
                }
                Thread.detachNewThread { self.serve(connection) }
            }
            // Nobody else closes it: this thread would listen on whatever gets its number next.
            close(listener)
        }
    }

    convenience init(_ answer: String, body: [UInt8] = []) {
        self.init { _ in .bytes(Array(answer.utf8) + body) }
    }

    /// The requests so far.
    var requests: [String] {
        change.withLock { seen }
    }

    /// How many connections were made.
    var connections: Int {
        change.withLock { accepted }
    }

    /// Waits until the client has closed so many connections in the middle of a request.
    func waitForLeft(_ count: Int) -> Bool {
        change.withLock {
            while left < count {
                guard change.wait(until: Date(timeIntervalSinceNow: 60)) else { return false }
            }
            return true
        }
    }

    /// Sends bytes that nobody asked for on the connections that are open.
    func say(_ bytes: [UInt8]) {
        change.withLock { for connection in open { Self.send(bytes, connection) } }
    }

    func stop() {
        shutdown(socket, Int32(SHUT_RDWR))
        // Their threads close them.
        change.withLock { for connection in open { shutdown(connection, Int32(SHUT_RDWR)) } }
    }

    private func serve(_ connection: Int32) {
        let place = change.withLock {
            open.insert(connection)
            accepted += 1
            return accepted
        }
        var number = 0
        while let request = Self.read(connection) {
            number += 1
            change.withLock { seen.append(request) }
            switch react(Arrival(text: request, connection: place, number: number)) {
            case .answer(let bytes):
                Self.send(bytes, connection)
                continue
            case .bytes(let bytes): Self.send(bytes, connection)
            case .reset(let bytes):
                Self.send(bytes, connection)
                var linger = linger(l_onoff: 1, l_linger: 0)
                setsockopt(connection, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<linger>.size))
            case .silence:
                _ = Self.read(connection)
                change.withLock {
                    left += 1
                    change.broadcast()
                }
            }
            break
        }
        change.withLock {
            open.remove(connection)
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
    ///
    /// - Returns: nil when the client closed the connection and sent nothing.
    private static func read(_ connection: Int32) -> String? {
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
        return request.isEmpty ? nil : String(decoding: request, as: UTF8.self)
    }
}
