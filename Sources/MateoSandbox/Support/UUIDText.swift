/// UUIDs in the service's form.
enum UUIDText {
    /// The one organisation of the sandbox.
    static let organisation = "5a17db0c-0000-4000-8000-000000000001"

    static func random() -> String {
        let high = UInt64.random(in: 0...UInt64.max) & 0xFFFF_FFFF_FFFF_0FFF | 0x4000
        let low = UInt64.random(in: 0...UInt64.max) & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
        let digits = hex(high) + hex(low)
        return [
            digits.prefix(8), digits.dropFirst(8).prefix(4), digits.dropFirst(12).prefix(4),
            digits.dropFirst(16).prefix(4), digits.dropFirst(20),
        ].joined(separator: "-")
    }

    /// Returns the canonical text of a UUID, or nil if the text is not a UUID.
    static func canonical(_ text: some StringProtocol) -> String? {
        let groups = text.split(separator: "-", omittingEmptySubsequences: false)
        guard groups.map(\.utf8.count) == [8, 4, 4, 4, 12],
            groups.allSatisfy({ $0.utf8.allSatisfy { JSONReader.hexDigit($0) != nil } })
        else { return nil }
        return text.lowercased()
    }

    private static func hex(_ number: UInt64) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
