/// An encoding in which each byte is a character and ASCII is itself: what iconv makes of each byte, asked once.
struct SingleBytes: ~Copyable {
    /// For each byte its UTF-8, the first byte lowest, and how many bytes that are in the highest; 0 for no character.
    private var characters = InlineArray<256, UInt32>(repeating: 0)

    /// Asks about each byte. Nil when some are only parts of characters, or ASCII is something else.
    ///
    /// - Parameter decode: gives what iconv makes of one byte at the beginning of a text: its bytes of UTF-8, none when it is
    ///   no character, nil when it is not a whole one.
    init?(_ decode: (UInt8) -> [UInt8]?) {
        for byte in 0...UInt8.max {
            guard let text = decode(byte), text.count <= 3 else { return nil }
            if byte < 0x80 && (text.count != 1 || text[0] != byte) { return nil }
            var character = UInt32(truncatingIfNeeded: text.count) << 24
            for index in text.indices { character |= UInt32(text[index]) << UInt32(index * 8) }
            characters[Int(byte)] = character
        }
    }

    /// Decodes bytes. `output` has room for three bytes for each of them, and for 16 more.
    ///
    /// - Returns: how many were decoded; fewer than all when the next one is no character.
    @inline(never)
    borrowing func decode(_ source: UnsafePointer<UInt8>, _ count: Int, into output: inout Bytes) -> Int {
        var index = 0
        // A subscript of the array itself copies all of it.
        let table = characters.span
        var target = output.base + output.count
        while index &+ 8 <= count {
            let word = UnsafeRawPointer(source + index).loadUnaligned(as: UInt64.self)
            if word & 0x8080_8080_8080_8080 == 0 {
                UnsafeMutableRawPointer(target).storeBytes(of: word, as: UInt64.self)
                target += 8
            } else {
                // All bytes in the same way: a jump at each would often go wrong.
                var end = target
                var isWhole = true
                for place in index..<index &+ 8 {
                    let character = table[Int(source[place])]
                    isWhole = isWhole && character != 0
                    end = Self.put(character, end)
                }
                if !isWhole { break }
                target = end
            }
            index &+= 8
        }
        while index < count {
            let character = table[Int(source[index])]
            if character == 0 { break }
            target = Self.put(character, target)
            index &+= 1
        }
        output.count = target - output.base
        return index
    }

    /// Writes four bytes, and returns where the character ends.
    @inline(__always)
    private static func put(_ character: UInt32, _ target: UnsafeMutablePointer<UInt8>) -> UnsafeMutablePointer<UInt8> {
        UnsafeMutableRawPointer(target).storeBytes(of: character.littleEndian, as: UInt32.self)
        return target + Int(truncatingIfNeeded: character &>> 24)
    }
}
