import Testing

@testable import MateoSandbox

/// Imports into a database in memory, without a server and without waiting.
struct ImportRunnerTests {
    private let database: Database
    private let imports: ImportStore
    private let runner: ImportRunner
    private let entities: Entities

    init() throws {
        var settings = Sandbox.Settings()
        settings.customField = ["tags:string_list"]
        entities = try settings.entities()
        database = try Database(path: nil)
        try entities.create(in: database)
        imports = try ImportStore(database: database, startsWithZero: false)
        runner = try ImportRunner(database: database, entities: entities, steps: 2, fileBase: nil)
    }

    private func add(_ payload: String, type: String = "contact_details") throws -> Int64 {
        let bytes = Bytes(#"{"type":"\#(type)","payload":\#(payload)}"#.utf8)
        let body = try ImportBody(bytes, takesReferenceID: true)
        return try imports.add(
            body, bytes: bytes, keepsReferenceID: true, fault: nil, at: Timestamp(microseconds: 0))
    }

    private func run(_ number: Int64) throws {
        for step in 1...2 { try runner.run(import: number, step: step, at: Timestamp(microseconds: 0)) }
    }

    private func column(_ name: String, of number: Int64) throws -> String {
        let resource = Resource.imports(failedInline: true)
        let row = try ResourceReader(database: database).row(number, [resource.column(name)], of: resource)
        return String(decoding: row, as: UTF8.self)
    }

    /// The SQLSTATE of a single row, or nil if it is imported.
    private func failure(_ row: String, type: String = "contact_details") throws -> String? {
        let number = try add("[\(row)]", type: type)
        try run(number)
        let failed = try column("failed", of: number)
        guard failed != #"{"failed":[]}"# else { return nil }
        return failed.split(separator: "\"", maxSplits: 6).dropFirst(5).first.map(String.init)
    }

    @Test(
        "Each rule has its SQLSTATE",
        arguments: [
            (#"{"external_id":"1"}"#, nil), (#"{"external_id":17}"#, nil), (#"{"email":"a@b.de"}"#, nil),
            (#"{"full_name":"nobody"}"#, "23502"), (#"{"external_id":null}"#, "23502"),
            (#"{"external_id":""}"#, "23514"),
            (#"{"email":"a@b"}"#, "23514"), (#"{"email":"a b@c.de"}"#, "23514"),
            (#"{"email":"@b.de"}"#, "23514"),
            (#"{"email":"a@b..de"}"#, "23514"), (#"{"email":"a@b.de."}"#, "23514"),
            (#"{"email":"a@@b.de"}"#, "23514"),
            (#"{"external_id":"1","birthday":"31.12.1999"}"#, "22007"),
            (#"{"external_id":"1","birthday":"2023-02-29"}"#, "22008"),
            (#"{"external_id":"1","birthday":null}"#, nil),
            (#"{"external_id":"1","newsletter":"declined"}"#, nil),
            (#"{"external_id":"1","newsletter":"yes"}"#, "22P02"),
            (#"{"external_id":"1","nope":1}"#, "42703"), (#"{"external_id":"1","city":{}}"#, "22023"),
            ("7", "22023"),
            (#"{"external_id":"1","is_blocked":"x"}"#, "22P02"),
            (#"{"external_id":"1","is_blocked":true}"#, nil),
            (#"{"external_id":"1","tags":["a"]}"#, nil), (#"{"external_id":"1","tags":"a"}"#, "22P02"),
            (#"{"whatsapp":"0171 1234567"}"#, nil), (#"{"whatsapp":["x","+491711234567"]}"#, nil),
            (#"{"whatsapp":"12"}"#, "23514"), (#"{"sms":"0664 123456","country_codes":["AT"]}"#, nil),
        ])
    func rules(_ row: String, _ code: String?) throws {
        #expect(try failure(row) == code)
    }

    @Test("A text has 255 characters at most, not bytes")
    func longTextsFail() throws {
        let long = String(repeating: "ä", count: 255)
        #expect(try failure(#"{"external_id":"1","full_name":"\#(long)"}"#) == nil)
        #expect(try failure(#"{"external_id":"1","full_name":"\#(long)x"}"#) == "22001")
    }

    @Test("Counts grow with each step, and failures come at the end")
    func countsGrowInSteps() throws {
        let number = try add(#"[{"external_id":"1"},{"email":"x"},{"external_id":"2"},{"external_id":"3"}]"#)
        #expect(try column("total_count", of: number) == #"{"total_count":null}"#)
        try runner.run(import: number, step: 1, at: Timestamp(microseconds: 0))
        #expect(try column("total_count", of: number) == #"{"total_count":4}"#)
        #expect(try column("success_count", of: number) == #"{"success_count":1}"#)
        #expect(try column("failed", of: number) == #"{"failed":null}"#)
        #expect(try imports.unfinished() == [number])
        try runner.run(import: number, step: 2, at: Timestamp(microseconds: 0))
        #expect(try column("success_count", of: number) == #"{"success_count":3}"#)
        #expect(try column("failed_count", of: number) == #"{"failed_count":1}"#)
        #expect(try imports.unfinished().isEmpty)
    }

    @Test("An import without rows finishes")
    func anEmptyImportFinishes() throws {
        let number = try add("[]")
        try run(number)
        #expect(try column("total_count", of: number) == #"{"total_count":0}"#)
        #expect(try imports.unfinished().isEmpty)
    }

    @Test("Contacts are updated by external id and by handle")
    func contactsAreUpdatedByExternalIDAndByHandle() throws {
        try run(
            try add(
                #"[{"external_id":"1","email":"a@b.de","city":"Köln"},{"email":"a@b.de","zipcode":"50667"}]"#)
        )
        #expect(try database.number("SELECT count(*) FROM contact") == 1)
        #expect(
            try database.number("SELECT count(*) FROM contact WHERE city = 'Köln' AND zipcode = '50667'") == 1
        )
        try run(try add(#"[{"email":"n@b.de"},{"external_id":"2","email":"n@b.de"}]"#))
        #expect(
            try database.number("SELECT count(*) FROM contact WHERE external_id = '2' AND email = 'n@b.de'")
                == 1)
    }

    @Test("A handle moves to the later contact, and the import has a hint")
    func aHandleMovesWithAHint() throws {
        let number = try add(#"[{"external_id":"1","email":"a@b.de"},{"external_id":"2","email":"a@b.de"}]"#)
        try run(number)
        #expect(
            try database.number("SELECT count(*) FROM contact WHERE external_id = '1' AND email IS NULL") == 1
        )
        #expect(
            try database.number("SELECT count(*) FROM contact WHERE external_id = '2' AND email = 'a@b.de'")
                == 1)
        #expect(try column("hints", of: number).contains("email was taken from another contact"))
    }

    @Test(
        "The first contact with a handle makes its index, and the next one takes the handle",
        arguments: [("sms", "+491711234567"), ("instagram", "x"), ("postal", "y")])
    func lateIndexes(_ field: String, _ value: String) throws {
        let indexes = "SELECT count(*) FROM sqlite_schema WHERE name = 'contact_\(field)_key'"
        try run(try add(#"[{"external_id":"1"}]"#))
        #expect(try database.number(indexes) == 0)
        try run(try add(#"[{"external_id":"1","\#(field)":"\#(value)"}]"#))
        #expect(try database.number(indexes) == 1)
        let number = try add(#"[{"external_id":"2","\#(field)":"\#(value)"}]"#)
        try run(number)
        #expect(try database.number("SELECT count(*) FROM contact WHERE \(field) = '\(value)'") == 1)
        #expect(try column("hints", of: number).contains("\(field) was taken from another contact"))
    }

    @Test("Rows with other fields in another order do not mix")
    func shapes() throws {
        try run(
            try add(
                #"[{"external_id":"1","city":"a","zipcode":"b"},{"zipcode":"d","external_id":"2","city":"c"},"#
                    + #"{"external_id":"3","city":"\u0065","zipcode":"f","city":"g"}]"#))
        for (id, city, zipcode) in [("1", "a", "b"), ("2", "c", "d"), ("3", "g", "f")] {
            let filter = "external_id = '\(id)' AND city = '\(city)' AND zipcode = '\(zipcode)'"
            #expect(try database.number("SELECT count(*) FROM contact WHERE \(filter)") == 1)
        }
    }

    @Test("Without checks every row is accepted, and none is kept")
    func fast() throws {
        let unchecked = try ImportRunner(
            database: database, entities: entities, steps: 2, fileBase: nil, checksRows: false)
        let number = try add(#"[{"email":"x"},7,{"nope":1},{"external_id":"1"}]"#)
        try unchecked.run(import: number, step: 1, at: Timestamp(microseconds: 0))
        #expect(try column("success_count", of: number) == #"{"success_count":2}"#)
        try unchecked.run(import: number, step: 2, at: Timestamp(microseconds: 0))
        #expect(try column("success_count", of: number) == #"{"success_count":4}"#)
        #expect(try column("failed_count", of: number) == #"{"failed_count":0}"#)
        #expect(try column("failed", of: number) == #"{"failed":[]}"#)
        #expect(try column("hints", of: number) == #"{"hints":null}"#)
        #expect(try imports.unfinished().isEmpty)
        #expect(try database.number("SELECT count(*) FROM contact") == 0)
    }

    @Test("An import keeps 20 hints")
    func only20HintsAreKept() throws {
        let first = (0..<30).map { #"{"external_id":"a\#($0)","email":"e\#($0)@b.de"}"# }
        let second = (0..<30).map { #"{"external_id":"b\#($0)","email":"e\#($0)@b.de"}"# }
        let number = try add("[\((first + second).joined(separator: ","))]")
        try run(number)
        #expect(try column("hints", of: number).split(separator: "handle_moved").count == 21)
    }

    @Test("A deal needs its contact, and keeps it")
    func dealsNeedTheirContactAndKeepIt() throws {
        try run(try add(#"[{"external_id":"1"},{"external_id":"2"}]"#))
        let deal = #"{"external_id":"d","contact_external_id":"1"}"#
        #expect(try failure(deal, type: "deal_details") == nil)
        #expect(try failure(#"{"external_id":"e"}"#, type: "deal_details") == "23502")
        #expect(try failure(#"{"contact_external_id":"9"}"#, type: "deal_details") == "23503")
        #expect(
            try failure(#"{"external_id":"d","contact_external_id":"2"}"#, type: "deal_details") == "P0001")
        #expect(try failure(#"{"external_id":"d","name":"x"}"#, type: "deal_details") == nil)
        #expect(try database.number("SELECT count(*) FROM deal WHERE name = 'x' AND _contact = 1") == 1)
    }
}
