/// Pieces of answers that are JSON whatever bytes choose their parts, so that most of what a fuzzer changes still gets
/// past the parser. For each part the digit "0" chooses what a service should say.
struct OddAnswer {
    /// The identifiers or references that are asked for.
    let asked: [String]
    /// The batch of the last POST.
    let posted: ScriptedService.Posted
    /// A number that no other answer has.
    let number: Int

    /// A job: its identifier, reference, three counts, list of failed records, address of that list, and hints. The last
    /// count is by default what the others leave, so that they add up however odd they are.
    func job(_ bytes: inout ArraySlice<UInt8>) -> String {
        let (id, reference) = (choice(&bytes, identifiers), choice(&bytes, references))
        let (total, succeeded) = (choice(&bytes, counts), choice(&bytes, counts))
        let left = Int64(total ?? "").flatMap { total in Int64(succeeded ?? "").map { total &- $0 } }
        let members = [
            ("id", id), ("reference_id", reference), ("total_count", total), ("success_count", succeeded),
            ("failed_count", choice(&bytes, [left.map { "\($0)" }] + counts)),
            ("failed", choice(&bytes, lists)),
            ("failed_url", choice(&bytes, addresses)), ("hints", choice(&bytes, Self.hints)),
        ]
        let texts = members.compactMap { name, value in value.map { "\"\(name)\":\($0)" } }
        return "{\(texts.joined(separator: ","))}"
    }

    /// The body of an error: its code and its message.
    func error(_ bytes: inout ArraySlice<UInt8>) -> String {
        let code = choice(&bytes, Self.codes) ?? "null"
        let message = choice(&bytes, Self.messages) ?? "null"
        return "{\"code\":\(code),\"message\":\(message)}"
    }

    /// The failed records of a job: how many, and what is told of each.
    func failures(_ bytes: inout ArraySlice<UInt8>) -> String {
        let amount = Int(choice(&bytes, ["1", "2", "0", "3", "9", "300"]) ?? "") ?? 0
        let entry = choice(&bytes, failedEntries) ?? "null"
        return "[\([String](repeating: entry, count: amount).joined(separator: ","))]"
    }

    static func identifier(_ number: Int) -> String {
        let digits = String(number)
        return "00000000-0000-4000-8000-" + String(repeating: "0", count: max(0, 12 - digits.count)) + digits
    }

    private func choice(_ bytes: inout ArraySlice<UInt8>, _ values: [String?]) -> String? {
        values[Int((bytes.popFirst() ?? UInt8(ascii: "0")) &- UInt8(ascii: "0")) % values.count]
    }

    private var identifiers: [String?] {
        let known = (0..<5).map { index in "\"\(index < asked.count ? asked[index] : "none")\"" }
        return known + [
            "\"\(Self.identifier(number))\"", nil, "null", "\"\"", "7", "\"a/b?c&d\"",
            "[\"\(asked.first ?? "")\"]",
            "\"\(String(repeating: "i", count: 65))\"", "\"\(Self.identifier(1))\"", "\"\\u0000\"",
        ]
    }

    private var references: [String?] {
        let known = (0..<3).map { index in "\"\(index < asked.count ? asked[index] : posted.reference)\"" }
        return [known[0], nil, "null", "\"other\"", known[1], known[2], "\"\(posted.reference)\"", "7", "{}"]
    }

    private var counts: [String?] {
        let records = posted.records
        return [
            "\(records)", "0", "1", "\(records - 1)", "\(records + 1)", "null", nil, "-1", "\(Int64.max)",
            "\(Int64.max / 2 + 1)", "\(Int64.min)", "\(Int64.max / 2)", "9007199254740993", "\"\(records)\"",
            "1.5",
            "1e999", "[]", "{\"a\":1}", "true", "18446744073709551616", "\"\(Int64.max)\"",
        ]
    }

    private var failedEntries: [String?] {
        let record = posted.firstRecord
        return [
            "{\"code\":\"23505\",\"message\":\"is there\",\"input\":\(record)}", "{\"input\":\(record)}",
            "{}", "null", "1",
            "{\"input\":{\"external_id\":\"1\"}}", "{\"external_id\":\"2\",\"row\":1}",
            "{\"input\":\"\(posted.records)\"}",
            "{\"code\":{\"a\":[]},\"message\":7,\"input\":[\(record)]}", "[]", record,
            "{\"input\":null,\"code\":null}",
            "{\"code\":\"\\u0000\\ud800\",\"message\":\"\\u0001\\n\",\"input\":{\"external_id\":7}}",
        ]
    }

    private var lists: [String?] {
        var none: ArraySlice<UInt8> = []
        var two = Array("10".utf8)[...]
        return [
            nil, failures(&none), "[]", "null", "{}", "\"[]\"", "[[]]", "1", failures(&two),
            String(repeating: "[", count: 900) + String(repeating: "]", count: 900),
        ]
    }

    private var addresses: [String?] {
        [
            nil, "\"https://files.example/\(number)\"", "\"http://127.0.0.1/x\"", "null", "\"\"", "7",
            "\"file:///etc/x\"",
            "\"/relative\"", "\"https://u:p@files.example:99999/\"",
            "\"https://integration.getmateo.com/api/v1/list\"",
            "\"https://a b\\n\"", "\"\(String(repeating: "h", count: 9000))\"",
        ]
    }

    private static let hints: [String?] = [
        nil, "[\"taken\"]", "\"taken\"", "{\"row\":1}", "[]", "null", "[null,{},[1]]", "3", "[\"\\u0000\"]",
        "[\(Array(repeating: "1", count: 300).joined(separator: ","))]",
    ]

    private static let codes: [String?] = [
        "\"22P02\"", "\"57014\"", "\"23505\"", "\"PGRST204\"", "\"42501\"", "\"42703\"", "null", "7", "{}",
        "\"\\u0000\\n\"", "\"\(String(repeating: "c", count: 300))\"",
    ]

    private static let messages: [String?] = [
        "\"no\"", "\"column import.failed does not exist\"", "\"Could not find the 'hints' column\"", "null",
        "7",
        "\"\\u0000\\u001b[1m\\n\"", "\"\(String(repeating: "\\ud83d\\ude00", count: 300))\"",
        "[\"failed_url\"]",
        "\"column import.reference_id does not exist\"",
    ]
}
