/// An encoding in which each byte is a character and ASCII is itself: what iconv makes of the other 128 bytes, asked once.
struct SingleBytes: ~Copyable {
    /// For each byte from 0x80 on its UTF-8, the first byte lowest, and how many bytes that are in the highest; 0 for none.
    private var characters = InlineArray<128, UInt32>(repeating: 0)

    /// Asks about each byte. Nil when some are only parts of characters, or ASCII is something else.
    ///
    /// - Parameter decode: gives what iconv makes of one byte at the beginning of a text: its bytes of UTF-8, none when it is
    ///   no character, nil when it is not a whole one.
    init?(_ decode: (UInt8) -> [UInt8]?) {
        for byte in 0...UInt8.max {
            guard let text = decode(byte) else { return nil }
            if byte < 0x80 {
                guard text.count == 1, text[0] == byte else { return nil }
                continue
            }
            guard text.count <= 3 else { return nil }
            var character = UInt32(truncatingIfNeeded: text.count) << 24
            for index in text.indices { character |= UInt32(text[index]) << UInt32(index * 8) }
            characters[Int(byte) - 0x80] = character
        }
    }

    /// Decodes bytes. `output` has room for three bytes for each of them, and for 16 more.
    ///
    /// - Returns: how many were decoded; fewer than all when the next one is no character.
    @inline(never)
    borrowing func decode(_ source: UnsafePointer<UInt8>, _ count: Int, into output: inout Bytes) -> Int {
        var index = 0
        var target = output.base + output.count
        while index < count {
            while index &+ 16 <= count {
                let bytes = UnsafeRawPointer(source + index).loadUnaligned(as: SIMD2<UInt64>.self)
                UnsafeMutableRawPointer(target).storeBytes(of: bytes, as: SIMD2<UInt64>.self)
                let high = SIMD2(bytes.x, bytes.y) & SIMD2(repeating: 0x8080_8080_8080_8080)
                let plain =
                    high.x != 0
                    ? high.x.trailingZeroBitCount &>> 3
                    : high.y != 0 ? 8 &+ high.y.trailingZeroBitCount &>> 3 : 16
                index &+= plain
                target += plain
                if plain < 16 { break }
            }
            guard index < count else { break }
            let byte = source[index]
            if byte < 0x80 {
                target.pointee = byte
                target += 1
            } else {
                let character = characters[Int(byte & 0x7F)]
                if character == 0 { break }
                UnsafeMutableRawPointer(target).storeBytes(of: character.littleEndian, as: UInt32.self)
                target += Int(truncatingIfNeeded: character &>> 24)
            }
            index &+= 1
        }
        output.count = target - output.base
        return index
    }
}
