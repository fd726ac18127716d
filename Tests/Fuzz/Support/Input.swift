import CSystem

/// Takes decisions from the bytes of a fuzzer. After the last byte all of them are 0.
struct Input {
    private let bytes: UnsafeRawBufferPointer
    private var index = 0

    init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
    }

    var isAtEnd: Bool { index == bytes.count }

    mutating func byte() -> UInt8 {
        guard index < bytes.count else { return 0 }
        defer { index += 1 }
        return bytes[index]
    }

    /// A number below `limit`. The digit "0" stands for 0, so that a person can write the beginning of an input.
    mutating func choice(_ limit: Int) -> Int {
        isAtEnd ? 0 : Int(byte() &- UInt8(ascii: "0")) % limit
    }

    mutating func choice<Element>(of elements: [Element]) -> Element {
        elements[choice(elements.count)]
    }

    /// A number: more often than chance would have it, one at which arithmetic overflows.
    mutating func number() -> Int64 {
        let kind = choice(Self.numbers.count + 2)
        if kind < Self.numbers.count { return Self.numbers[kind] }
        if kind == Self.numbers.count { return Int64(byte()) }
        return (0..<8).reduce(0) { value, _ in value << 8 | Int64(byte()) }
    }

    static let numbers: [Int64] = [
        0, 1, -1, 2, 5, 7, .max, .min, .max - 1, .max / 2, .max / 2 + 1, .min / 2, 1 << 53, 1 << 31, 1 << 32,
        -(1 << 31),
        1_767_225_600_000, 86_400_000, 1_000_000,
    ]

    /// The next bytes, up to a separator or so many.
    mutating func text(until separator: UInt8, atMost limit: Int = .max) -> [UInt8] {
        var text: [UInt8] = []
        while !isAtEnd, text.count < limit {
            let next = byte()
            if next == separator { break }
            text.append(next)
        }
        return text
    }

    mutating func rest() -> [UInt8] {
        defer { index = bytes.count }
        return [UInt8](bytes[index...])
    }
}

private let shows = getenv("MATEO_FUZZ_SHOW") != nil

/// Tells whoever repeats an input what is done. At once, since what follows may end the process.
func show(_ text: @autoclosure () -> String) {
    guard shows else { return }
    let line = Array((text() + "\n").utf8)
    _ = line.withUnsafeBytes { write(2, $0.baseAddress, $0.count) }
}

/// Ends the process, which libFuzzer takes for a find, unless what must always be true is true.
func check(_ isTrue: Bool, _ message: @autoclosure () -> String) {
    if !isTrue { fatalError(message()) }
}
