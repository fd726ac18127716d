import Testing

@testable import MateoCore

@Suite struct ErrorBodyTests {
    private func read(_ text: String) -> (code: String, message: String, described: String) {
        let body = ErrorBody(reading: Array(text.utf8))
        return (String(decoding: body.code, as: UTF8.self), body.message, body.described.string)
    }

    @Test("Code and message are read, whatever else is in the body")
    func parts() {
        let body = read(#"{"details":null,"code":"PGRST204","hint":{},"message":"no column\n\"a\u0007b\""}"#)
        #expect(body == ("PGRST204", #"no column "a b""#, ", code PGRST204"))
    }

    @Test(
        "What is no error gives an empty one",
        arguments: [
            "", "<html>", "null", "[]", "17", #""code""#, #"[{"code":"1"}]"#,
            #"{"code":null,"message":null}"#, "{}",
            #"{"code":"1""#, #"{"error":{"code":"1"}}"#,
        ])
    func none(_ text: String) {
        #expect(read(text) == ("", "", ""))
        #expect(ErrorBody(reading: Array(text.utf8)) == ErrorBody())
    }

    @Test("Long texts are cut between characters")
    func lengths() {
        let long = String(repeating: "ä", count: 300)
        let body = read(#"{"code":"\#(String(repeating: "1", count: 50))","message":"\#(long)"}"#)
        #expect(body.code == String(repeating: "1", count: 40))
        #expect(body.message == String(repeating: "ä", count: 200))
    }

    @Test("A code that does not look like one is not shown")
    func codes() {
        #expect(read(#"{"code":"max@example.org"}"#) == ("max@example.org", "", ""))
        #expect(read(#"{"code":" 4 2é\n1"}"#) == ("421", "", ", code 421"))
        #expect(read(#"{"code":23514,"message":[ 1 ]}"#) == ("23514", "[1]", ", code 23514"))
    }
}
