import MateoCore
import Testing

/// The setters, for texts of tests.
extension RecordBuilder {
    fileprivate mutating func text(bytes name: [UInt8], bytes value: [UInt8]) throws(MateoError) {
        try setText(name.span, value.span)
    }

    fileprivate mutating func text(_ name: String, bytes value: [UInt8]) throws(MateoError) {
        try text(bytes: Array(name.utf8), bytes: value)
    }

    fileprivate mutating func text(_ name: String, _ value: String) throws(MateoError) {
        try text(name, bytes: Array(value.utf8))
    }

    fileprivate mutating func number(_ name: String, _ value: Double) throws(MateoError) {
        let name = Array(name.utf8)
        try setNumber(name.span, value)
    }

    fileprivate mutating func integer(_ name: String, _ value: Int64) throws(MateoError) {
        let name = Array(name.utf8)
        try setInteger(name.span, value)
    }

    fileprivate mutating func boolean(_ name: String, _ value: Bool) throws(MateoError) {
        let name = Array(name.utf8)
        try setBoolean(name.span, value)
    }

    fileprivate mutating func null(_ name: String) throws(MateoError) {
        let name = Array(name.utf8)
        try setNull(name.span)
    }

    fileprivate mutating func list(_ name: String) throws(MateoError) {
        let name = Array(name.utf8)
        try setList(name.span)
    }

    fileprivate mutating func append(_ name: String, bytes value: [UInt8]) throws(MateoError) {
        let name = Array(name.utf8)
        try appendToList(name.span, value.span)
    }

    fileprivate mutating func append(_ name: String, _ value: String) throws(MateoError) {
        try append(name, bytes: Array(value.utf8))
    }
}

@Suite struct RecordBuilderTests {
    private func added(_ record: borrowing RecordBuilder, type: RecordType = .contacts) throws -> String {
        var batch = BatchBuilder()
        try record.add(to: &batch, type: type)
        return batch.bytes.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
    }

