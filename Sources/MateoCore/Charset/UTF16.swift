/// Converts UTF-16 to UTF-8, faster than iconv. It leaves invalid and incomplete characters to iconv.
enum UTF16 {
    /// Decodes units. `output` has room for two bytes for each of their bytes, and for 16 more.
    ///
    /// - Returns: the number of decoded bytes.
    @inline(never)
    static func decode(
        _ source: UnsafePointer<UInt8>, _ count: Int, isBigEndian: Bool, into output: inout Bytes
    ) -> Int {
        var index = 0
        var target = output.base + output.count
        while index &+ 2 <= count {
            while index &+ 16 <= count {
                let units = Self.swapped(
                    UnsafeRawPointer(source + index).loadUnaligned(as: SIMD8<UInt16>.self), isBigEndian)
                UnsafeMutableRawPointer(target).storeBytes(
                    of: SIMD8<UInt8>(truncatingIfNeeded: units), as: SIMD8<UInt8>.self)
                let high = unsafeBitCast(units, to: SIMD2<UInt64>.self) & SIMD2(repeating: 0xFF80_FF80_FF80_FF80)
                let plain =
                    high.x != 0
                    ? high.x.trailingZeroBitCount &>> 4
                    : high.y != 0 ? 4 &+ high.y.trailingZeroBitCount &>> 4 : 8
                index &+= 2 &* plain
                target += plain
                if plain < 8 { break }
            }
            guard index &+ 2 <= count else { break }
            let unit = unit(source + index, isBigEndian)
            if unit < 0x80 {
                target[0] = UInt8(truncatingIfNeeded: unit)
                target += 1
            } else if unit < 0x800 {
                target[0] = UInt8(truncatingIfNeeded: 0xC0 | unit &>> 6)
                target[1] = UInt8(truncatingIfNeeded: 0x80 | unit & 0x3F)
                target += 2
            } else if unit & 0xF800 != 0xD800 {
                target[0] = UInt8(truncatingIfNeeded: 0xE0 | unit &>> 12)
                target[1] = UInt8(truncatingIfNeeded: 0x80 | unit &>> 6 & 0x3F)
                target[2] = UInt8(truncatingIfNeeded: 0x80 | unit & 0x3F)
                target += 3
            } else {
                break
            }
            index &+= 2
        }
        output.count = target - output.base
        return index
    }

    @inline(__always)
    private static func unit(_ source: UnsafePointer<UInt8>, _ isBigEndian: Bool) -> UInt32 {
        isBigEndian ? UInt32(source[0]) &<< 8 | UInt32(source[1]) : UInt32(source[1]) &<< 8 | UInt32(source[0])
    }

    @inline(__always)
    private static func swapped(_ units: SIMD8<UInt16>, _ isBigEndian: Bool) -> SIMD8<UInt16> {
        isBigEndian ? units &<< 8 | units &>> 8 : units
    }
}
