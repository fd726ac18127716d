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
