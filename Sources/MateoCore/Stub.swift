public struct RowSpan: Equatable, Sendable {
    public var first: Int64
    public var count: Int64
    public init(first: Int64, count: Int64) { (self.first, self.count) = (first, count) }
}
extension BatchBuilder {
    public mutating func skipRow() {}
    public var ranges: [RowSpan] { [RowSpan(first: firstRow, count: Int64(records))] }
}
public enum RecordBoundaries {
    public static func start(of n: Int, in bytes: Span<UInt8>) -> Int? {
        var depth = 0, inString = false, i = 0, record = 0
        if n == 0 { return 0 }
        while i < bytes.count {
            let b = bytes[i]
            if inString {
                if b == 92 { i += 1 } else if b == 34 { inString = false }
            } else if b == 34 { inString = true }
            else if b == 123 || b == 91 { depth += 1 }
            else if b == 125 || b == 93 { depth -= 1 }
            else if b == 44, depth == 0 { record += 1; if record == n { return i + 1 } }
            i += 1
        }
        return nil
    }
    public static func count(in bytes: Span<UInt8>) -> Int? {
        var n = 1
        while start(of: n, in: bytes) != nil { n += 1 }
        return bytes.count == 0 ? 0 : n
    }
}
public struct ImportDigest: Sendable {
    public enum Kind: Int64, Sendable { case blake2b = 1, fast = 2 }
    public let kind: Kind
    var digest = Digest(length: 16)
    var has = false
    public init(_ kind: Kind) { self.kind = kind }
    public mutating func update(_ bytes: Span<UInt8>) {
        if has { digest.update([UInt8(ascii: ",")].span) }
        digest.update(bytes)
        has = true
    }
    public var text: String { Digest.hexadecimal(digest.finish()) }
}
public enum Hexadecimal { public static func text(_ b: [UInt8]) -> String { Digest.hexadecimal(b) } }
extension FailureReport {
    package var count: Int64 { var n: Int64 = 0; for e in entries where e.kind == .object { n += 1 }; return n }
    package func failures(among payload: [UInt8], atMost count: Int64) throws(MateoError) -> [MatchedFailure] { [] }
    package static func externalID(of record: [UInt8]) -> [UInt8] { JSONValue(record)?.member("external_id")?.text ?? [] }
}
package struct MatchedFailure {
    package var position: Int64?
    package var externalID, code, message, input: [UInt8]
    package init(position: Int64?, externalID: [UInt8], code: [UInt8], message: [UInt8], input: [UInt8]) {
        self.position = position; self.externalID = externalID; self.code = code; self.message = message; self.input = input
    }
}
