#if os(Linux)
import Testing

@testable import MateoCore

/// Each test is a process of its own with little memory left; its exit code tells which check failed.
@Suite struct AnswerMemoryTests {
    @Test("An answer that lacks memory is not read")
    func answers() async {
        await #expect(processExitsWith: .success) {
            let job = Array(#"[{"id":"1"}]"#.utf8)
            let large = job + [UInt8](repeating: 32, count: 8 << 20)
            SmallProcess.check(JobReport.jobs(in: large) != nil, 3)
            SmallProcess.limitMemory()
            SmallProcess.check(JobReport.jobs(in: large) == nil, 4)
            SmallProcess.check(JobReport.jobs(in: job) != nil, 5)
        }
    }

    @Test("Rows of CSV that lack memory are no list")
    func rows() async {
        await #expect(processExitsWith: .success) {
            let large = Array("external_id\n".utf8) + [UInt8](repeating: 49, count: 8 << 20)
            SmallProcess.check(FailureReport(file: large, type: .contacts) != nil, 3)
            SmallProcess.limitMemory()
            SmallProcess.check(FailureReport(file: large, type: .contacts) == nil, 4)
            SmallProcess.check(FailureReport(file: Array("id\n1".utf8), type: .contacts) != nil, 5)
        }
    }

    @Test("Failures that lack memory to be matched are an error")
    func failures() async {
        await #expect(processExitsWith: .success) {
            let rows = Array((0..<100_000).map { #"{"external_id":"\#($0)"}"# }.joined(separator: ",").utf8)
            guard let report = FailureReport(file: [91] + rows + [93], type: .contacts) else {
                return SmallProcess.check(false, 2)
            }
            let few = Array(#"{"external_id":"7"}"#.utf8)
            SmallProcess.limitMemory()
            SmallProcess.checkFails(3) { () throws(MateoError) in
                _ = try report.failures(among: rows, atMost: 100_000)
            }
            let small = FailureReport(file: few, type: .contacts)
            SmallProcess.check(try small?.failures(among: few, atMost: 1).first?.position == 0, 4)
        }
    }
}
#endif
