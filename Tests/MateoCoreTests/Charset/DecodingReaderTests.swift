import Foundation
import MateoCore
import Testing

/// Whatever the encoding and however the input is cut, the records are the same.
@Suite struct DecodingReaderTests {
    static let text = "external_id,full_name\n1,Jürgen Groß €\n2,Ada\n"
    static let records =
        #"{"external_id":"1","full_name":"Jürgen Groß €"},{"external_id":"2","full_name":"Ada"}"#

    static func decode(
        _ input: [UInt8], _ encoding: Encoding = .auto, cuts: [Int] = [], limits: BatchLimits = BatchLimits()
    ) -> Outcome {
        read(DecodingReader(CSVReader(type: .contacts), encoding), input, cuts: cuts, limits: limits)
    }

    /// The outcome, which must be the same in pieces of 1, 3 and 1000 bytes and with other limits.
    static func same(_ input: [UInt8], _ encoding: Encoding = .auto) -> Outcome {
        let whole = decode(input, encoding)
        for size in [1, 2, 3, 1000] {
            #expect(decode(input, encoding, cuts: pieces(size, of: input.count)) == whole, "in pieces of \(size)")
        }
        let single = decode(input, encoding, limits: BatchLimits(records: 1))
        #expect(single.records == whole.records)
        #expect(single.error == whole.error)
        return whole
    }

