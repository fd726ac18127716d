/// Copies short runs. It always copies 32 bytes, since a mispredicted branch costs more.
///
/// Both sides must have 32 bytes behind the run: readable in `source`, writable in `target`.
@inline(__always)
func copyRun(from source: UnsafePointer<UInt8>, to target: UnsafeMutablePointer<UInt8>, count: Int) {
    copy32(from: source, to: target)
    if count > 32 {
        var done = 32
        repeat {
            copy32(from: source + done, to: target + done)
            done &+= 32
        } while done < count
    }
}

@inline(__always)
private func copy32(from source: UnsafePointer<UInt8>, to target: UnsafeMutablePointer<UInt8>) {
    let from = UnsafeRawPointer(source)
    let to = UnsafeMutableRawPointer(target)
    let first = from.loadUnaligned(as: SIMD16<UInt8>.self)
    let second = from.loadUnaligned(fromByteOffset: 16, as: SIMD16<UInt8>.self)
    to.storeBytes(of: first, as: SIMD16<UInt8>.self)
    to.storeBytes(of: second, toByteOffset: 16, as: SIMD16<UInt8>.self)
}

/// Copies bytes up to the first quote, backslash, control character or byte that is not ASCII.
///
/// - Parameters:
///   - target: receives eight bytes at a time, so it needs room for `count + 8`.
/// - Returns: the number of bytes copied.
@inline(__always)
func copyPlain(from source: UnsafePointer<UInt8>, to target: UnsafeMutablePointer<UInt8>, count: Int) -> Int {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let tops: UInt64 = 0x8080_8080_8080_8080
    var done = 0
    while done &+ 8 <= count {
        let word = UnsafeRawPointer(source + done).loadUnaligned(as: UInt64.self)
        UnsafeMutableRawPointer(target + done).storeBytes(of: word, as: UInt64.self)
        let quote = word ^ (ones &* UInt64(UInt8(ascii: "\"")))
        let backslash = word ^ (ones &* UInt64(UInt8(ascii: "\\")))
        // The lowest set bit is exact. Higher ones may be wrong.
        let special =
            (((word &- ones &* 0x20) | (quote &- ones) | (backslash &- ones)) & tops & ~word) | (word & tops)
        if special != 0 { return done &+ special.trailingZeroBitCount / 8 }
        done &+= 8
    }
    while done < count && source[done] < 0x80 && !Escape.isNeeded(source[done]) {
        target[done] = source[done]
        done &+= 1
    }
    return done
}
