import MateoCore
import Testing

@Suite struct PollColumnsTests {
    @Test("The column that a message names is found") func theNamedColumnIsFound() throws {
        let all = PollColumns()
        #expect(all.list == "id,total_count,success_count,failed_count,hints,failed,failed_url,updated_at")
        let first = try #require(all.column(namedIn: "column import.failed_url does not exist"))
        #expect(first.list == "id,total_count,success_count,failed_count,hints,failed,updated_at")
        let second = try #require(first.column(namedIn: "column \"failed\" does not exist"))
        #expect(second.list == "id,total_count,success_count,failed_count,hints,failed_url,updated_at")
        #expect(second.column(namedIn: "column import.failed does not exist") == nil)
        #expect(
            first.without(second).list == "id,total_count,success_count,failed_count,hints,updated_at")
    }

    @Test(
        "A message that names no column gives none",
        arguments: ["", "?", "unexpected failedX or prefailed", "column import.total_count does not exist"])
    func withoutANameNothingIsKnown(_ message: String) {
        #expect(PollColumns().column(namedIn: message) == nil)
    }

    @Test("The least sure column goes first, and those of all versions stay")
    func theLeastSureGoesFirstAndThoseOfAllVersionsStay() {
        var columns = PollColumns()
        var lists: [String] = []
        while columns.leaveOutLeastSure() { lists.append(columns.list) }
        #expect(
            lists == [
                "id,total_count,success_count,failed_count,failed,failed_url,updated_at",
                "id,total_count,success_count,failed_count,failed_url,updated_at",
                "id,total_count,success_count,failed_count,updated_at",
                "id,total_count,success_count,failed_count",
            ])
        #expect(PollColumns(lacking: columns.lacking).list == lists.last)
    }

    @Test("An answer that is too large loses its long columns") func aLongAnswerLosesItsLongColumns() {
        var columns = PollColumns()
        let first = columns.leaveOutLongest()
        #expect(first)
        #expect(columns.list == "id,total_count,success_count,failed_count,failed_url,updated_at")
        let again = columns.leaveOutLongest()
        #expect(!again)
    }
}
