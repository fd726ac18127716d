import MateoCore

/// Receives an answer while it arrives.
final class Receiver {
    var body: [UInt8] = []
    var rate = RateSignal()
    var isOverCap = false
    /// Whether libcurl had a connection and was about to send the request.
    private(set) var hasLeft = false
    /// Whether the fields of the latest answer are complete.
    var isHeadComplete = false
    /// Whether the body has an encoding that the request did not offer.
    var isOddlyEncoded = false
    private var followsRedirects = false
    private var cap = 0
    private var headerBytes = 0
    private var wallNow: Int64 = 0

    /// The most bytes of header fields to accept.
    private static let headerCap = 262_144

    func begin(_ request: Request, wallNow: Int64) {
        body = []
        rate = RateSignal()
        isOverCap = false
        hasLeft = false
        isHeadComplete = false
        isOddlyEncoded = false
        followsRedirects = request.followsRedirects
        cap = request.answerCap
        headerBytes = 0
        self.wallNow = wallNow
    }

    /// Returns whether libcurl may send now.
    ///
    /// libcurl sends a request again if a reused connection ended without a byte of an answer. The service may have
    /// carried out the first one, and pace and quota count only one. A redirect is different: there was an answer
    /// before it.
    func mayLeave() -> Bool {
        guard !hasLeft || (followsRedirects && isHeadComplete) else { return false }
        hasLeft = true
        isHeadComplete = false
        return true
    }

    func takeBody(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        let count = body.count + bytes.count
        guard count <= cap, count <= body.capacity || Room.isThere(2 * count) else {
            isOverCap = true
            return false
        }
        body.append(contentsOf: bytes)
        return true
    }

    func takeHeader(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        headerBytes += bytes.count
        guard headerBytes <= Self.headerCap else {
            isOverCap = true
            return false
        }
        // A status line begins the fields of another answer, after a redirect or an interim answer.
        if bytes.count > 5, bytes[0] == UInt8(ascii: "H"), bytes[4] == UInt8(ascii: "/") {
            rate = RateSignal()
            isHeadComplete = false
            isOddlyEncoded = false
        }
        if let value = RateSignal.value(of: "content-encoding", in: bytes.span) {
            let name = Array(bytes[value])
            isOddlyEncoded = !name.equals("gzip") && !name.equals("identity")
        }
        if bytes.count <= 2 { isHeadComplete = true }
        rate.read(bytes.span, wallNow: wallNow)
        return true
    }

    static func of(_ context: UnsafeMutableRawPointer?) -> Receiver? {
        context.map { Unmanaged<Receiver>.fromOpaque($0).takeUnretainedValue() }
    }

    /// Passes libcurl's bytes to the receiver. A result other than their number ends the transfer.
    static func take(
        _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?,
        _ body: (Receiver, UnsafeBufferPointer<UInt8>) -> Bool
    ) -> Int {
        guard let bytes, let receiver = of(context) else { return 0 }
        let (length, overflows) = size.multipliedReportingOverflow(by: count)
        guard !overflows else { return 0 }
        return bytes.withMemoryRebound(to: UInt8.self, capacity: length) { bytes in
            body(receiver, UnsafeBufferPointer(start: bytes, count: length)) ? length : 0
        }
    }
}
