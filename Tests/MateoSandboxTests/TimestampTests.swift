import Glibc
import Testing

@testable import MateoSandbox

struct TimestampTests {
    @Test("The clock tells the time of day as the C library does")
    func clock() throws {
        let before = time(nil)
        let now = Clock.now
        let after = time(nil)
        #expect((before...after + 1).contains(Int(now.microseconds / 1_000_000)))
        var parts = tm()
        var seconds = Int(now.microseconds / 1_000_000)
        gmtime_r(&seconds, &parts)
        var text = [CChar](repeating: 0, count: 32)
        let length = strftime(&text, text.count, "%Y-%m-%dT%H:%M:%S", &parts)
        #expect(now.text.utf8.prefix(length).elementsEqual(text[..<length].map(UInt8.init(bitPattern:))))
        #expect(Timestamp(now.text) == now)
    }

    @Test("Any day is written as the C library does, and read again")
    func days() throws {
        for day in stride(from: -719_162, through: 2_932_896, by: 997) {
            var seconds = day * 86_400 + 3_661
            var parts = tm()
            gmtime_r(&seconds, &parts)
            let time = Timestamp(microseconds: Int64(seconds) * 1_000_000)
            let read = try #require(Timestamp(time.text))
            #expect(read == time)
            let date = time.text.split(separator: "T")[0].split(separator: "-").compactMap { Int32($0) }
            #expect(date == [parts.tm_year + 1_900, parts.tm_mon + 1, parts.tm_mday])
        }
    }

    @Test(
        "ISO 8601 is read, and written in UTC",
        arguments: [
            ("1970-01-01", "1970-01-01T00:00:00+00:00"),
            ("2026-11-24T17:06:16Z", "2026-11-24T17:06:16+00:00"),
            ("2024-02-29T00:30:00.25+01:00", "2024-02-28T23:30:00.250000+00:00"),
            ("1969-12-31T23:59:59-00:30", "1970-01-01T00:29:59+00:00"),
            ("2026-01-01 10:00", "2026-01-01T10:00:00+00:00"),
        ])
    func read(_ text: String, _ written: String) {
        #expect(Timestamp(text)?.text == written)
    }

    @Test(
        "A text that is no time is refused",
        arguments: [
            "", "2026", "2026-02-30", "2026-13-01", "2023-02-29", "31.12.1999", "2026-01-01T25:00:00",
            "2026-01-01T10:00:00 00:00",
            "2026-01-01T10:00:00+1", "2026-01-01T10", "2026-01-01x",
        ])
    func noTime(_ text: String) {
        #expect(Timestamp(text) == nil)
    }
}
