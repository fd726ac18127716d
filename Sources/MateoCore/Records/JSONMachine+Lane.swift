extension JSONMachine {
    /// The number of bytes that the window must have left for a field in the fast lane.
    private static let laneWidth = 64

    /// Reads fields in the fast lane: fields of earlier records, with a text as value and at most one space between the
    /// parts. The machine handles anything else, from any byte on.
    ///
    /// Its state is in registers. For all the compiler knows, writing the output might change the machine's properties.
    ///
    /// - Returns: false if it took nothing.
    @inline(never)
    mutating func drive(
        _ source: UnsafePointer<UInt8>, count: Int, _ record: UnsafeMutablePointer<UInt8>
    ) -> Bool {
        let begin = index
        var (position, out) = (index, record + at)
        while count &- position >= Self.laneWidth {
            position &+= Self.space(source[position])
            guard let field = fields.match(source + position) else { break }
            let length = field.pointee.length
            copyRun(from: source + position, to: out, count: length)
            position &+= length
            position &+= Self.space(source[position])
            out += length
            let check = field.pointee.check
            keyCheck = check
            guard source[position] == UInt8(ascii: "\"") else {
                leave(.value, position, out - record)
                return true
            }
            out.pointee = UInt8(ascii: "\"")
            position &+= 1
            out += 1
            let start = out
            guard Self.copyText(source, &position, count, &out) else {
                isKey = false
                stringStart = start - record
                hasEscapes = false
                leave(.string, position, out - record)
                return true
            }
            if check != .none { see(start, out - start, check) }
            out.pointee = UInt8(ascii: "\"")
            position &+= 1
            out += 1
            guard position < count && source[position] == UInt8(ascii: ",") else {
                leave(.afterValue, position, out - record)
                return true
            }
            out.pointee = UInt8(ascii: ",")
            position &+= 1
            out += 1
            leave(.key, position, out - record)
        }
        return index > begin
    }

    /// Returns the number of spaces at a place where programs write none or one.
    @inline(__always)
    private static func space(_ byte: UInt8) -> Int {
        byte == UInt8(ascii: " ") ? 1 : 0
    }

    @inline(__always)
    private mutating func leave(_ next: State, _ position: Int, _ length: Int) {
        state = next
        index = position
        at = length
    }

    /// Copies text up to its closing quote. Returns false if something else comes first. The text before that is
    /// copied.
    @inline(__always)
    private static func copyText(
        _ source: UnsafePointer<UInt8>, _ position: inout Int, _ count: Int,
        _ out: inout UnsafeMutablePointer<UInt8>
    ) -> Bool {
        while true {
            let length = copyPlain(from: source + position, to: out, count: count &- position)
            position &+= length
            out += length
            guard position &+ 1 < count else { return false }
            let byte = source[position]
            if byte == UInt8(ascii: "\"") { return true }
            // Two-byte UTF-8 sequences are frequent. Longer ones are left to the machine.
            let second = source[position &+ 1]
            guard byte >= 0xC2 && byte <= 0xDF && second & 0xC0 == 0x80 else { return false }
            out[0] = byte
            out[1] = second
            position &+= 2
            out += 2
        }
    }
}
