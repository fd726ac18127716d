import Foundation
import Testing

@testable import MateoCore

/// The file of a time zone on this machine.
func zoneFile(_ name: String) -> [UInt8] {
    Array((try? Data(contentsOf: URL(filePath: "/usr/share/zoneinfo/\(name)"))) ?? Data())
}

@Suite struct ZoneTests {
    @Test(
        "A time at a place gets the offset of its zone on that day",
        arguments: [
            ("15.01.2024 12:00", "UTC", "2024-01-15T12:00:00+00:00"),
            ("15.01.2024 12:00", "+05:30", "2024-01-15T12:00:00+05:30"),
            ("15.01.2024 12:00", "-03:00", "2024-01-15T12:00:00-03:00"),
            ("15.01.2024 12:00", "Europe/Berlin", "2024-01-15T12:00:00+01:00"),
            ("15.07.2024 12:00", "Europe/Berlin", "2024-07-15T12:00:00+02:00"),
            ("15.07.2077 12:00", "Europe/Berlin", "2077-07-15T12:00:00+02:00"),
            ("15.01.2077 12:00", "Europe/Berlin", "2077-01-15T12:00:00+01:00"),
            ("15.07.1960 12:00", "Europe/Berlin", "1960-07-15T12:00:00+01:00"),
            ("15.01.2050 12:00", "America/New_York", "2050-01-15T12:00:00-05:00"),
            ("15.01.2050 12:00", "Australia/Sydney", "2050-01-15T12:00:00+11:00"),
            ("15.07.2050 12:00", "Australia/Sydney", "2050-07-15T12:00:00+10:00"),
            ("15.07.2050 12:00", "Asia/Kolkata", "2050-07-15T12:00:00+05:30"),
        ])
    func offsets(_ cell: String, _ zone: String, _ expected: String) {
        #expect(converted(cell, "datetime(DD.MM.YYYY HH:mm, \(zone))") == "\"\(expected)\"")
    }

    @Test(
        "A time that a clock change skips or repeats is held, and its neighbours are not",
        arguments: [
            ("31.03.2024 01:59", "2024-03-31T01:59:00+01:00"), ("31.03.2024 02:00", nil), ("31.03.2024 02:59", nil),
            ("31.03.2024 03:00", "2024-03-31T03:00:00+02:00"), ("27.10.2024 01:59", "2024-10-27T01:59:00+02:00"),
            ("27.10.2024 02:00", nil), ("27.10.2024 02:59", nil), ("27.10.2024 03:00", "2024-10-27T03:00:00+01:00"),
            ("28.03.2077 02:30", nil), ("31.10.2077 02:30", nil), ("31.10.2077 03:00", "2077-10-31T03:00:00+01:00"),
        ])
    func changes(_ cell: String, _ expected: String?) {
        #expect(
            converted(cell, "datetime(DD.MM.YYYY HH:mm, Europe/Berlin)") == expected.map { "\"\($0)\"" } ?? "time")
    }

    @Test(
        "A time before the zone's first rule is no clock change", arguments: ["01.01.1753 00:00", "31.03.1893 12:00"])
    func beforeRules(_ cell: String) {
        #expect(converted(cell, "datetime(DD.MM.YYYY HH:mm, Europe/Berlin)") == "date")
        #expect(converted(cell, "datetime(DD.MM.YYYY HH:mm, UTC)").hasPrefix("\"1"))
    }

    @Test("A form can have the offset, or be a serial number") func otherForms() {
        #expect(
            converted("2024-01-15T12:00:00.120Z", "datetime(YYYY-MM-DDTHH:mm:ss.SZ)")
                == #""2024-01-15T12:00:00.12+00:00""#)
        #expect(
            converted("2024-01-15 12:00:00.005", "datetime(YYYY-MM-DD HH:mm:ss.SSS, UTC)")
                == #""2024-01-15T12:00:00.005+00:00""#)
        #expect(
            converted("2024-01-15T12:00:00.000Z", "datetime(YYYY-MM-DDTHH:mm:ss.SZ)") == #""2024-01-15T12:00:00+00:00""#
        )
        #expect(
            converted("2024-01-15 12:00:00+01", "datetime(YYYY-MM-DD HH:mm:ssZ)") == #""2024-01-15T12:00:00+01:00""#)
        #expect(converted("45306.5", "datetime(excel, Europe/Berlin)") == #""2024-01-15T12:00:00+01:00""#)
        #expect(converted("45306,25", "datetime(excel, UTC)") == #""2024-01-15T06:00:00+00:00""#)
    }

    @Test("Foundation has the same offsets in many zones and years") func sameAsFoundation() throws {
        for name in ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca", "Asia/Tehran"] {
            let file = zoneFile(name)
            let isValid = Zone.isValid(file.span)
            #expect(isValid)
            let zone = try #require(TimeZone(identifier: name))
            for year in stride(from: 1975, to: 2037, by: 1) {
                for day in stride(from: 3, to: 360, by: 13) {
                    let local = Int64(year - 1970) * 31_556_952 + Int64(day) * 86_400 + 40_000
                    guard let offset = Zone.offset(file.span, at: local) else { continue }
                    let date = Date(timeIntervalSince1970: Double(local - offset))
                    #expect(Int64(zone.secondsFromGMT(for: date)) == offset, "\(name) \(local)")
                }
            }
        }
    }

    @Test("A damaged file of a zone is refused, whatever is missing") func damaged() {
        let file = zoneFile("Europe/Berlin")
        for length in 0..<file.count { _ = Zone.isValid(Array(file[..<length]).span) }
        for index in file.indices {
            var other = file
            other[index] ^= 0xFF
            if Zone.isValid(other.span) { _ = Zone.offset(other.span, at: 1_700_000_000) }
        }
        let (empty, short) = (Zone.isValid([UInt8]().span), Zone.isValid(Array(file[..<100]).span))
        #expect(!empty && !short)
    }
}
