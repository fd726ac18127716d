import MateoCore
import Testing

/// Bytes of which no two neighbouring chunks are the same.
func sample(_ count: Int) -> [UInt8] {
    (0..<count).map { UInt8($0 * 7 % 251) }
}

@Suite struct ContentDigestTests {
    @Test(
        "A digest is that of xxhsum -H128",
        arguments: [
            (0, "99aa06d3014798d86001c324468d497f"), (1, "a6cd5e9392000f6ac44bdff4074eecdb"),
            (3, "656e81c56e41fe02c3489259e968ad9e"), (4, "ab5c3e7474d809db81a65295de8e7dde"),
            (8, "e4b9dd0b66ff3c50ebabbd0695002ff6"), (9, "82ddc95bc76007671c69c3f04aaed08c"),
            (16, "ddf6c1254d70f76794eaa17b20756f46"), (17, "263f67af63088041735fe434ded90c3c"),
            (128, "381610c474b8adfb2dfb73305de1f91a"), (129, "4e05eed4427255d51f8b5092c9ba3be8"),
            (240, "17ffe035d71c1ec8e6bf81617aad6c4a"), (241, "29bc1e9cffb6d79bc614c8c3575348c1"),
            (1024, "07fe8eadab1cf098f22ef3dc84ff47ea"), (1025, "c89d767cdacc7c7643f869a83769a435"),
            (100_000, "70227b16fd5f74ef17a701075a95b432"),
        ])
    func values(_ count: Int, _ expected: String) {
        #expect(ContentDigest(sample(count).span).text == expected)
    }
}
