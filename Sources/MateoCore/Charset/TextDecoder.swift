/// Finds the encoding of an input and converts it to UTF-8.
///
/// Bytes that are already UTF-8 pass without a copy: `passable` returns how many. All others go to `take`, and `output`
/// receives their text.
struct TextDecoder: ~Copyable {
    private enum Mode {
        /// The first bytes are being collected.
        case start
        /// All bytes so far are ASCII. The first other byte decides.
        case ascii
        case utf8
        case decoding
    }

    /// The most bytes to decode at once.
    private static let most = 16 << 10
    /// The most bytes at the end of a file that are not text.
    private static let mostHeld = 1 << 20

    private let encoding: Encoding
    private var mode = Mode.start
    private var decoder: Decoder?
    /// Bytes that are not yet decoded: the first ones, a sequence that decides, or an incomplete character.
    private var source = Bytes(capacity: FileKind.bytes)
    /// Text for the reader from `outputAt` on, and behind it the bytes that are held back.
    private var output = Bytes(capacity: 4096)
    private var outputAt = 0
    private var check = UTF8Check()
    /// The number of next bytes that are known to be ASCII.
    private var clean = 0
    /// The number of bytes at the end of `output` that are held back. They may be the end of the file: Ctrl-Z and NUL,
    /// and line ends behind them.
    private var held = 0
    /// The number of bytes before the current ones, and of all bytes.
    private var processed: Int64 = 0
    private var seen: Int64 = 0
    /// The offset of the first byte that was not UTF-8, so Windows-1252 was assumed.
    private var oddByte: Int64 = 0
    /// The signs of UTF-8 from there on.
    private var signs = UTF8Signs()
    private var isInvalid = false
    /// Whether Windows-1252 was assumed.
    private(set) var isAssumed = false
    /// The encoding's name for iconv; empty for UTF-8.
    private(set) var name: [UInt8] = []

    init(_ encoding: Encoding) {
        self.encoding = encoding
    }

    /// Whether there is text for the reader.
    var hasText: Bool { outputAt < output.count - held }

