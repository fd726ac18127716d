import CSystem

/// Converts text from an encoding to UTF-8, with the C library's iconv, or faster if the encoding is simple.
final class Decoder {
    /// Why decoding stopped.
    enum Stop { case end, incomplete, invalid }

    /// How much can be decoded without iconv.
    private enum Form {
        case any, utf16LittleEndian, utf16BigEndian, singleBytes
    }

    /// The most bytes that iconv gets when it is needed for a single character.
    private static let fewBytes = 4

    private let handle: UnsafeMutableRawPointer
    private let form: Form
    private let singles: SingleBytes?

    private init(_ handle: UnsafeMutableRawPointer, _ form: Form) {
        self.handle = handle
        let singles = form == .any ? Self.singleBytes(handle) : nil
        self.form = singles == nil ? form : .singleBytes
        self.singles = singles
    }

    /// Opens a decoder. Returns nil if iconv does not know the name. It is not an initializer, since one that fails
    /// leaks here.
    static func open(_ name: StaticString) -> Decoder? {
        open(name.bytes.withUnsafeBufferPointer { Array($0) })
    }

    /// Opens a decoder. Returns nil if iconv does not know the name.
    static func open(_ name: [UInt8]) -> Decoder? {
        (name + [0]).withUnsafeBufferPointer { bytes in
            guard let start = bytes.baseAddress, let handle = mateo_open_decoder(start) else { return nil }
            if name.span.equalsIgnoringCase("utf-16le") { return Decoder(handle, .utf16LittleEndian) }
            return Decoder(handle, name.span.equalsIgnoringCase("utf-16be") ? .utf16BigEndian : .any)
        }
    }

    deinit {
        mateo_close_decoder(handle)
    }

    /// Decodes bytes, and removes from `source` those that were decoded.
    ///
    /// - Returns: `incomplete` if the remaining bytes begin a character, `invalid` if they do not.
    func decode(_ source: inout Bytes, into output: inout Bytes) throws(MateoError) -> Stop {
        var taken = 0
        defer { source.removeFirst(taken) }
        while taken < source.count {
            // In all known encodings, one byte becomes at most three. If there is not enough room, iconv reports it.
            try output.reserve((source.count - taken) * 3 + 64)
            taken += decodeSimple(source.base + taken, source.count - taken, into: &output)
            let rest = source.count - taken
            if rest == 0 { break }
            let given = form == .any ? rest : min(rest, Self.fewBytes)
            var input: UnsafePointer<UInt8>? = UnsafePointer(source.base + taken)
            var left = given
            var target: UnsafeMutablePointer<UInt8>? = output.base + output.count
            var room = output.capacity - output.count
            let code = mateo_decode(handle, &input, &left, &target, &room)
            taken += given - left
            output.count = output.capacity - room
            switch code {
            case 0, E2BIG: continue
            case EINVAL where left < given: continue
            case EINVAL: return .incomplete
            default: return .invalid
            }
        }
        return .end
    }

    /// Decodes what can be done without iconv.
    private func decodeSimple(_ source: UnsafePointer<UInt8>, _ count: Int, into output: inout Bytes) -> Int {
        switch form {
        case .any: 0
        case .utf16LittleEndian: UTF16.decode(source, count, isBigEndian: false, into: &output)
        case .utf16BigEndian: UTF16.decode(source, count, isBigEndian: true, into: &output)
        case .singleBytes: singles?.decode(source, count, into: &output) ?? 0
        }
    }

    /// Returns the table of an encoding with single bytes.
    private static func singleBytes(_ handle: UnsafeMutableRawPointer) -> SingleBytes? {
        SingleBytes { byte in
            var (byte, left, room) = (byte, 1, 8)
            return withUnsafePointer(to: &byte) { source in
                var text = [UInt8](repeating: 0, count: room)
                var input: UnsafePointer<UInt8>? = source
                let code = text.withUnsafeMutableBufferPointer { target in
                    var output = target.baseAddress
                    return mateo_decode(handle, &input, &left, &output, &room)
                }
                mateo_reset_decoder(handle)
                if code == EILSEQ { return [] }
                guard code == 0, room < 8 else { return nil }
                text.removeLast(room)
                return text
            }
        }
    }
}
