import MateoCore
import Testing

@Suite struct PollColumnsTests {
    @Test func theNamedColumnIsLeftOut() {
        var columns = PollColumns()
        #expect(
            columns.list == "id,total_count,success_count,failed_count,hints,failed,failed_url,updated_at")
        let first = columns.leaveOut(namedIn: "column import.failed_url does not exist")
        #expect(first)
        #expect(columns.list == "id,total_count,success_count,failed_count,hints,failed,updated_at")
        let second = columns.leaveOut(namedIn: "column \"failed\" does not exist")
        #expect(second)
        #expect(columns.list == "id,total_count,success_count,failed_count,hints,updated_at")
        let again = columns.leaveOut(namedIn: "column import.failed does not exist")
        #expect(!again)
    }

    @Test(arguments: ["", "?", "unexpected failedX or prefailed", "column import.total_count does not exist"])
    func withoutANameNothingIsKnown(_ message: String) {
        var columns = PollColumns()
        let found = columns.leaveOut(namedIn: message)
        #expect(!found)
        #expect(columns == PollColumns())
    }

    @Test func theLeastSureGoesFirstAndThoseOfAllVersionsStay() {
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

    @Test func aLongAnswerLosesItsLongColumns() {
        var columns = PollColumns()
        let first = columns.leaveOutLongest()
        #expect(first)
        #expect(columns.list == "id,total_count,success_count,failed_count,failed_url,updated_at")
        let again = columns.leaveOutLongest()
        #expect(!again)
    }

    @Test func lacksAddUp() {
        var named = PollColumns()
        _ = named.leaveOut(namedIn: "hints")
        var long = PollColumns()
        _ = long.leaveOut(namedIn: "failed")
        #expect(
            named.without(long).list == "id,total_count,success_count,failed_count,failed_url,updated_at")
    }
}
