import CSystem

/// Converts UTF-8 to another encoding with the C library's iconv.
final class Encoder {
    private let handle: UnsafeMutableRawPointer

    private init(_ handle: UnsafeMutableRawPointer) {
        self.handle = handle
    }

    /// Opens an encoder. Returns nil if iconv does not know the name.
    static func open(_ name: [UInt8]) -> Encoder? {
        (name + [0]).withUnsafeBufferPointer { bytes in
            guard let start = bytes.baseAddress, let handle = mateo_open_encoder(start) else { return nil }
            return Encoder(handle)
        }
    }

    deinit {
        mateo_close_decoder(handle)
    }

    /// Encodes a text. A character that the encoding lacks becomes a question mark.
    func encode(_ text: [UInt8]) throws(MateoError) -> [UInt8] {
        var output = Bytes(capacity: text.count + 64)
        var index = 0
        while index < text.count {
            index += try convert(text.span.extracting(index..<text.count), into: &output)
            guard index < text.count else { break }
            var mark: [UInt8] = [UInt8(ascii: "?")]
            mark.reserveCapacity(1)
            _ = try convert(mark.span, into: &output)
            index += 1
            while index < text.count && text[index] & 0xC0 == 0x80 { index += 1 }
        }
        return output.span.withUnsafeBufferPointer { Array($0) }
    }

    /// Encodes a text up to its end or to a character that does not fit. Returns the number of bytes read.
    private func convert(_ text: Span<UInt8>, into output: inout Bytes) throws(MateoError) -> Int {
        var taken = 0
        while taken < text.count {
            // One byte becomes at most four, and there may be a byte order mark.
            try output.reserve((text.count - taken) * 4 + 64)
            let (code, done) = text.withUnsafeBufferPointer { bytes in
                var input = bytes.baseAddress.map { UnsafePointer($0 + taken) }
                var left = bytes.count - taken
                var target: UnsafeMutablePointer<UInt8>? = output.base + output.count
                var room = output.capacity - output.count
                let code = mateo_decode(handle, &input, &left, &target, &room)
                output.count = output.capacity - room
                return (code, bytes.count - taken - left)
            }
            taken += done
            if code != 0 && (code != E2BIG || done == 0) { break }
        }
        return taken
    }
}
