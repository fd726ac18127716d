import MateoCore
import Testing

/// Messages go into logs, and so they hold no part of a record.
@Suite struct PrivacyTests {
    static let csv = [
        "1,NAME,NAME\n", "NAME\n", "NAME,\n", "id,\"NAME\"NAME\n", "id,\"NAME\n", "id,NAME\u{0}\n",
        "\"NAME\n\nNAME",
        "id,NAME,NAME\n", "id,city\n1\n", "id,city\n1,2,NAME\n", "id,city\n1,\"NAME\"NAME\n", "id,city\n1,\"NAME",
        "id,city\n1,NAME\u{0}", "id,city,\n1,NAME,NAME\n", "id,city\nNAME\n", "id,NAME\u{7F}NAME\n1,\"NAME",
        "id,city\n1," + String(repeating: "NAME", count: 100) + "\n",
        String(repeating: "NAME", count: 70) + ",id\n",
    ]

    static let json = [
        "{\"NAME\":1,\"NAME\":1}", "{\"id\":{\"NAME\":1,\"NAME\":1}}", "{\"NAME\":NAME}", "{\"NAME\" NAME}",
        "NAME",
        "{\"NAME\":\"NAME\"}", "{\"NAME\":\"\\NAME\"}", "{\"NAME\":\"NAME\\u0000\"}", "{\"NAME\":\"NAME\n\"}",
        "{\"id\":1,NAME}", "{\"id\":1} NAME", "{\"NAME\":\"NAME", "{\"NAME\":\"\\ud800NAME\"}",
        "{\"\":\"NAME\"}", "{\"" + String(repeating: "NAME", count: 70) + "\":1}",
        "{\"id\":\"" + String(repeating: "NAME", count: 100) + "\"}",
        "{\"id\":\"NAME\",\"NAME\":" + String(repeating: "[", count: 40),
    ]

    @Test("CSV", arguments: csv)
    func csvMessages(_ text: String) {
        for invalid in [[], [0xFF]] as [[UInt8]] {
            let outcome = read(
                CSVReader(type: .contacts), Array(text.utf8) + invalid, limits: BatchLimits(bytes: 200))
            #expect(outcome.error != nil)
            #expect(outcome.error?.message.contains("NAM") != true)
        }
    }

    @Test("JSON", arguments: json)
    func jsonMessages(_ text: String) {
        for form in [JSONReader.Form.lines, .document] {
            let outcome = read(
                JSONReader(type: .contacts, form: form), Array(text.utf8), limits: BatchLimits(bytes: 200))
            #expect(outcome.error != nil || outcome.leftOut.count == 1)
            #expect(outcome.leftOut.first?.why.reason.contains("NAM") != true)
            #expect(outcome.error?.message.contains("NAM") != true)
        }
    }
}
