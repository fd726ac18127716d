import MateoCore
import Testing

@Suite struct HTTPDateTests {
    @Test(
        "A date of the preferred form is read, and no other",
        arguments: [
            ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777), ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
            ("Thu, 29 Feb 2024 23:59:59 GMT", 1_709_251_199),
            ("Fri, 01 Mar 2024 00:00:00 GMT", 1_709_251_200),
            ("Sun, 06 Nov 1994 08:49:37 GM", nil), ("Sunday, 06-Nov-94 08:49:37 GMT", nil),
            ("Sun, 06 Foo 1994 08:49:37 GMT", nil), ("Sun, 0x Nov 1994 08:49:37 GMT", nil),
            ("Sun, 00 Nov 1994 08:49:37 GMT", nil), ("Sun, 06 Nov 1994 24:49:37 GMT", nil), ("", nil),
        ])
    func seconds(text: String, expected: Int64?) {
        #expect(HTTPDate.seconds(Array(text.utf8).span) == expected)
    }
}
