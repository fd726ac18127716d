import Testing

@testable import MateoCore

/// Lists that are fetched from their address.
@Suite struct FailureReportTests {
    private func read(_ text: String, _ type: RecordType = .contacts) throws -> [MatchedFailure]? {
        guard let report = FailureReport(file: Array(text.utf8), type: type) else { return nil }
        return Array(try report.failures(among: [], atMost: 100))
    }

    @Test(
        "A list may have any form",
        arguments: [
            #"{"external_id":"3","code":"9","message":"m"}"#,
            #"[{"external_id":"3","code":"9","message":"m"}]"#,
            #" {"n":1,"failed":[{"code":"9","message":"m","input":{"external_id":"3"}}]} "#,
            #"{"failed":null,"external_id":"3","code":"9","message":"m"}"#,
            "external_id,code,message\n3,9,m\n", "\u{FEFF}code;message;external_id\r\n9;m;3",
            "{\"external_id\":\"3\",\"code\":\"9\",\"message\":\"m\"}\n\n",
            "\n\n{\"external_id\":\"3\",\"code\":\"9\",\"message\":\"m\"}\r\n7\r\n",
        ])
    func forms(_ text: String) throws {
        let failures = try #require(try read(text))
        #expect(failures.count == 1)
        #expect(failures.first?.externalID == Array("3".utf8))
        #expect(failures.first?.code == Array("9".utf8))
        #expect(failures.first?.message == Array("m".utf8))
        #expect(failures.first?.position == nil)
    }

    @Test("Lines and rows are failures in their order")
    func several() throws {
        for text in [
            "{\"external_id\":1}\n{\"external_id\":2}\n\n{\"external_id\":3}", "external_id\n1\n2\n3\n",
            "[{\"external_id\":1},{\"external_id\":2},{\"external_id\":3}]",
        ] {
            #expect(try read(text)?.map(\.externalID) == [[49], [50], [51]])
        }
    }

    @Test("An empty array is a list")
    func empty() throws {
        #expect(try read("[]") == [])
        #expect(try read(#"{"failed":[]}"#) == [])
        #expect(try read(#"[1,null,"x",[{}],true]"#) == [])
    }

    @Test(
        "What has no known form is no list",
        arguments: [
            "", " ", "<html>", "\u{0}", "just text", "{\"a\":", "name,code\nx,y\n", "17", "null",
            #""failed""#,
            "{\"a\":1}\n{\"a\":", "{\"a\":1}\n{\"a\":2}\n \n", "{\"a\":1} {\"a\":2}", "external_id\n\"1\n",
            "external_id\n\u{0}\n",
        ])
    func others(_ text: String) throws {
        #expect(try read(text) == nil)
    }

    @Test("What is not UTF-8 is no list")
    func encodings() {
        #expect(FailureReport(file: Array("external_id\n".utf8) + [0xFF], type: .contacts) == nil)
        #expect(FailureReport(file: Array("{\"a\":\"".utf8) + [0xFF, 0x22, 0x7D], type: .contacts) == nil)
    }

    @Test("The columns of CSV are those of the type")
    func types() throws {
        #expect(try read("email\nm@example.org\n", .contacts)?.count == 1)
        #expect(try read("email\nm@example.org\n", .deals) == nil)
    }

    @Test(
        "The external id of a record is a text",
        arguments: [
            (#"{"a":{"external_id":"x"},"external_id":"1\u00e4"}"#, "1ä"), (#"{"external_id":17}"#, "17"),
            (#"{"external_id":null}"#, ""), (#"{"a":1}"#, ""), ("[]", ""), ("", ""),
            (#"{"external_id":[ 1 ]}"#, "[1]"),
        ])
    func externalIDs(_ record: String, _ id: String) {
        #expect(FailureReport.externalID(of: Array(record.utf8)) == Array(id.utf8))
    }
}