    /// A text in UTF-16 or UTF-32.
    static func wide(_ text: String, _ encoding: String.Encoding, mark: Bool) throws -> [UInt8] {
        Array(try #require(((mark ? "\u{FEFF}" : "") + text).data(using: encoding)))
    }

    @Test(
        "UTF-16 and UTF-32 are read with and without a byte order mark",
        arguments: [
            String.Encoding.utf16LittleEndian, .utf16BigEndian, .utf32LittleEndian, .utf32BigEndian,
        ], [true, false])
    func wideTexts(_ encoding: String.Encoding, _ mark: Bool) throws {
        let outcome = Self.same(try Self.wide(Self.text, encoding, mark: mark))
        #expect(outcome.error == nil)
        #expect(outcome.records == Self.records)
        #expect(outcome.notices == [])
    }

    @Test("UTF-8 goes through, with one byte order mark, two or none", arguments: [0, 1, 2])
    func utf8(_ marks: Int) {
        let outcome = Self.same(Array((String(repeating: "\u{FEFF}", count: marks) + Self.text).utf8))
        #expect(outcome.error == nil)
        #expect(outcome.records == Self.records)
        #expect(outcome.notices == [])
    }

    @Test(
        "Files that were joined are read, each with its byte order mark",
        arguments: [String.Encoding.utf8, .utf16LittleEndian, .utf16BigEndian, .utf32LittleEndian])
    func joined(_ encoding: String.Encoding) throws {
        let more = "external_id,full_name\n3,Eve\n"
        let outcome = Self.same(
            try Self.wide(Self.text, encoding, mark: true) + Self.wide(more, encoding, mark: true))
        #expect(outcome.error == nil)
        #expect(outcome.records == Self.records + #",{"external_id":"3","full_name":"Eve"}"#)
        #expect(outcome.leftOut.map(\.why.code) == ["header"])
    }

    @Test("Windows-1252 is assumed, with a notice", arguments: [0, 900, 1020, 1024, 5000, 40_000])
    func windows(_ distance: Int) {
        let filler = String(repeating: "x", count: distance)
        let start = Array("external_id,full_name\n0,\(filler)\n1,J".utf8)
        let input = start + [0xFC] + Array("rgen Gro".utf8) + [0xDF, 0x20, 0x80] + Array("\n2,Ada\n".utf8)
        let outcome = Self.same(input)
        #expect(outcome.error == nil)
        #expect(
            outcome.records == "{\"external_id\":\"0\"\(distance > 0 ? ",\"full_name\":\"\(filler)\"" : "")},"
                + Self.records)
        #expect(outcome.notices.count == 1)
        #expect(outcome.notices.first?.contains("Windows-1252") == true)
    }

    @Test("A name overrides what is found")
    func names() {
        let input = Array("external_id,full_name\n1,J".utf8) + [0xA4, 0x0A]
        #expect(Self.same(input, Encoding("ISO-8859-15")).records.contains("J€"))
        #expect(Self.same(input, Encoding("iso-8859-1")).records.contains("J¤"))
        #expect(Self.same(input, Encoding("windows-1252")).notices == [])
        #expect(Self.same(input, Encoding("UTF-8")).error?.status == .encoding)
        let two = Array("external_id,full_name\n1,Jä\n".utf8)
        #expect(Self.same(two, Encoding("windows-1252")).records.contains("JÃ¤"))
    }

    @Test("A name that is none is an error", arguments: ["klingon", "", "utf-8//IGNORE", "a b", "windows-1252\u{0}"])
    func unknownNames(_ name: String) {
        let outcome = Self.same(Array(Self.text.utf8), Encoding(name))
        #expect(outcome.error?.status == .argument)
        #expect(outcome.records == "")
    }

    @Test("A byte that does not fit is found with its row and line")
    func misfits() {
        // Decided by a valid sequence, then wrong.
        let late = Array("external_id,full_name\n1,Jürgen\n2,M".utf8) + [0xFC] + Array("ller\n".utf8)
        let outcome = Self.same(late)
        #expect(outcome.error?.status == .encoding)
        #expect(outcome.error?.row == 2)
        #expect(outcome.error?.message.hasPrefix("row 2, line 3") == true)
        #expect(outcome.error?.message.contains("windows-1252") == true)
        // 0x81 is no character of Windows-1252.
        let none = Array("external_id,full_name\n1,J".utf8) + [0xFC] + Array("\n2,M".utf8) + [0x81, 0x0A]
        let other = Self.same(none)
        #expect(other.error?.status == .encoding)
        #expect(other.error?.row == 2)
        #expect(other.error?.message.contains("neither UTF-8 nor Windows-1252") == true)
        #expect(other.records == #"{"external_id":"1","full_name":"Jü"}"#)
    }

    @Test("UTF-16 that is cut off, or holds half of a pair, is an error")
    func brokenPairs() throws {
        let whole = try Self.wide("external_id,full_name\n1,Jürgen\n2,😀", .utf16LittleEndian, mark: true)
        #expect(Self.same(whole).error == nil)
        for cut in 1...3 {
            let outcome = Self.same(Array(whole.dropLast(cut)))
            #expect(outcome.error?.status == .encoding)
            #expect(outcome.error?.message.contains("inside a character") == true)
            #expect(outcome.error?.row == 2)
        }
        let lone = whole.dropLast(2) + [0x41, 0x00]
        let outcome = Self.same(Array(lone))
        #expect(outcome.error?.status == .encoding)
        #expect(outcome.error?.message.contains("no character") == true)
    }

    @Test("Ctrl-Z at the very end is left out, and is text elsewhere")
    func ctrlZ() throws {
        #expect(Self.same(Array((Self.text + "\u{1A}").utf8)).records == Self.records)
        #expect(Self.same(Array((Self.text + "\u{1A}").utf8)).error == nil)
        let long = "external_id,full_name\n" + String(repeating: "1,xxxxxxxxxxxxxxx\n", count: 300)
        #expect(Self.same(Array((long + "\u{1A}").utf8)).total == 300)
        let inside = Self.same(Array("external_id,full_name\n1,a\u{1A}\n2,\u{1A}b\u{1A}".utf8))
        #expect(inside.records.contains("a\\u001a"))
        #expect(inside.records.contains("\"\\u001ab\""))
        let wide = try Self.wide(Self.text + "\u{1A}", .utf16LittleEndian, mark: false)
        #expect(Self.same(wide).records == Self.records)
    }

    @Test(
        "Ctrl-Z, NUL bytes and line ends behind them are no text at the very end",
        arguments: ["\u{1A}\u{1A}", "\u{1A}\r\n", "\u{1A}\n\u{1A}\n", "\u{0}\u{0}\u{0}", "\n\u{1A}\u{0}\n"])
    func padding(_ end: String) throws {
        for text in [Self.text, "external_id,full_name\n" + String(repeating: "1,xxxxxxxxxxxxxxx\n", count: 300)] {
            let plain = Self.same(Array(text.utf8))
            #expect(Self.same(Array((text + end).utf8)) == plain)
        }
        let long = Array(Self.text.utf8) + Array(repeating: 0, count: 100_000)
        #expect(Self.decode(long).records == Self.records)
        #expect(Self.decode(long + [0x78]).error?.status == .encoding)
        let wide = try Self.wide(Self.text + end, .utf16LittleEndian, mark: true)
        #expect(Self.same(wide).records == Self.records)
    }

    @Test("UTF-8 with one odd byte is not read as Windows-1252")
    func mixture() {
        let start = Array("external_id,full_name\n1,J".utf8)
        let umlauts = Array("\n2,Müller\n3,Jäger – €\n".utf8)
        let outcome = Self.same(start + [0xC3] + umlauts)
        #expect(outcome.error?.status == .encoding)
        #expect(outcome.error?.message.contains("offset 25 is not UTF-8") == true)
        #expect(Self.same(start + [0xFC] + umlauts).error?.message.contains("offset 25 is not UTF-8") == true)
        #expect(Self.decode(start + Array(repeating: 0x78, count: 5000) + [0xFC] + umlauts).error?.status == .encoding)
        #expect(Self.same(start + [0xC3] + umlauts, Encoding("windows-1252")).error == nil)
        // Windows-1252 may have such bytes side by side.
        #expect(Self.same(start + [0xE4, 0x0A, 0x32, 0x2C, 0xF6, 0xFC, 0xC4, 0x93, 0x0A]).error == nil)
    }

    @Test("JSON is decoded too, and an array of it")
    func json() throws {
        let lines = "{\"external_id\":\"1\",\"a\":\"ü\"}\n{\"external_id\":\"2\"}\n"
        let array = "[{\"external_id\":\"1\",\"a\":\"ü\"},\n{\"external_id\":\"2\"}]"
        for text in [lines, array, "\u{FEFF}\u{FEFF}" + lines] {
            for encoding in [String.Encoding.utf8, .utf16LittleEndian, .utf16BigEndian, .windowsCP1252] {
                guard let data = text.data(using: encoding) else { continue }
                for size in [1, 7, 5000] {
                    let outcome = read(
                        DecodingReader(JSONReader(type: .contacts, form: .lines), .auto), Array(data),
                        cuts: pieces(size, of: data.count))
                    #expect(outcome.error == nil)
                    #expect(outcome.records == "{\"external_id\":\"1\",\"a\":\"ü\"},{\"external_id\":\"2\"}")
                }
            }
        }
    }

    @Test("Random texts in random encodings come out as they are in UTF-8", arguments: 0..<20)
    func random(_ seed: Int) throws {
        var random = Numbers(state: UInt64(seed) &+ 99)
        let parts = ["ä", "€", "x", "\"a\"\"b\"", "ß", ",", "\r\n", "ü;", "ñ", " ", "😀", "long cell, no", "\n"]
        for _ in 0..<20 {
            var text = "external_id,a\n"
            for row in 0..<random.next(30) {
                text += "\(row),"
                for _ in 0..<random.next(6) { text += parts[random.next(parts.count)] }
                text += "\n"
            }
            let plain = read(CSVReader(type: .contacts), Array(text.utf8))
            for encoding in [String.Encoding.utf8, .utf16LittleEndian, .utf32BigEndian, .windowsCP1252] {
                guard let data = text.data(using: encoding) else { continue }
                let cuts = pieces(1 + random.next(50), of: data.count)
                let outcome = Self.decode(Array(data), cuts: cuts, limits: BatchLimits(records: 1 + random.next(4)))
                #expect(outcome.records == plain.records)
                #expect(outcome.error?.status == plain.error?.status)
                #expect(outcome.error?.row == plain.error?.row)
            }
        }
    }
}
