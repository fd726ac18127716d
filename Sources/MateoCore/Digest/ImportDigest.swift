/// The digests of an import and of its batches, in one pass over the records.
///
/// The records of the import, with commas between them, are divided into chunks of 1,024 bytes, independently of the
/// batches. Each chunk is digested once, and the import's digest is that of the list. A batch's digest is that of the
/// chunks in it. Only the parts of chunks at its edges are digested again.
public struct ImportDigest: Sendable {
    static let chunk = 1024

    private var list = ContentDigest()
    /// The beginning of an incomplete chunk.
    private var rest = InlineArray<1024, UInt8>(repeating: 0)
    private var restCount = 0
    private var hasRecords = false

    /// Creates the digest of no records.
    public init() {}

    /// Adds the next records, with commas between them, in the form of `BatchBuilder.bytes`.
    ///
    /// - Returns: the digest of these records alone.
    public mutating func add(_ payload: Span<UInt8>) -> BatchDigest {
        if hasRecords && payload.count > 0 { fill([UInt8(ascii: ",")].span) }
        hasRecords = hasRecords || payload.count > 0
        let offset = restCount == 0 ? 0 : Self.chunk - restCount
        let digest = BatchDigest(of: payload, offset: offset) { isWhole, chunk, digest in
            if isWhole { list.append(digest) } else { fill(chunk) }
        }
        return digest
    }

    /// Returns the digest of all records so far, independently of their batches. More may follow.
    public func finish() -> ContentDigest {
        var whole = list
        whole.append(ContentDigest(rest.span.extracting(first: restCount)))
        return whole
    }

    /// Adds bytes to the incomplete chunk.
    private mutating func fill(_ bytes: Span<UInt8>) {
        for index in bytes.indices {
            rest[restCount] = bytes[index]
            restCount += 1
        }
        guard restCount == Self.chunk else { return }
        list.append(ContentDigest(rest.span))
        restCount = 0
    }
}

/// The digest of a batch's records, and the place of its import's chunks in it; see `ImportDigest`.
public struct BatchDigest: Equatable, Sendable {
    /// The length of `text` in characters of six bits: 128 bits of the digest and 10 of the offset.
    public static let length = 24

    /// The number of bytes before the first chunk that begins in the batch, 0 to 1,023.
    private let offset: Int
    private var list = ContentDigest()

    /// Digests records that are a part of a batch.
    public init(of payload: Span<UInt8>) {
        self.init(of: payload, offset: 0) { _, _, _ in }
    }

    /// Digests chunk by chunk. `see` receives each chunk with its digest, and whether it is a whole chunk of the
    /// import.
    init(
        of payload: Span<UInt8>, offset: Int,
        _ see: (_ isWhole: Bool, _ chunk: Span<UInt8>, _ digest: ContentDigest) -> Void
    ) {
        self.offset = offset
        var (start, end) = (
            0, offset > 0 ? min(offset, payload.count) : min(ImportDigest.chunk, payload.count)
        )
        while start < payload.count {
            let chunk = payload.extracting(start..<end)
            let digest = ContentDigest(chunk)
            list.append(digest)
            see(chunk.count == ImportDigest.chunk, chunk, digest)
            (start, end) = (end, min(end + ImportDigest.chunk, payload.count))
        }
    }

    /// The digest as `length` characters: letters, digits, `-` and `_`.
    public var text: String {
        var text = ""
        for index in 0..<Self.length {
            let six = index < 2 ? UInt64(offset) >> UInt64(6 - index * 6) : list.bits(from: (index - 2) * 6)
            text.unicodeScalars.append(Unicode.Scalar(Self.character(UInt8(six & 63))))
        }
        return text
    }

    /// Returns whether `text` is the digest of these records.
    public static func fits(_ text: Span<UInt8>, _ payload: Span<UInt8>) -> Bool {
        guard text.count == length, let high = value(of: text[0]), let low = value(of: text[1]) else {
            return false
        }
        let offset = Int(high) << 6 | Int(low)
        guard offset < ImportDigest.chunk else { return false }
        let right = Array(BatchDigest(of: payload, offset: offset) { _, _, _ in }.text.utf8)
        for index in text.indices where text[index] != right[index] { return false }
        return true
    }

    private static func character(_ six: UInt8) -> UInt8 {
        switch six {
        case 0..<26: UInt8(ascii: "A") + six
        case 26..<52: UInt8(ascii: "a") + six - 26
        case 52..<62: UInt8(ascii: "0") + six - 52
        case 62: UInt8(ascii: "-")
        default: UInt8(ascii: "_")
        }
    }

    private static func value(of character: UInt8) -> UInt8? {
        for six in 0..<64 as Range<UInt8> where self.character(six) == character { return six }
        return nil
    }
}
