import MateoCore
import Testing

/// What a reader keeps of earlier records makes it faster, and changes nothing else.
@Suite struct JSONFieldsTests {
    /// A record of fields from a small stock, mostly in their order, so that names repeat, swap places and are missing.
    private func record(_ random: inout Numbers) -> String {
        let names = [
            "id", "email", "a", "b", "name", "name2", "twenty-nine-bytes-of-a-name-x",
            "thirty-bytes-of-a-long-name-xx",
            "ümlaut", #"\u0061"#, "",
        ]
        var order = Array(names.indices.dropLast(2))
        if random.next(4) == 0 { order.swapAt(random.next(order.count), random.next(order.count)) }
        order.removeAll { _ in random.next(4) == 0 }
        if random.next(6) == 0 { order.insert(random.next(names.count), at: random.next(order.count + 1)) }
        let (space, gap) = (["", "", " ", "  "][random.next(4)], ["", "", " ", "\t"][random.next(4)])
        let fields = order.map { "\"\(names[$0])\":\(space)\(value(&random))" }
        return "{" + fields.joined(separator: ",\(gap)") + "}"
    }

    private func value(_ random: inout Numbers) -> String {
        let values = [
            "\"x\"", "\"\"", "\"Müller\"", "\"日本 😀\"", #""a\"b\\""#, "12", "-1.5e3", "true", "null",
            "[1,{\"id\":2}]",
            "{\"id\":\"1\",\"a\":{\"a\":\"2\"}}", "\"\(String(repeating: "long ", count: random.next(40)))\"",
            "{\"id\":1,\"id\":2}", "\"tab\tinside\"", "nul", "\"\\u0000\"",
        ]
        // The last ones are faults, and rare.
        return values[random.next(random.next(40) == 0 ? values.count : values.count - 4)]
    }

    @Test("A record is read as if it were the first", arguments: 0..<400)
    func alone(_ seed: Int) {
        var random = Numbers(state: UInt64(seed))
        let lines = (0..<30).map { _ in record(&random) }
        let outcome = read(
            JSONReader(type: .contacts, form: .lines), Array(lines.joined(separator: "\n").utf8))
        var whole: [String] = []
        for (number, line) in lines.enumerated() {
            let alone = read(JSONReader(type: .contacts, form: .lines), Array(line.utf8))
            if let error = alone.error {
                #expect(outcome.error?.status == error.status)
                #expect(outcome.error?.row == Int64(number + 1))
                #expect(shortened(outcome.error) == shortened(error))
                break
            }
            whole += alone.batches
        }
        #expect(outcome.records == whole.joined(separator: ","))
    }

    /// The message without its place.
    private func shortened(_ error: MateoError?) -> String? {
        guard let message = error?.message, let start = message.firstIndex(where: { $0 == ":" }) else {
            return nil
        }
        return String(message[start...].prefix { $0 != "(" })
    }

    @Test("A name that comes twice is found, whichever way it was read", arguments: [0, 1, 2, 3, 4])
    func duplicates(_ kind: Int) {
        let first = #"{"id":"1","a":"2","b":"3"}"#
        let second = [
            #"{"id":"1","a":"2","a":"3"}"#, #"{"id":"1","b":"2","a":"3","b":"4"}"#,
            #"{"id":"1","\u0061":"2","a":"3"}"#, #"{"id":"1","a":"2","b":"3","\u0061":"4"}"#,
            // Two spaces have the name read byte by byte, though it is known.
            #"{"id":"1",  "a":"2","a":"3"}"#,
        ][kind]
        // Near the end of the input all names are read byte by byte.
        let outcome = json(first + "\n" + second + String(repeating: " ", count: 100), .lines)
        #expect(outcome.records == first)
        #expect(outcome.error?.status == .record)
        #expect(outcome.error?.message.contains("repeats the name of field 2") == true)
    }

    @Test("A record may have as many fields as without earlier ones")
    func many() {
        let fields = (0..<2000).map { "\"f\($0)\":\"x\"" }
        let known = "{\"id\":\"1\"," + fields.suffix(40).joined(separator: ",") + "}"
        let most = "{" + (["\"id\":\"1\""] + fields.dropFirst()).joined(separator: ",") + "}"
        #expect(json(known + "\n" + most, .lines).records == known + "," + most)
        let more = "{" + (["\"id\":\"1\""] + fields).joined(separator: ",") + "}"
        #expect(json(known + "\n" + more, .lines).error?.status == .limit)
    }
}
