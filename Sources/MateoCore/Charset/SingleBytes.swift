/// An encoding with one byte for each character, in which ASCII is unchanged. It asks iconv once about each byte.
struct SingleBytes: ~Copyable {
    /// For each byte its UTF-8, first byte lowest, and the number of these bytes in the highest byte; 0 for no
    /// character.
    private var characters = InlineArray<256, UInt32>(repeating: 0)

    /// Asks iconv about each byte. Returns nil if some bytes are only parts of characters, or if ASCII is changed.
    ///
    /// - Parameter decode: returns iconv's UTF-8 for one byte at the beginning of a text. It returns no bytes if the
    ///   byte is not a character, and nil if it is an incomplete one.
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
    /// - Returns: the number of decoded bytes. It is less than `count` if the next byte is not a character.
    @inline(never)
    borrowing func decode(_ source: UnsafePointer<UInt8>, _ count: Int, into output: inout Bytes) -> Int {
        var index = 0
        // A subscript of the array itself copies the whole array.
        let table = characters.span
        var target = output.base + output.count
        while index &+ 8 <= count {
            let word = UnsafeRawPointer(source + index).loadUnaligned(as: UInt64.self)
            if word & 0x8080_8080_8080_8080 == 0 {
                UnsafeMutableRawPointer(target).storeBytes(of: word, as: UInt64.self)
                target += 8
            } else {
                // All bytes take the same path: a branch for each would often be mispredicted.
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

    /// Writes four bytes. Returns the end of the character.
    @inline(__always)
    private static func put(_ character: UInt32, _ target: UnsafeMutablePointer<UInt8>) -> UnsafeMutablePointer<UInt8> {
        UnsafeMutableRawPointer(target).storeBytes(of: character.littleEndian, as: UInt32.self)
        return target + Int(truncatingIfNeeded: character &>> 24)
    }
}
