/// Copies short runs: 32 bytes at once, whatever the length, since a jump that goes wrong costs more.
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
