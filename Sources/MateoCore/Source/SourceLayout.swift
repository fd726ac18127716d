/// The places of consecutive rows in their text, and their lines in the file.
public struct SourceLayout: Sendable {
    /// A row.
    public struct Row: Equatable, Sendable {
        /// Its place in the text; empty for a row without text.
        public var range: Range<Int>
        /// The line of the file on which it begins, from 1; 0 without a file.
        public var line: Int64
    }

    /// The rows, in order.
    public private(set) var rows: [Row] = []
    private var end = 0

    /// Creates a layout without rows.
    public init() {}

    /// Adds the next row.
    public mutating func add(length: Int, line: Int64) {
        rows.append(Row(range: end..<end + length, line: line))
        end += length
    }

    /// The layout as bytes. Each row has its length, and the distance of its line from the line after the previous
    /// row's. Both are in groups of seven bits.
    public var encoded: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(rows.count * 4)
        var line: Int64 = 0
        for row in rows {
            Self.write(UInt64(row.range.count), to: &bytes)
            let step = row.line &- line &- 1
            Self.write(UInt64(bitPattern: step << 1 ^ step >> 63), to: &bytes)
            line = row.line
        }
        return bytes
    }

    /// Decodes a layout.
    ///
    /// - Parameters:
    ///   - bytes: the value of `encoded`.
    ///   - count: the number of rows.
    ///   - length: the length of the text in bytes.
    /// - Returns: nil if they do not fit together.
    public init?(_ bytes: [UInt8], rows count: Int, length: Int) {
        var (index, line) = (0, Int64(0))
        for _ in 0..<count {
            guard let size = Self.read(bytes, &index), size <= UInt64(length - end),
                let step = Self.read(bytes, &index)
            else { return nil }
            line = line &+ 1 &+ (Int64(bitPattern: step >> 1) ^ -Int64(bitPattern: step & 1))
            add(length: Int(size), line: line)
        }
        guard index == bytes.count, end == length else { return nil }
    }

    private static func write(_ number: UInt64, to bytes: inout [UInt8]) {
        var rest = number
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }

    private static func read(_ bytes: [UInt8], _ index: inout Int) -> UInt64? {
        var (number, shift) = (UInt64(0), UInt64(0))
        while index < bytes.count, shift < 64 {
            let byte = bytes[index]
            index += 1
            number |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return number }
            shift += 7
        }
        return nil
    }
}
