import Mateo
import Testing

@Suite struct TimestampTests {
    @Test(
        "A moment is written in UTC, rounded up to the second",
        arguments: [
            (0, "1970-01-01T00:00:00Z"),
            (1, "1970-01-01T00:00:01Z"),
            (1000, "1970-01-01T00:00:01Z"),
            (-1, "1970-01-01T00:00:00Z"),
            (-86_400_000, "1969-12-31T00:00:00Z"),
            (951_782_400_000, "2000-02-29T00:00:00Z"),
            (951_868_800_000, "2000-03-01T00:00:00Z"),
            (1_795_543_199_000, "2026-11-24T17:59:59Z"),
            (1_795_543_199_001, "2026-11-24T18:00:00Z"),
            (4_107_542_400_000, "2100-03-01T00:00:00Z"),
            (253_402_300_799_000, "9999-12-31T23:59:59Z"),
        ])
    func isShownInUTC(milliseconds: Int64, text: String) {
        #expect(Timestamp(milliseconds: milliseconds).description == text)
    }

    @Test("Moments are ordered") func isOrdered() {
        #expect(Timestamp(milliseconds: 1) < Timestamp(milliseconds: 2))
        #expect(Timestamp(milliseconds: 0) < Timestamp.now)
    }
}
