/// The digest of the rows of an import that are left out: which they are, what is in them, and why. It does not depend on
/// how they fall into batches.
public struct LeftOutDigest: Sendable {
    private var list = ContentDigest()
    private let hasContent: Bool

    /// The digest of no rows yet.
    ///
    /// - Parameter hasContent: whether it tells what is in the rows. Journals have digests without it, too.
    public init(hasContent: Bool = true) {
        self.hasContent = hasContent
    }

    /// Adds rows behind those before.
    public mutating func add(_ span: LeftOutSpan) {
        var bytes = [UInt8(truncatingIfNeeded: span.why.state.rawValue)] + Array(span.why.code.utf8)
        if hasContent { bytes += [0] + span.why.input }
        let length = bytes.count
        for number in 0..<span.rows.count {
            bytes.removeLast(bytes.count - length)
            let row = span.rows.first + number
            for shift in 0..<8 as Range<Int64> { bytes.append(UInt8(truncatingIfNeeded: row >> (shift * 8))) }
            list.append(ContentDigest(bytes.span))
        }
    }

    /// 32 hexadecimal digits.
    public var text: String { list.text }
}