    @Test("Every kind of field is written") func everyKindOfField() throws {
        var record = RecordBuilder()
        try record.text("external_id", "a\"ä\\")
        try record.text("t", "\n")
        try record.number("n", 1.5)
        try record.integer("i", .min)
        try record.boolean("b", true)
        try record.null("x")
        try record.list("e")
        try record.append("l", "1")
        try record.append("l", "")
        #expect(
            try added(record)
                == #"{"external_id":"a\"ä\\","t":"\n","n":1.5,"i":-9223372036854775808,"b":true,"x":null,"e":[],"l":["1",""]}"#
        )
        record.removeAll()
        let isEmpty = record.isEmpty
        #expect(isEmpty)
        try record.text("external_id", "2")
        #expect(try added(record) == #"{"external_id":"2"}"#)
    }

    @Test(
        "Numbers have as few digits as give the same number",
        arguments: [
            (0, "0"), (1, "1"), (-3, "-3"), (0.1, "0.1"), (1e20, "1e+20"), (.leastNonzeroMagnitude, "5e-324"),
            (1e15, "1000000000000000"),
            (.greatestFiniteMagnitude, "1.7976931348623157e+308"), (123456.789, "123456.789"), (-0.5, "-0.5"),
        ] as [(Double, String)])
    func numbers(_ value: Double, _ expected: String) throws {
        var record = RecordBuilder()
        try record.number("id", value)
        #expect(try added(record) == "{\"id\":\(expected)}")
        #expect(Double(expected) == value)
    }

    @Test("Every byte of a text is written at every distance") func everyByteOfATextAtEveryDistance() throws {
        var record = RecordBuilder()
        for byte in UInt8(1)...0x7F {
            for distance in 0..<18 {
                let value =
                    String(repeating: "ä", count: distance / 2) + String(repeating: "x", count: distance)
                    + String(UnicodeScalar(byte)) + "€"
                record.removeAll()
                try record.integer("id", 1)
                try record.text("t", value)
                #expect(try added(record) == "{\"id\":1,\"t\":\"\(SimpleCSV.escaped(Array(value.utf8)))\"}")
            }
        }
    }

    @Test("A faulty field is refused and leaves the record as it was") func refusals() throws {
        var record = RecordBuilder()
        try record.text("id", "1")
        #expect(throws: MateoError(.record, "\"id\" is already set")) {
            try record.boolean("id", true)
        }
        #expect(throws: MateoError(.record, "a field has no name")) { try record.null("") }
        #expect(throws: MateoError(.argument, "\"n\" is NaN or infinite, which JSON does not allow")) {
            try record.number("n", .nan)
        }
        #expect(throws: MateoError(.argument, "\"n\" is NaN or infinite, which JSON does not allow")) {
            try record.number("n", -.infinity)
        }
        #expect(throws: MateoError(.encoding, "the text of \"t\" is not UTF-8 (byte offset 1)")) {
            try record.text("t", bytes: [0x41, 0xC3])
        }
        #expect(throws: MateoError(.encoding, "the text of \"t\" holds a NUL byte (byte offset 0)")) {
            try record.append("t", bytes: [0])
        }
        #expect(throws: MateoError(.encoding, "the text of a field is not UTF-8 (byte offset 0)")) {
            try record.text(bytes: [0xFF], bytes: [])
        }
        #expect(throws: MateoError(.limit, "a field name is longer than 255 bytes")) {
            try record.null(String(repeating: "k", count: 256))
        }
        #expect(try added(record) == #"{"id":"1"}"#)
    }

    @Test("Huge texts are refused at once") func hugeTextsAreRefusedAtOnce() throws {
        var record = RecordBuilder(limits: BatchLimits(bytes: 100))
        try record.text("id", String(repeating: "x", count: 60))
        #expect(
            throws: MateoError(
                .limit, "the text of \"t\" makes the record larger than a batch may be (100 bytes)")
        ) {
            try record.text("t", String(repeating: "x", count: 60))
        }
        #expect(try added(record) == "{\"id\":\"\(String(repeating: "x", count: 60))\"}")
    }

    @Test("Only the last list is appended to") func listsAreAppendedToOnlyAtTheEnd() throws {
        var record = RecordBuilder()
        try record.append("whatsapp", "1")
        try record.null("n")
        #expect(throws: MateoError(.record, "\"whatsapp\" is already set")) {
            try record.append("whatsapp", "2")
        }
        #expect(try added(record) == #"{"whatsapp":["1"],"n":null}"#)
    }

    @Test("A record needs an identifier") func identifiersAreNeeded() throws {
        var record = RecordBuilder()
        var batch = BatchBuilder(previousRecords: 9)
        #expect(throws: MateoError.self) { try record.add(to: &batch, type: .contacts) }
        try record.text("name", "x")
        try record.text("external_id", "")
        try record.null("id")
        try record.list("sms")
        do throws(MateoError) {
            try record.add(to: &batch, type: .contacts)
            Issue.record("taken without an identifier")
        } catch {
            #expect(error.status == .record)
            #expect(error.row == 10)
        }
        try record.text("email", "a@b.de")
        #expect(throws: MateoError.self) { try record.add(to: &batch, type: .deals) }
        expect(batch, isFull: false, records: 0)
        try record.add(to: &batch, type: .contacts)
        let rows = (batch.firstRow, batch.totalRecords)
        #expect(rows == (10, 10))
    }

    @Test("Identifiers are cleaned, and a fault is told at once, with the field") func checks() throws {
        var record = RecordBuilder()
        try record.text("external_id", "\u{A0}7 ")
        try record.text("sms", "NULL")
        try record.append("whatsapp", " 1")
        try record.append("whatsapp", "")
        #expect(try added(record) == #"{"external_id":"7","whatsapp":["1"]}"#)
        try record.text("email", "Ada <ada@x.de>")
        var batch = BatchBuilder()
        #expect(
            throws: MateoError(
                .record, #"row 1: field "email": not an e-mail address such as name@example.org"#, row: 1)
        ) { try record.add(to: &batch, type: .contacts) }
        expect(batch, isFull: false, records: 0)
        try record.add(to: &batch, type: .deals)
        expect(batch, isFull: false, records: 1)
    }

    private func expect(_ batch: borrowing BatchBuilder, isFull: Bool, records: Int) {
        let state = (batch.isFull, batch.records)
        #expect(state == (isFull, records))
    }

    @Test("A record that no longer fits fills the batch") func fullBatches() throws {
        var record = RecordBuilder()
        try record.text("id", String(repeating: "x", count: 40))
        var batch = BatchBuilder(limits: BatchLimits(bytes: 64))
        try record.add(to: &batch, type: .contacts)
        expect(batch, isFull: false, records: 1)
        try record.add(to: &batch, type: .contacts)
        expect(batch, isFull: true, records: 1)
        #expect(throws: MateoError.self) { try record.add(to: &batch, type: .contacts) }
        batch.removeBatch()
        expect(batch, isFull: false, records: 1)
        let place = (batch.firstRow, batch.bytes.count)
        #expect(place == (2, 49))
        try record.text("city", "more than is left")
        #expect(throws: MateoError.self) { try record.add(to: &batch, type: .contacts) }
        expect(batch, isFull: false, records: 1)
    }
}
