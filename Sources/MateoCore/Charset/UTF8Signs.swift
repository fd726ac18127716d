/// Counts the signs of UTF-8 in a text that is read as Windows-1252.
struct UTF8Signs {
    private var sequences = UTF8Check()
    /// The bytes of frequent UTF-8 sequences, and the other bytes that are not ASCII.
    private var fitting = 0
    private var odd = 0

    /// Whether most of the text is UTF-8.
    var prevail: Bool { fitting > odd }

    /// Counts the signs in the next bytes. Sequences that begin with C2 to C5 or E2 are Latin letters and signs. In
    /// Windows-1252, a byte from 80 to BF rarely follows such a byte.
    mutating func weigh(_ bytes: Span<UInt8>) {
        var index = 0
        while index < bytes.count {
            if !sequences.isInside { index += weighSingles(bytes.extracting(index..<bytes.count)) }
            guard index < bytes.count else { return }
            let wasInside = sequences.isInside
            if sequences.take(bytes[index], at: Int64(index)) {
                if !sequences.isInside && wasInside {
                    switch sequences.lead {
                    case 0xC2...0xC5: fitting += 2
                    case 0xE2: fitting += 3
                    default: odd += 2
                    }
                }
                index += 1
            } else {
                sequences = UTF8Check()
                odd += 1
                if !wasInside { index += 1 }
            }
        }
    }

    /// Counts the bytes that have ASCII on both sides, and stops where two others may be neighbours. Returns the number
    /// of bytes it read.
    private mutating func weighSingles(_ bytes: Span<UInt8>) -> Int {
        bytes.withUnsafeBytes { bytes in
            var index = 0
            while index &+ 8 <= bytes.count {
                let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self))
                let high = word & 0x8080_8080_8080_8080
                // The neighbour of the last byte may be in the next word.
                if high & (high &<< 8 | 1 &<< 63) != 0 { break }
                odd &+= Int(truncatingIfNeeded: (high &>> 7) &* 0x0101_0101_0101_0101 &>> 56)
                index &+= 8
            }
            while index < bytes.count && bytes[index] < 0x80 { index &+= 1 }
            return index
        }
    }
}