    /// The text for the reader. It does not move until this decoder changes.
    var text: UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(start: output.base + outputAt, count: output.count - held - outputAt)
    }

    /// Removes bytes of `text` that the reader has taken.
    mutating func drop(_ count: Int) {
        outputAt += count
        if outputAt >= output.count {
            output.count = 0
            outputAt = 0
        }
    }

    /// Returns how many bytes may go to the reader unchanged.
    mutating func passable(_ bytes: Span<UInt8>) -> Int {
        guard bytes.count > 0, held == 0, source.count == 0 else { return 0 }
        let count = Self.endOfText(bytes)
        switch mode {
        case .utf8: return count
        case .ascii:
            if clean <= 0 { clean = Self.asciiPrefix(bytes) }
            return min(clean, count)
        case .start, .decoding: return 0
        }
    }

    /// Counts bytes that the reader has taken unchanged.
    mutating func pass(_ count: Int) {
        clean -= count
        seen += Int64(count)
    }

    /// Returns where a text ends: before Ctrl-Z and NUL bytes, perhaps with line ends behind them.
    private static func endOfText(_ bytes: Span<UInt8>) -> Int {
        var (end, index) = (bytes.count, bytes.count)
        while index > 0 {
            index -= 1
            switch bytes[index] {
            case 0, 0x1A: end = index
            case 0x0A, 0x0D: break
            default: return end
            }
        }
        return end
    }

    /// Returns whether all of these bytes may follow the end of a text.
    private static func isEnd(_ bytes: Span<UInt8>) -> Bool {
        for index in bytes.indices {
            switch bytes[index] {
            case 0, 0x1A, 0x0A, 0x0D: break
            default: return false
            }
        }
        return true
    }

    /// Takes bytes that may not pass. Returns how many it took.
    mutating func take(_ bytes: Span<UInt8>) throws(MateoError) -> Int {
        clean = 0
        if !hasText {
            output.removeFirst(outputAt)
            outputAt = 0
        }
        let before = output.count
        let most = mode == .start ? FileKind.bytes - source.count : Self.most
        let count = min(bytes.count, most)
        let part = bytes.extracting(0..<count)
        processed = mode == .start ? 0 : seen
        seen += Int64(count)
        if mode == .start {
            try source.append(part)
            if source.count >= FileKind.bytes { try begin() }
        } else {
            try process(part)
        }
        if mode != .start { holdEnd(behind: before) }
        return count
    }

    /// Ends the input: decides what is still open, and decodes the rest.
    mutating func finish() throws(MateoError) {
        let before = output.count
        if mode == .start { try begin() }
        if mode == .ascii && source.count > 0 { try assume(at: seen - Int64(source.count)) }
        holdEnd(behind: before)
    }

    /// The fault of a whole text that was read as Windows-1252 although most of it is UTF-8; nil if there is none.
    var mixture: Text? {
        guard isAssumed, signs.prevail else { return nil }
        return
            "the byte at offset \(oddByte) is not UTF-8, but most others are. Correct it. If the file is Windows-1252, set \"encoding\" to \"windows-1252\" in the mapping"
    }

    /// Returns the fault of the bytes behind the decoded text, or nil.
    func fault(atEnd: Bool) -> Text? {
        if isInvalid {
            if isAssumed { return "the text is neither UTF-8 nor Windows-1252. Give its encoding by its name" }
            return encoding.kind == .auto
                ? "a byte here is no character of UTF-16 or UTF-32, which the file begins with. Save the file as UTF-8"
                : "a byte here is no character of the encoding that was given. Give the right one, or save the file as UTF-8"
        }
        if atEnd && mode == .decoding && source.count > 0 {
            return "the text ends inside a character. The file may be cut off"
        }
        return nil
    }

    /// Holds back bytes that may be the end of the file. Only the bytes from `start` on are new.
    private mutating func holdEnd(behind start: Int) {
        held = ending(behind: start)
        if held > Self.mostHeld { held = 0 }
    }

    private func ending(behind start: Int) -> Int {
        let fresh = output.span.extracting(min(start, output.count)..<output.count)
        return held > 0 && Self.isEnd(fresh) ? held + fresh.count : fresh.count - Self.endOfText(fresh)
    }

    /// Decides by the first bytes.
    private mutating func begin() throws(MateoError) {
        if let kind = FileKind(source.span) { throw MateoError(.encoding, "\(kind.message)") }
        switch encoding.kind {
        case .auto:
            let found = Self.wide(source.span)
            if let found {
                try open(found.0)
            } else {
                mode =
                    source.span.count >= 3 && source.span[0] == 0xEF && source.span[1] == 0xBB
                        && source.span[2] == 0xBF ? .utf8 : .ascii
            }
        case .utf8: mode = .utf8
        case .utf16:
            let found = Self.wide(source.span)
            if let found, found.1 == 2 { try open(found.0) } else { try open("UTF-16LE") }
        case .utf32:
            let found = Self.wide(source.span)
            if let found, found.1 == 4 { try open(found.0) } else { try open("UTF-32LE") }
        case .other:
            guard encoding.isPlain, let decoder = Decoder.open(encoding.name) else {
                throw MateoError(
                    .argument,
                    "the encoding's name is unknown here. Use utf-8, windows-1252, utf-16 or another name that 'iconv -l' lists"
                )
            }
            self.decoder = decoder
            name = encoding.name
            mode = .decoding
        }
        var first = Bytes(capacity: FileKind.bytes)
        swap(&first, &source)
        try process(first.span)
    }

    private mutating func open(_ name: StaticString) throws(MateoError) {
        decoder = Decoder.open(name)
        guard decoder != nil else {
            throw MateoError(
                .encoding, "the text is \(name), which this system's iconv cannot decode. Save the file as UTF-8")
        }
        self.name = name.bytes.withUnsafeBufferPointer { Array($0) }
        mode = .decoding
    }

    /// Returns the encoding that a byte order mark shows, or NUL bytes in the places of UTF-16 and UTF-32: its name,
    /// and the bytes of a unit.
    private static func wide(_ bytes: Span<UInt8>) -> (StaticString, Int)? {
        guard bytes.count >= 2 else { return nil }
        let (a, b) = (bytes[0], bytes[1])
        let (c, d) = bytes.count >= 4 ? (bytes[2], bytes[3]) : (1, 1)
        if a == 0xFF && b == 0xFE { return c == 0 && d == 0 ? ("UTF-32LE", 4) : ("UTF-16LE", 2) }
        if a == 0xFE && b == 0xFF { return ("UTF-16BE", 2) }
        if a == 0 && b == 0 && (c == 0xFE && d == 0xFF || c == 0 && d != 0) { return ("UTF-32BE", 4) }
        guard bytes.count >= 4 else { return nil }
        if a != 0 && b == 0 { return c == 0 && d == 0 ? ("UTF-32LE", 4) : c != 0 && d == 0 ? ("UTF-16LE", 2) : nil }
        return a == 0 && b != 0 && c == 0 && d != 0 ? ("UTF-16BE", 2) : nil
    }

    private mutating func process(_ bytes: Span<UInt8>) throws(MateoError) {
        var index = 0
        while index < bytes.count {
            let rest = bytes.extracting(index..<bytes.count)
            switch mode {
            case .ascii:
                let run = source.count == 0 ? Self.asciiPrefix(rest) : 0
                try output.append(rest.extracting(0..<run))
                index += run
                if index == bytes.count { return }
                let isRight = check.take(bytes[index], at: 0)
                try source.append(bytes[index])
                index += 1
                if !isRight {
                    let first = source.span.withUnsafeBufferPointer { Array($0) }
                    signs.weigh(first.span)
                    try assume(at: processed + Int64(index - source.count))
                } else if !check.isInside {
                    try output.append(source.base, count: source.count)
                    source.count = 0
                    mode = .utf8
                }
            case .utf8, .start:
                try output.append(rest)
                return
            case .decoding:
                if isAssumed { signs.weigh(rest) }
                try source.append(rest)
                try decode()
                return
            }
        }
    }

    private mutating func decode() throws(MateoError) {
        guard let decoder, !isInvalid else { return }
        isInvalid = try decoder.decode(&source, into: &output) == .invalid
    }

    /// Continues as Windows-1252.
    private mutating func assume(at place: Int64) throws(MateoError) {
        isAssumed = true
        oddByte = place
        try open("WINDOWS-1252")
        try decode()
    }

    /// Returns how many of the first bytes are ASCII.
    private static func asciiPrefix(_ bytes: Span<UInt8>) -> Int {
        bytes.withUnsafeBytes { bytes in
            var index = 0
            while index &+ 32 <= bytes.count {
                let first = bytes.loadUnaligned(fromByteOffset: index, as: SIMD2<UInt64>.self)
                let second = bytes.loadUnaligned(fromByteOffset: index &+ 16, as: SIMD2<UInt64>.self)
                let any = first | second
                if (any.x | any.y) & 0x8080_8080_8080_8080 != 0 { break }
                index &+= 32
            }
            while index &+ 8 <= bytes.count {
                let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self))
                let high = word & 0x8080_8080_8080_8080
                if high != 0 { return index &+ high.trailingZeroBitCount / 8 }
                index &+= 8
            }
            while index < bytes.count && bytes[index] < 0x80 { index &+= 1 }
            return index
        }
    }
}
