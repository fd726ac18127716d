import MateoCore
import Testing

@Suite struct Blake2bTests {
    private func digest(_ bytes: [UInt8], length: Int = 64) -> String {
        var digest = Blake2b(length: length)
        digest.update(bytes.span)
        return Hexadecimal.text(of: digest.finish())
    }

    /// RFC 7693, appendix A.
    @Test func abc() {
        #expect(
            digest(Array("abc".utf8))
                == "ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d1"
                + "7d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923")
    }

    /// Values of Python's hashlib, for the bytes 0, 1, 2, … 255, 0, …
    @Test(arguments: [
        (
            0, 64,
            "786a02f742015903c6c6fd852552d272912f4740e15847618a86e217f71f5419"
                + "d25e1031afee585313896444934eb04b903a685b1448b755d56f701afe9be2ce"
        ),
        (1, 1, "a1"),
        (127, 32, "f2fe67ff342e21b8f45e8f2e0bcd1d9243245d50ee6c78042e9c491388791c72"),
        (128, 32, "c3582f71ebb2be66fa5dd750f80baae97554f3b015663c8be377cfcb2488c1d1"),
        (129, 32, "f7f3c46ba2564ff4c4c162da1f5b605f9f1c4aa6a20652a9f9a337c1a2f5b9c9"),
        (256, 16, "c2472c0ac37a8dbdb25f05ada0d82643"),
        (
            1000, 64,
            "9fe687126e6566313081b43167cbfa0b4f721b45a5afd4076af327765d63a616"
                + "478ffbd1cd5fbe4033e8638b8bcf8de6b3978b54a30f1d9d8d68fbe66c2b74cf"
        ),
        (4096, 20, "3ca7754252980e18e8cec6438f4acae05608915d"),
    ])
    func lengths(_ count: Int, _ length: Int, _ expected: String) {
        let input = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
        #expect(digest(input, length: length) == expected)
        for size in [1, 3, 64, 128, 200] {
            var pieces = Blake2b(length: length)
            for start in stride(from: 0, to: count, by: size) {
                pieces.update(input.span.extracting(start..<min(start + size, count)))
            }
            #expect(Hexadecimal.text(of: pieces.finish()) == expected)
            #expect(Hexadecimal.text(of: pieces.finish()) == expected, "finishing changes nothing")
        }
    }

    @Test func lengthsAreBroughtIntoRange() {
        #expect(Blake2b(length: 0).finish().count == 1)
        #expect(Blake2b(length: 100).finish().count == 64)
    }
}
