import Testing

@testable import MateoCore

struct BoundsTests {
    @Test(
        "A count is digits alone, and none that could overflow a sum",
        arguments: [
            ("", 0), ("null", 0), ("0", 0), ("17", 17), ("0017", 17), ("1099511627776", 1 << 40),
            ("1099511627777", nil), ("9223372036854775807", nil), ("99999999999999999999", nil), ("-1", nil),
            ("1e3", nil), ("1.0", nil), ("true", nil), ("\"1\"", nil), ("[1]", nil), ("NULL", nil),
        ] as [(String, Int64?)])
    func counts(json: String, count: Int64?) {
        #expect(Bounds.count(Array(json.utf8)) == count)
    }

    @Test("Counts of a job make sense together or not at all") func jobs() {
        func counts(_ succeeded: String, _ failed: String, _ total: String) -> JobCounts? {
            JobCounts(
                succeeded: Array(succeeded.utf8), failed: Array(failed.utf8), total: Array(total.utf8))
        }
        #expect(counts("9", "1", "10")?.isDone(of: 10) == true)
        #expect(counts("null", "", "10")?.isDone(of: 10) == false)
        #expect(counts("9", "1", "10")?.isDone(ofOthersThan: 12) == true)
        #expect(counts("9", "1", "10")?.isDone(ofOthersThan: 10) == false)
        #expect(counts("0", "0", "0")?.isDone(ofOthersThan: 12) == false)
        #expect(counts("1099511627776", "1099511627776", "1")?.isDone(of: 1) == false)
        #expect(counts("-1", "1", "0") == nil)
        #expect(counts("1", "x", "0") == nil)
        #expect(counts("1", "1", "1e9") == nil)
    }
}
