import Testing

@testable import MateoCore

@Suite struct JobReportTests {
    private func jobs(_ text: String) -> [JobReport]? {
        JobReport.jobs(in: Array(text.utf8))
    }

    private func job(_ members: String) throws -> JobReport {
        try #require(jobs(#"[{"id":"a-1",\#(members)}]"#)?.first)
    }

    @Test("A job is read from an array, and alone")
    func forms() throws {
        let text =
            #"{"id":"3c90c3cc","reference_id":"r","total_count":3,"success_count":2,"failed_count":1,"failed_url":"https://a\/b"}"#
        for answer in [text, "[\(text)]", " [\n\(text) ] "] {
            let job = try #require(jobs(answer)?.first)
            #expect(job.id == "3c90c3cc")
            #expect(job.reference == "r")
            #expect(!job.hidesReference)
            #expect(job.shows("r") && !job.shows("R"))
            #expect(job.counts == JobCounts(succeeded: [50], failed: [49], total: [51]))
            #expect(job.listURL == "https://a/b")
            #expect(job.failures == nil)
            #expect(job.hints == [])
        }
        #expect(jobs("[]")?.count == 0)
        #expect(jobs(#"[{"id":"1"},{"id":"2"}]"#)?.map(\.id) == ["1", "2"])
    }

    @Test(
        "An answer that holds something else proves nothing",
        arguments: [
            "", "<html>", "null", "17", #""ok""#, "{}", "[1]", "[null]", "[[]]", #"[{"id":"1"},{}]"#,
            #"[{"id":"1"},7]"#,
            #"[{"id":1}]"#, #"[{"id":""}]"#, #"[{"id":null}]"#, #"[{"id":"a b"}]"#, #"[{"id":"a/b"}]"#,
            #"[{"id":"ä"}]"#,
            #"[{"id":"\#(String(repeating: "1", count: 65))"}]"#, #"[{"id":"1"}"#, #"{"id":"1"} x"#,
        ])
    func others(_ text: String) {
        #expect(jobs(text) == nil)
    }

    @Test("An answer may hold ten thousand jobs, and no more")
    func most() {
        for (count, isTaken) in [(10_000, true), (10_001, false)] {
            let text = "[" + Array(repeating: #"{"id":"1"}"#, count: count).joined(separator: ",") + "]"
            #expect((jobs(text) != nil) == isTaken)
        }
    }

    @Test("A reference that is missing is not one that is null")
    func references() throws {
        #expect(try job(#""a":1"#).hidesReference)
        for value in ["null", "7", "[]"] {
            let job = try job(#""reference_id":\#(value)"#)
            #expect(job.reference == nil && !job.hidesReference && !job.shows(""))
        }
    }

    @Test(
        "Counts that make no sense are none",
        arguments: [
            "9223372036854775807", "-1", "1e3", "1.0", #""12""#, "true", "[1]", "{}", "99999999999999999999",
        ])
    func oddCounts(_ count: String) throws {
        #expect(try job(#""success_count":\#(count)"#).counts == nil)
        #expect(try job(#""failed_count":\#(count)"#).counts == nil)
        #expect(try job(#""total_count":\#(count)"#).counts == nil)
    }

    @Test("Counts that are null or missing are 0")
    func noCounts() throws {
        let none = JobCounts(succeeded: [], failed: [], total: [])
        #expect(try job(#""a":0"#).counts == none)
        #expect(try job(#""success_count":null,"failed_count":null"#).counts == none)
    }

    @Test("A list of failed records is an array")
    func lists() throws {
        for value in ["null", "{}", #""[]""#, "7"] {
            #expect(try job(#""failed":\#(value)"#).failures == nil)
        }
        #expect(try job(#""failed":[]"#).failures != nil)
        #expect(try job(#""failed_url":null"#).listURL == nil)
    }

    @Test(
        "Hints are kept whatever their form",
        arguments: [
            (
                #"["one",{ "field" : "e mail" },null,[7],8,true]"#,
                ["one", #"{"field":"e mail"}"#, "[7]", "8", "true"]
            ),
            (#""a\ntext""#, ["a\ntext"]), (#"{"field":"email"}"#, [#"{"field":"email"}"#]), ("null", []),
            ("[]", []),
            ("7", []),
            ("[\"\(String(repeating: "ä", count: 3000))\"]", [String(repeating: "ä", count: 2000)]),
            (
                "[null,\(Array(repeating: "1", count: 150).joined(separator: ","))]",
                Array(repeating: "1", count: 100)
            ),
        ])
    func hints(_ hints: String, _ kept: [String]) throws {
        #expect(try job(#""hints":\#(hints)"#).hints.map { String(decoding: $0, as: UTF8.self) } == kept)
    }

    @Test("What a job tells is short, and changes with its counts")
    func told() throws {
        let told = try job(#""updated_at":"2026-01-01","failed_count":1,"success_count":2"#).told
        #expect(String(decoding: told, as: UTF8.self) == #"[null,2,1,"2026-01-01"]"#)
        let long = try job(#""total_count":"\#(String(repeating: "€", count: 5000))""#).told
        #expect(long.count == 200 - (200 - 2) % 3)
        #expect(UTF8Check.firstFault(in: long.span) == nil)
    }
}
