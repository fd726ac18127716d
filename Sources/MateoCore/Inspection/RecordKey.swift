/// An identifying value of a record in 12 bytes: its field, a hash of 60 bits, the row, and whether it is the record's
/// identity.
struct RecordKey: BitwiseCopyable {
    /// Rows behind this one get no keys.
    static let lastRow: Int64 = 1 << 31 - 1

    private let low: UInt32
    /// The higher bits of the hash, and the field.
    private let high: UInt32
    private var rowAndRole: UInt32

    init(_ field: CheckedField, hash: UInt64, row: Int64, isIdentity: Bool) {
        low = UInt32(truncatingIfNeeded: hash)
        high = UInt32(truncatingIfNeeded: hash >> 32) & ~0xF | UInt32(field.rawValue)
        rowAndRole = UInt32(truncatingIfNeeded: row) << 1 | (isIdentity ? 1 : 0)
    }

    var row: Int64 { Int64(rowAndRole >> 1) }

    /// Whether the value is its record's identity. Otherwise it is a handle.
    var isIdentity: Bool { rowAndRole & 1 == 1 }

    /// The field of the value.
    var field: CheckedField? { CheckedField(rawValue: UInt8(truncatingIfNeeded: high & 0xF)) }

    /// Returns one of the higher bytes of the value, 0 for the highest.
    @inline(__always)
    func byte(_ number: Int) -> Int { Int(truncatingIfNeeded: high >> UInt32(24 &- number &* 8)) & 0xFF }

    /// The same key, as the identity of its record.
    var asIdentity: RecordKey {
        var key = self
        key.rowAndRole |= 1
        return key
    }

    /// Returns whether this field has priority over another key's field as the record's identity.
    func comesBefore(_ other: RecordKey) -> Bool { high & 0xF < other.high & 0xF }

    private var value: UInt64 { UInt64(high) << 32 | UInt64(low) }

    /// Returns whether both have the same value in the same field.
    @inline(__always)
    func hasSameValue(as other: RecordKey) -> Bool { value == other.value }

    /// Returns whether this key sorts before another one. The order is by value, then by row.
    @inline(__always)
    func precedes(_ other: RecordKey) -> Bool {
        value != other.value ? value < other.value : rowAndRole < other.rowAndRole
    }
}
