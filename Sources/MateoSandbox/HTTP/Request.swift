import NIOCore
import NIOHTTP1

/// A request whose body is still arriving.
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

    /// Whether the client waits for permission to send the body.
    var expectsContinue: Bool {
        head.version.minor > 0 && last("Expect")?.lowercased() == "100-continue"
    }

    /// The complete request for the service.
    var call: Call {
        let target = head.uri.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        return Call(
            method: head.method.rawValue, path: target.first.map(String.init) ?? "",
            query: target.count > 1 ? String(target[1]) : "", authorization: last("Authorization"),
            contentType: last("Content-Type"), prefer: last("Prefer"), accept: last("Accept"),
            range: last("Range"), body: Bytes(body), isTooLarge: isTooLarge, arrival: arrival)
    }

    /// Adds a part of the body. A body that is too large is read to its end, since closing the connection early would
    /// lose the answer.
    mutating func append(_ bytes: ByteBuffer) {
        guard !isTooLarge else { return }
        isTooLarge = body.count + bytes.readableBytes > maxBodyBytes
        if isTooLarge { body = [] } else { body.append(contentsOf: bytes.readableBytesView) }
    }

    /// Returns the value of a header without blanks around it. Of several, it returns the last.
    private func last(_ name: String) -> String? {
        guard let value = head.headers[name].last?.utf8 else { return nil }
        let isSpace = { (byte: UInt8) in byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
        let start = value.drop(while: isSpace)
        return String(start.dropLast(start.reversed().prefix(while: isSpace).count))
    }
}
