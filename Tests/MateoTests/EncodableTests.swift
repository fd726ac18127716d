import Foundation
import Mateo
import Testing

/// Values of a program's own types as records.
@Suite struct EncodableTests {
    private enum Level: String, Encodable { case gold, silver }
    private enum Rank: Int, Encodable { case first = 1 }

    private struct Customer: Encodable {
        var number: String
        var mail: String?
        var level = Level.gold
        var rank = Rank.first
        var since = Date(timeIntervalSince1970: 1_795_543_200)
        var tags = ["gold", "press"]
        var isActive = true

        enum CodingKeys: String, CodingKey {
            case number = "external_id"
            case mail = "email"
            case level, rank, since, tags
            case isActive = "active"
        }
    }

    @Test("A structure becomes a record with the names of its CodingKeys") func usesCodingKeys() throws {
        let record = try MateoRecord(Customer(number: "A-17", mail: "ann@example.com"))
        #expect(
            record == [
                "active": true, "email": "ann@example.com", "external_id": "A-17", "level": "gold", "rank": 1,
                "since": "2026-11-24T18:00:00Z", "tags": ["gold", "press"],
            ])
    }

    @Test("What is nil is left out, and encodeNil erases") func leavesOutNil() throws {
        #expect(try !MateoRecord(Customer(number: "A")).fields.map(\.name).contains("email"))
        #expect(try MateoRecord(["external_id": "A", "phone": nil]) == ["external_id": "A"])
        #expect(try MateoRecord(["a": [nil, "x", nil] as [String?]]) == ["a": ["x"]])
        struct Erased: Encodable {
            func encode(to encoder: any Encoder) throws {
                var container = encoder.container(keyedBy: Name.self)
                try container.encodeNil(forKey: Name("email"))
                try container.encode(String?.none, forKey: Name("city"))
                try container.encode("A", forKey: Name("external_id"))
            }
        }
        #expect(try MateoRecord(Erased()) == ["email": nil, "external_id": "A"])
    }

    private struct Numbers: Encodable {
        var a = Int64.max
        var b = UInt64.max
        var c = Decimal(string: "12345678901234567890.123456789")
        var d = Float(0.1)
        var e = 0.1
        var f = Int8.min
        var h: [UInt8] = [0, 255]
        var i = [1.5, 2]
        var j = Decimal(-5)
    }

    @Test("Numbers keep all their digits") func keepsDigits() throws {
        #expect(
            try MateoRecord(Numbers()) == [
                "a": 9_223_372_036_854_775_807, "b": .json("18446744073709551615"),
                "c": .json("12345678901234567890.123456789"), "d": 0.1, "e": 0.1, "f": -128,
                "h": [0, 255], "i": [1.5, 2.0],
                "j": .json("-5"),
            ])
    }

    @Test(
        "A date is written in UTC, with milliseconds if it has some",
        arguments: [
            (0, "1970-01-01T00:00:00Z"), (1.5, "1970-01-01T00:00:01.500Z"), (-0.001, "1969-12-31T23:59:59.999Z"),
            (0.0004, "1970-01-01T00:00:00Z"), (0.9996, "1970-01-01T00:00:01Z"),
            (253_402_300_799.999, "9999-12-31T23:59:59.999Z"), (-62_135_596_800, "0001-01-01T00:00:00Z"),
        ])
    func writesDates(seconds: Double, text: String) throws {
        #expect(try MateoRecord(["a": Date(timeIntervalSince1970: seconds)]) == ["a": .text(text)])
        #expect(try MateoRecord(["a": [Date(timeIntervalSince1970: seconds)]]) == ["a": [.text(text)]])
    }

    @Test("URL and UUID are texts, a set is sorted") func writesTexts() throws {
        let id = UUID()
        #expect(
            try MateoRecord(["a": URL(string: "https://example.com/a?b")]) == ["a": "https://example.com/a?b"])
        #expect(try MateoRecord(["a": id]) == ["a": .text(id.uuidString)])
        let letters = (0..<50).map { "\($0 + 100)" }
        #expect(try MateoRecord(["a": Set(letters)]) == ["a": .list(letters.map { .text($0) })])
        #expect(try MateoRecord(["a": Optional(Set(letters))]) == ["a": .list(letters.map { .text($0) })])
    }

    @Test("A dictionary, a subclass and a value in a wrapper are records") func takesEveryRecord() throws {
        class Person: Encodable {
            let name = "Ann"
        }
        final class Client: Person {
            let id = 5
            override func encode(to encoder: any Encoder) throws {
                try super.encode(to: encoder)
                var container = encoder.container(keyedBy: Name.self)
                try container.encode(id, forKey: Name("external_id"))
                var list = container.nestedUnkeyedContainer(forKey: Name("tags"))
                try list.encode("gold")
            }
        }
        struct Wrapper: Encodable {
            let value: Customer?
            func encode(to encoder: any Encoder) throws {
                var container = encoder.singleValueContainer()
                try container.encode(value)
            }
        }
        #expect(try MateoRecord(Client()) == ["external_id": 5, "name": "Ann", "tags": ["gold"]])
        #expect(try MateoRecord(Wrapper(value: Customer(number: "A"))) == MateoRecord(Customer(number: "A")))
        let many = Dictionary(uniqueKeysWithValues: (0..<50).map { ("\($0 + 100)", $0) })
        #expect(try MateoRecord(many).fields.map(\.name) == many.keys.sorted())
    }

    private struct Name: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(_ name: String) { stringValue = name }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    /// Encodes itself with a closure.
    private struct Custom: Encodable, Sendable {
        let body: @Sendable (any Encoder) throws -> Void
        func encode(to encoder: any Encoder) throws { try body(encoder) }
    }

    private static let refused: [(Custom, String, Status)] = [
        (Custom { try ["address": ["city": "Köln"]].encode(to: $0) }, #""address" is an object"#, .record),
        (Custom { try ["photo": Data([1])].encode(to: $0) }, #""photo" is of type Data"#, .record),
        (Custom { try ["score": Double.nan].encode(to: $0) }, #""score" is NaN"#, .argument),
        (Custom { try ["score": Float.infinity].encode(to: $0) }, #""score" is NaN"#, .argument),
        (Custom { try ["score": Decimal.nan].encode(to: $0) }, #""score" is NaN"#, .argument),
        (Custom { try ["scores": [1, -Double.infinity]].encode(to: $0) }, #""scores[1]" is NaN"#, .argument),
        (Custom { try ["tags": [["a"]]].encode(to: $0) }, #""tags[0]" is a list"#, .record),
        (Custom { try ["tags": [["a": "b"]]].encode(to: $0) }, #""tags[0]" is an object"#, .record),
        (Custom { try ["tags": ["a": ["b"]]].encode(to: $0) }, #""tags" is an object"#, .record),
        (Custom { try ["flags": [true]].encode(to: $0) }, #""flags[0]" is in a list"#, .record),
        (Custom { try ["sums": [Decimal(1)]].encode(to: $0) }, #""sums[0]" is in a list"#, .record),
        (Custom { try ["a": Date.distantPast - 1e11].encode(to: $0) }, #""a" is a date outside"#, .argument),
        (Custom { try ["a": Date(timeIntervalSince1970: .nan)].encode(to: $0) }, #""a" is a date"#, .argument),
        (Custom { try ["a": [Data()]].encode(to: $0) }, #""a[0]" is of type Data"#, .record),
        (Custom { try [String(repeating: "k", count: 65): Data()].encode(to: $0) }, "a field is of", .record),
        (Custom { try ["a"].encode(to: $0) }, "a list has no fields", .record),
        (Custom { try "text".encode(to: $0) }, "a value of type String has no fields", .record),
        (Custom { try Int?.none.encode(to: $0) }, "nil has no fields", .record),
        (
            Custom { encoder in
                var container = encoder.container(keyedBy: Name.self)
                _ = container.superEncoder().container(keyedBy: Name.self)
            }, #""super" is an object"#, .record
        ),
        (
            Custom { encoder in
                var container = encoder.container(keyedBy: Name.self)
                var list = container.nestedUnkeyedContainer(forKey: Name("a"))
                _ = list.nestedContainer(keyedBy: Name.self)
            }, #""a" holds an object or a list"#, .record
        ),
        (
            Custom { encoder in
                var container = encoder.container(keyedBy: Name.self)
                try container.encode("1", forKey: Name("external_id"))
                try container.encode("2", forKey: Name("external_id"))
            }, #""external_id" is "#, .record
        ),
        (Custom { try ["": "a"].encode(to: $0) }, "a field has no name", .record),
        (Custom { _ = $0.container(keyedBy: Name.self) }, "", .record),
        (Custom { _ in }, "", .record),
        (Custom { try ["full_name": "Ann"].encode(to: $0) }, "", .record),
    ]

    @Test("What cannot be a record is refused with its row and its path", arguments: refused.indices)
    func refuses(_ index: Int) async throws {
        let (value, words, status) = Self.refused[index]
        let contacts = try MateoImport(client(), type: .contacts, name: "refused")
        try await contacts.add(Customer(number: "1"))
        let error = await #expect(throws: MateoError.self) { try await contacts.add(value) }
        #expect(error?.status == status)
        #expect(error?.row == 2)
        #expect(error?.message.hasPrefix("row 2: \(words)") == true, "\(error?.message ?? "")")
        try await contacts.add(Customer(number: "2"))
        #expect(try await contacts.counts.total == 2)
    }

    private struct Own: Error {}

    private struct Sum: Encodable {
        let id: Int
        let sum: Double
        enum CodingKeys: String, CodingKey { case id = "external_id", sum }
    }

    @Test("What encode(to:) throws comes out as it is") func passesErrorsOn() async throws {
        let contacts = try MateoImport(client(), type: .contacts, name: "own errors")
        await #expect(throws: Own.self) { try await contacts.add(Custom { _ in throw Own() }) }
        await #expect(throws: EncodingError.self) {
            try await contacts.add(
                Custom { encoder in
                    throw EncodingError.invalidValue(
                        0, EncodingError.Context(codingPath: encoder.codingPath, debugDescription: ""))
                })
        }
        #expect(try await contacts.counts.total == 0)
    }

    @Test("A literal is a record and not a dictionary, so nil erases") func prefersRecords() async throws {
        let contacts = try MateoImport(client(), type: .contacts, name: "literals")
        try await contacts.add(["external_id": "1", "email": nil])
        try await contacts.add(contentsOf: [["external_id": "2"], ["external_id": "3", "score": 1]])
        let rows: [String: String] = ["external_id": "4"]
        try await contacts.add(rows)
        #expect(try await contacts.counts.total == 4)
    }

    @Test("Sequences of every kind are added in their order") func addsSequences() async throws {
        let contacts = try MateoImport(client(), type: .contacts, name: "sequences")
        try await contacts.add(contentsOf: (1...1000).lazy.map { Customer(number: "\($0)") })
        try await contacts.add(contentsOf: (1001...1600).map { ["external_id": .integer($0)] as MateoRecord })
        let (values, more) = AsyncStream.makeStream(of: Customer.self)
        for number in 1601...1700 { more.yield(Customer(number: "\(number)")) }
        more.finish()
        try await contacts.add(contentsOf: values)
        try await contacts.add(contentsOf: AsyncStream { nil as MateoRecord? })
        let error = await #expect(throws: MateoError.self) {
            try await contacts.add(contentsOf: (1701...2300).map { Sum(id: $0, sum: $0 == 2222 ? .nan : 1) })
        }
        #expect(error?.row == 2222)
        #expect(try await contacts.counts.total == 2221)
    }

    @Test("A sequence that throws leaves what came before, and nothing is sealed") func throwsMidway() async throws {
        let contacts = try MateoImport(client(), type: .contacts, name: "midway")
        let values = AsyncThrowingStream<Customer, any Error> { more in
            for number in 1...300 { more.yield(Customer(number: "\(number)")) }
            more.finish(throwing: Own())
        }
        await #expect(throws: Own.self) { try await contacts.add(contentsOf: values) }
        #expect(try await contacts.counts.total == 300)
        #expect(try await contacts.counts.pending == 300)
        await #expect(throws: MateoError.self) { _ = try await contacts.run() }
        try await contacts.add(Customer(number: "301"))
        try await contacts.seal()
        #expect(try await contacts.counts.total == 301)
    }

    @Test("A sequence that ends since its task is cancelled is no whole sequence") func endsWithItsTask() async throws {
        let contacts = try MateoImport(client(), type: .contacts, name: "cancelled sequence")
        // As an AsyncStream does, it ends without an error.
        let values = AsyncStream<Customer> {
            withUnsafeCurrentTask { $0?.cancel() }
            return nil
        }
        let task = Task { try await contacts.add(contentsOf: values) }
        await #expect(throws: CancellationError.self) { try await task.value }
        let endless = Task {
            try await contacts.add(contentsOf: (2...).lazy.map { Customer(number: "\($0)") })
        }
        endless.cancel()
        await #expect(throws: CancellationError.self) { try await endless.value }
    }

    @Test("Two tasks may add to one import") func takesTwoTasks() async throws {
        let contacts = try MateoImport(client(), type: .contacts, name: "two tasks")
        async let one: Void = contacts.add(contentsOf: (1...700).map { Customer(number: "a\($0)") })
        async let two: Void = contacts.add(contentsOf: (1...700).map { Customer(number: "b\($0)") })
        _ = try await (one, two)
        #expect(try await contacts.counts.total == 1400)
    }

    /// A class that no other thread may have.
    private final class Local: Encodable {
        var id = "1"
        enum CodingKeys: String, CodingKey { case id = "external_id" }
    }

    @Test("Values need not be Sendable") func takesLocalValues() async throws {
        let contacts = try MateoImport(client(), type: .contacts, name: "local")
        let value = Local()
        try await contacts.add(value)
        value.id = "2"
        try await contacts.add(contentsOf: [value])
        #expect(try await contacts.counts.total == 2)
    }
}
