/// The digest of the rows that an import leaves out: their numbers, their content, and the reasons. It does not depend
/// on how batches divide them.
public struct LeftOutDigest: Sendable {
    private var list = ContentDigest()
    private let hasContent: Bool

    /// Creates the digest of no rows.
    ///
    /// - Parameter hasContent: whether it covers the content of the rows. Journals also have digests without it.
    public init(hasContent: Bool = true) {
        self.hasContent = hasContent
    }

    /// Adds the next rows.
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
