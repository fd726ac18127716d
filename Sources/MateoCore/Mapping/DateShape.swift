import CSystem

/// The form of a date in which all numbers have all their digits, such as `DD.MM.YYYY`, for the hot loop.
struct DateShape: BitwiseCopyable {
    /// The place of each digit of `YYYYMMDD` in a text, the first one's in the lowest byte.
    private var places: UInt64 = 0
    /// The separators, and a bit for each of their places.
    private var separators = SIMD16<UInt8>()
    private var separatorBits: UInt32 = 0
    private var length = 0

    /// A shape that no text has.
    init() {}

    /// Returns nil for another form.
    init?(_ format: Span<UInt8>) {
        guard format.count <= 10 else { return nil }
        var (years, months, days) = (0, 0, 0)
        for index in format.indices {
            let slot: Int
            switch format[index] {
            case UInt8(ascii: "Y"): (slot, years) = (years, years + 1)
            case UInt8(ascii: "M"): (slot, months) = (4 + months, months + 1)
            case UInt8(ascii: "D"): (slot, days) = (6 + days, days + 1)
            case let byte where byte | 0x20 < UInt8(ascii: "a"):
                separators[index] = byte
                separatorBits |= 1 &<< UInt32(truncatingIfNeeded: index)
                continue
            default: return nil
            }
            guard slot < 8 else { return nil }
            places |= UInt64(truncatingIfNeeded: index) &<< UInt64(truncatingIfNeeded: slot &* 8)
        }
        guard years == 4, months == 2, days == 2 else { return nil }
        length = format.count
    }

    /// Writes a date as `YYYY-MM-DD`. Returns false if the text has another form, or is no date that exists.
    ///
    /// - Parameters:
    ///   - text: 16 bytes from its beginning are readable.
    ///   - out: has room for 16 bytes.
    @inline(__always)
    func write(_ text: UnsafePointer<UInt8>, _ count: Int, to out: UnsafeMutablePointer<UInt8>) -> Bool {
        let bytes = UnsafeRawPointer(text).loadUnaligned(as: SIMD16<UInt8>.self)
        guard count == length, separatorBits & ~mateo_top_bits(mateo_equal(bytes, separators)) == 0 else {
            return false
        }
        var (digits, rest) = (UInt64(0), places)
        for _ in 0..<8 {
            digits = digits &>> 8 | UInt64(text[Int(truncatingIfNeeded: rest & 0xFF)]) &<< 56
            rest &>>= 8
        }
        // Each pair of digits becomes a number: the century, the year in it, the month and the day.
        let pairs = ((digits & 0x0F0F_0F0F_0F0F_0F0F) &* 0xA01) &>> 8 & 0x00FF_00FF_00FF_00FF
        let year = Int(truncatingIfNeeded: (pairs & 0xFF) &* 100 &+ (pairs &>> 16 & 0xFF))
        let (month, day) = (Int(truncatingIfNeeded: pairs &>> 32 & 0xFF), Int(truncatingIfNeeded: pairs &>> 48))
        guard digits.isEightDigits, CivilTime.exists(year: year, month: month, day: day) else { return false }
        let raw = UnsafeMutableRawPointer(out)
        raw.storeBytes(of: UInt32(truncatingIfNeeded: digits), as: UInt32.self)
        raw.storeBytes(
            of: 0x2D_00_00_2D | UInt32(truncatingIfNeeded: digits &>> 24) & 0xFF_FF00, toByteOffset: 4,
            as: UInt32.self)
        raw.storeBytes(of: UInt16(truncatingIfNeeded: digits &>> 48), toByteOffset: 8, as: UInt16.self)
        return true
    }
}

extension UInt64 {
    /// Whether all eight bytes are digits.
    @inline(__always)
    var isEightDigits: Bool {
        let tops: UInt64 = 0xF0F0_F0F0_F0F0_F0F0
        return (self & tops) | ((self &+ 0x0606_0606_0606_0606) & tops) &>> 4 == 0x3333_3333_3333_3333
    }
}
