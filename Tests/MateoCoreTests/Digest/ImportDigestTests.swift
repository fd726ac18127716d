import MateoCore
import Testing

@Suite struct ImportDigestTests {
    /// What is digested here needs to be no JSON, but a comma is where batches may end.
    private func records(_ count: Int) -> [UInt8] {
        var bytes = sample(count)
        for index in bytes.indices where index % 97 == 96 { bytes[index] = UInt8(ascii: ",") }
        return bytes
    }

    @Test(
        "An import's digest is that of the list of its chunks' digests",
        arguments: [
            (0, "c64ebc1485aefeb13e75708a666a2787"), (1000, "5bbd891f42cbcdd3a9c1d636410ad7cf"),
            (1024, "1826b154d548e32995d4a19a3bc0979f"), (2048, "dd1309bc89e90fe987f13436f5c1c21c"),
            (3000, "7dc2242e8d97ac6e0dd480c8f7034c70"),
        ])
    func values(_ count: Int, _ expected: String) {
        var digest = ImportDigest()
        _ = digest.add(sample(count).span)
        #expect(digest.finish().text == expected)
        #expect(digest.finish().text == expected, "finishing changes nothing")
    }

    @Test("An import's digest does not depend on where its batches end", arguments: 0..<200)
    func division(_ seed: Int) {
        var random = Numbers(state: UInt64(seed))
        let all = records(1 + random.next(20_000))
        var whole = ImportDigest()
        _ = whole.add(all.span)

        let commas = all.indices.filter { all[$0] == UInt8(ascii: ",") }
        let most = [1, 5, 30, 1000][random.next(4)]
        var divided = ImportDigest()
        var start = 0
        for comma in commas where comma > start && random.next(most) == 0 {
            expectBatch(&divided, Array(all[start..<comma]))
            start = comma + 1
        }
        if start == all.count {
            // The comma at the end has no record behind it, so it is not one between records.
            #expect(divided.finish() != whole.finish())
        } else {
            expectBatch(&divided, Array(all[start...]))
            #expect(divided.finish() == whole.finish())
        }
    }

    /// Adds a batch, whose digest must be found again from its records alone.
    private func expectBatch(_ digest: inout ImportDigest, _ payload: [UInt8]) {
        let text = Array(digest.add(payload.span).text.utf8)
        #expect(text.count == BatchDigest.length)
        #expect(fits(text, payload))
        for index in [0, payload.count / 2, payload.count - 1] where payload.indices.contains(index) {
            var changed = payload
            changed[index] ^= 1
            #expect(!fits(text, changed))
        }
        #expect(!fits(text, payload + [0]))
        #expect(payload.isEmpty || !fits(text, Array(payload.dropLast())))
    }

    private func fits(_ text: [UInt8], _ payload: [UInt8]) -> Bool {
        BatchDigest.fits(text.span, payload.span)
    }

    @Test("One byte more or less, or another one, is another import")
    func changes() {
        let all = records(5000)
        var seen: Set<String> = []
        for index in stride(from: 0, to: 5000, by: 61) {
            for change in 0..<3 {
                var changed = all
                if change == 0 { changed.remove(at: index) }
                if change == 1 { changed.insert(7, at: index) }
                if change == 2 { changed[index] ^= 0x80 }
                var digest = ImportDigest()
                _ = digest.add(changed.span)
                seen.insert(digest.finish().text)
            }
        }
        #expect(seen.count == 82 * 3)
    }

    @Test("An empty batch changes nothing")
    func empty() {
        var one = ImportDigest()
        var two = ImportDigest()
        _ = two.add([UInt8]().span)
        _ = one.add(records(10).span)
        _ = two.add(records(10).span)
        _ = two.add([UInt8]().span)
        #expect(one.finish() == two.finish())
    }

    @Test("A batch's digest is kept as text")
    func texts() {
        #expect(BatchDigest(of: sample(3000).span).text == "AAfcIkLo2XrG4N1IDI9wNMcA")
        #expect(BatchDigest(of: sample(10).span).text == "AAOvxwiFfaJ6k5NmptPNrYOw")
        #expect(fits(Array("AXeSthG4PyoXy6PJgYW-38VQ".utf8), sample(3000)))
        #expect(fits(Array("P_t1B8zFg0q-wG9oevGN9OIw".utf8), sample(3000)))
    }

    @Test(
        "What is no digest of a batch fits nothing",
        arguments: [
            "", "AAfcIkLo2XrG4N1IDI9wNMc", "AAfcIkLo2XrG4N1IDI9wNMcAA",
            "QAfcIkLo2XrG4N1IDI9wNMcA", "AAfcIkLo2XrG4N1IDI9wNMc+",
            "ABfcIkLo2XrG4N1IDI9wNMcA",
        ])
    func malformed(_ text: String) {
        #expect(!fits(Array(text.utf8), sample(3000)))
    }
}
