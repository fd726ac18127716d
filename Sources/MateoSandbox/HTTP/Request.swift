import NIOCore
import NIOHTTP1

/// A request whose body is still on its way.
struct Request: Sendable {
    let head: HTTPRequestHead
    private let maxBodyBytes: Int
    private let arrival: Int64
    private var body: [UInt8] = []
    private var isTooLarge = false

    init(_ head: HTTPRequestHead, maxBodyBytes: Int, arrival: Int64) {
        self.head = head
        self.maxBodyBytes = maxBodyBytes
        self.arrival = arrival
        let promised = last("Content-Length").flatMap { Int($0) } ?? 0
        isTooLarge = promised > maxBodyBytes
        if !isTooLarge { body.reserveCapacity(promised) }
    }

    /// Whether the client waits for a word before it sends the body.
    var expectsContinue: Bool {
        head.version.minor > 0 && last("Expect")?.lowercased() == "100-continue"
    }

    /// The request as the service gets it.
    var call: Call {
        let target = head.uri.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        return Call(
            method: head.method.rawValue, path: target.first.map(String.init) ?? "",
            query: target.count > 1 ? String(target[1]) : "", authorization: last("Authorization"),
            contentType: last("Content-Type"), prefer: last("Prefer"), accept: last("Accept"),
            range: last("Range"), body: Bytes(body), isTooLarge: isTooLarge, arrival: arrival)
    }

    /// Takes a part of the body. What is too much is read all the same, because a connection that closes early
    /// takes the answer along.
    mutating func append(_ bytes: ByteBuffer) {
        guard !isTooLarge else { return }
        isTooLarge = body.count + bytes.readableBytes > maxBodyBytes
        if isTooLarge { body = [] } else { body.append(contentsOf: bytes.readableBytesView) }
    }

    /// The value of a header without the space around it; of several, the last.
    private func last(_ name: String) -> String? {
        guard let value = head.headers[name].last?.utf8 else { return nil }
        let isSpace = { (byte: UInt8) in byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
        let start = value.drop(while: isSpace)
        return String(start.dropLast(start.reversed().prefix(while: isSpace).count))
    }
}
