import Glibc
import Testing

@testable import MateoCore

/// What is done without iconv must be what iconv does.
@Suite struct DecoderTests {
    /// What iconv makes of a text, up to the first byte that it does not take.
    private func expected(_ name: String, _ text: [UInt8]) -> [UInt8]? {
        guard let handle = iconv_open("UTF-8", name), Int(bitPattern: handle) != -1 else { return nil }
        defer { iconv_close(handle) }
        var text = text.map { CChar(bitPattern: $0) }
        var output = [CChar](repeating: 0, count: text.count * 4 + 16)
        var (left, room) = (text.count, output.count)
        text.withUnsafeMutableBufferPointer { text in
            output.withUnsafeMutableBufferPointer { output in
                var (source, target) = (text.baseAddress, output.baseAddress)
                _ = iconv(handle, &source, &left, &target, &room)
            }
        }
        return output.prefix(output.count - room).map { UInt8(bitPattern: $0) }
    }

    private func decoded(_ name: String, _ text: [UInt8], pieces: Int) throws -> [UInt8] {
        let decoder = try #require(Decoder.open(Array(name.utf8)))
        var source = Bytes(capacity: 64)
        var output = Bytes(capacity: 64)
        for start in stride(from: 0, to: text.count, by: pieces) {
            try source.append(Array(text[start..<min(start + pieces, text.count)]).span)
            if try decoder.decode(&source, into: &output) == .invalid { break }
        }
        return (0..<output.count).map { output.base[$0] }
    }

    @Test(arguments: [
        "windows-1252", "iso-8859-1", "iso-8859-15", "cp437", "cp850", "koi8-r", "macintosh", "windows-1255", "tcvn",
        "shift_jis", "gb18030", "euc-jp", "iso-2022-jp", "utf-7", "ebcdic-int", "utf-16le", "utf-16be", "UTF-16BE",
        "utf-32le",
    ])
    func isWhatIconvDoes(_ name: String) throws {
        var random = Numbers(state: 7)
        for round in 0..<200 {
            let text: [UInt8] = (0...random.next(100)).map { index in
                let byte = UInt8(random.next(256))
                // Mostly ASCII, and where units have two bytes, zeros.
                switch round % 4 {
                case 0: return byte
                case 1: return byte & 0x7F
                case 2: return index % 2 == round / 4 % 2 ? 0 : byte
                default: return index % 23 == 0 ? byte : byte & 0x7F
                }
            }
            guard let expected = expected(name, text) else { return }
            #expect(try decoded(name, text, pieces: 1000) == expected, "\(text)")
            #expect(try decoded(name, text, pieces: 7) == expected, "\(text)")
        }
    }

    @Test func everyCharacterOfUTF16() throws {
        var text: [UInt8] = []
        for scalar in (0...UInt32(0x10FFFF)).compactMap({ Unicode.Scalar($0) }) where scalar.value % 7 < 3 {
            for unit in String(Character(scalar)).utf16 { text += [UInt8(unit & 0xFF), UInt8(unit >> 8)] }
        }
        #expect(try decoded("utf-16le", text, pieces: 4099) == expected("utf-16le", text))
    }
}
