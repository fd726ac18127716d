import CSystem

/// Turns text of an encoding into UTF-8, by the C library's iconv.
final class Decoder {
    /// Why decoding ended before the text did.
    enum Stop { case end, incomplete, invalid }

    private let handle: UnsafeMutableRawPointer

    @_optimize(size)
    private init(_ handle: UnsafeMutableRawPointer) {
        self.handle = handle
    }

    /// A decoder; nil if iconv does not know the name. A function, since an initializer that fails leaks here.
    @_optimize(size)
    static func open(_ name: StaticString) -> Decoder? {
        guard let handle = mateo_open_decoder(name.utf8Start) else { return nil }
        return Decoder(handle)
    }

    /// A decoder; nil if iconv does not know the name.
    @_optimize(size)
    static func open(_ name: [UInt8]) -> Decoder? {
        (name + [0]).withUnsafeBufferPointer { bytes in
            guard let start = bytes.baseAddress, let handle = mateo_open_decoder(start) else { return nil }
            return Decoder(handle)
        }
    }

    deinit {
        mateo_close_decoder(handle)
    }

    /// Decodes bytes, and removes from `source` those that were decoded.
    ///
    /// - Returns: `incomplete` if the bytes that stay begin a character, `invalid` if they begin none.
    @_optimize(size)
    func decode(_ source: inout Bytes, into output: inout Bytes) throws(MateoError) -> Stop {
        var taken = 0
        defer { source.removeFirst(taken) }
        while taken < source.count {
            // A byte becomes at most four in most encodings. If there is too little room, iconv says so.
            try output.reserve((source.count - taken) * 2 + 64)
            var input: UnsafePointer<UInt8>? = UnsafePointer(source.base + taken)
            var left = source.count - taken
            var target: UnsafeMutablePointer<UInt8>? = output.base + output.count
            var room = output.capacity - output.count
            let code = mateo_decode(handle, &input, &left, &target, &room)
            taken = source.count - left
            output.count = output.capacity - room
            switch code {
            case 0: return .end
            case E2BIG: continue
            case EINVAL: return .incomplete
            default: return .invalid
            }
        }
        return .end
    }
}
