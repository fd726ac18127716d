import Foundation
import MateoCore
import Testing

@testable import MateoEngine

/// Rows that the service is asked about before any is sent.
@Suite struct CheckingTests {
    private func importing(
        _ world: World, _ type: RecordType, _ csv: String, name: String = "list", account: Bool = false,
        contacts: Bool = false
    ) throws -> World.VirtualImport {
        let importing = try World.VirtualImport(world.client(), type: type, name: name)
        if account { try importing.setCheckAccount(true) }
        if contacts { try importing.setContactsMustExist(true) }
        try importing.add(csv: Array(csv.utf8).span, options: CSVOptions())
        try importing.endCSV()
        try importing.seal()
        return importing
    }

    private func deals(_ contacts: [String]) -> String {
        let rows = contacts.enumerated().map { row in
            "D\(row.offset + 1),\"\(row.element.replacingOccurrences(of: "\"", with: "\"\""))\"\n"
        }
        return "external_id,contact_external_id\n" + rows.joined()
    }

    private func sound(_ world: World) throws {
        #expect(try Journal(path: world.options.journalPath).differences(inImport: nil) == [])
    }

    @Test("Rows whose contact the service does not have are held before anything is sent, 50 contacts a request")
    func contacts() throws {
        let world = try World()
        let ids = (1...3000).map { "K\($0 % 120)" }
        world.service.resources.contacts = Set((0..<120).filter { $0 % 10 != 3 }.map { "K\($0)" })
        let importing = try importing(world, .deals, deals(ids), contacts: true)
        #expect(try importing.run() == .finished)
        #expect(world.service.resources.asked.count == 3)
        let counts = try importing.counts()
        #expect(counts.balance && counts.held == 300 && counts.succeeded == 2700)
        let failures = try importing.failures(after: nil, limit: 3)
        #expect(failures.map(\.row) == [3, 13, 23])
        #expect(
            failures.map { String(decoding: $0.source, as: UTF8.self) } == [
                "D3,\"K3\"\n", "D13,\"K13\"\n", "D23,\"K23\"\n",
            ])
        #expect(failures.allSatisfy { $0.code == Array("contact_missing".utf8) })
        let first = world.service.requests.firstIndex { $0.entities > 0 }
        #expect(first == 3)
        try sound(world)
    }

    @Test("Ids with commas, quotes, blanks and umlauts are found; long ones and empty ones are not asked for")
    func spelling() throws {
        let world = try World()
        let odd = [
            "a,b", "a\"b", "back\\slash", "Müller 1", "(x)", "a.b:c", "ünïcödé", "&limit=1", "%41", "null", "12",
        ]
        world.service.resources.contacts = Set(odd)
        let long = String(repeating: "x", count: 501)
        let importing = try importing(world, .deals, deals(odd + ["", long, "other"]), contacts: true)
        #expect(try importing.run() == .finished)
        #expect(try importing.failures(after: nil, limit: 10).map(\.row) == [14])
        #expect(world.service.resources.asked.count == 1)
    }

    @Test("Held rows go once their contacts are there, with the same file or when rows are sent again") func mended()
        throws
    {
        let world = try World()
        world.service.resources.contacts = ["1", "2"]
        let csv = deals(["1", "2", "3", "4"])
        var first: World.VirtualImport? = try importing(world, .deals, csv, contacts: true)
        #expect(try first?.run() == .finished)
        #expect(try first?.counts().held == 2)
        world.service.resources.contacts.insert("3")
        #expect(try first?.retry() == 2)
        #expect(try first?.run() == .finished)
        #expect(try first?.counts().held == 1)
        first = nil
        world.service.resources.contacts.insert("4")
        let again = try importing(world, .deals, csv, contacts: true)
        #expect(!again.isRepeated)
        #expect(try again.run() == .finished)
        let counts = try again.counts()
        #expect(counts.balance && counts.succeeded == 4)
        #expect(world.service.accepted.values.allSatisfy { $0 == 1 })
        try sound(world)
    }

    @Test("A run that ends on the way goes on with the batch where it was") func interrupted() throws {
        let world = try World()
        world.options.batch.records = 100
        let ids = (1...1000).map { "K\($0)" }
        world.service.resources.contacts = Set(ids.dropLast())
        do {
            let importing = try importing(world, .deals, deals(ids), contacts: true)
            while world.service.resources.asked.count < 9 { #expect(try importing.step(milliseconds: 100) == .running) }
            importing.cancel()
            #expect(try importing.run() == .interrupted)
        }
        let asked = world.service.resources.asked.count
        let importing = try World.VirtualImport(world.client(), resuming: "list")
        #expect(try importing.run() == .finished)
        #expect(world.service.resources.asked.count - asked <= 20 - asked + 2)
        #expect(try importing.counts().held == 1)
        try sound(world)
    }

    @Test("Answers that are none, are full or say that the address is too long hold no row") func odd() throws {
        let world = try World()
        let ids = (1...60).map { "K\($0)" }
        world.service.resources.contacts = Set(ids)
        var answers: [Answer] = [
            .status(200, "<html>"), .status(502, ""), .status(200, #"[{"external_id":"stranger"}]"#),
            .status(200, "{}"),
            .status(414, "too long"), .status(500, #"{"code":"57014"}"#), .status(429, ""),
        ]
        world.service.resources.contactsAnswer = { _ in answers.isEmpty ? nil : answers.removeFirst() }
        let importing = try importing(world, .deals, deals(ids), contacts: true)
        #expect(try importing.run() == .finished)
        let counts = try importing.counts()
        #expect(counts.held == 0 && counts.succeeded == 60)
    }

    @Test("A key that may not read contacts ends the run, and nothing is sent") func refused() throws {
        let world = try World()
        world.service.resources.contactsAnswer = { _ in .status(403, #"{"code":"42501","message":"no"}"#) }
        let importing = try importing(world, .deals, deals(["1"]), contacts: true)
        let error = #expect(throws: MateoError.self) { try importing.run() }
        #expect(error?.status == .unauthorized)
        #expect(error?.message.contains("contacts") == true)
        #expect(world.service.posts == 0)
        #expect(throws: MateoError.self) { try self.importing(world, .contacts, "external_id\n1\n", contacts: true) }
    }

    @Test("Unknown fields, wrong types and words that are no consent are held; the fields are asked for once a day")
    func fields() throws {
        let world = try World()
        world.service.resources.customFields =
            (1...60).map { ("f\($0)", "string", "contact") } + [
                ("since", "date", "contact"), ("score", "number", "contact"), ("vip", "boolean", "contact"),
                ("seen", "datetime", "contact"), ("tags", "string_list", "contact"), ("odd", "geometry", "contact"),
                ("stage", "string", "deal"),
            ]
        world.service.resources.channels = ["news"]
        let records = [
            #"{"external_id":"1","f60":"x","since":"2026-02-28","score":4.5,"vip":true,"seen":"2026-02-28T08:00:00+01:00"}"#,
            #"{"external_id":"2","since":"2026-02-30"}"#, #"{"external_id":"3","score":"many"}"#,
            #"{"external_id":"4","vip":"perhaps"}"#, #"{"external_id":"5","seen":"tomorrow"}"#,
            #"{"external_id":"6","tags":"a"}"#, #"{"external_id":"7","news":"ja"}"#,
            #"{"external_id":"8","stage":"won"}"#,
            #"{"external_id":"9","score":"12","vip":null,"tags":["a"],"news":"declined","odd":[1]}"#,
            #"{"external_id":"10","full_name":"A","email_marketing_opt_in":true,"f\u0031":"x"}"#,
            #"{"external_id":"11","since":"28.02.2026"}"#,
        ]
        let importing = try World.VirtualImport(world.client(), type: .contacts, name: "fields")
        try importing.setCheckAccount(true)
        try importing.add(json: Array("[\(records.joined(separator: ","))]".utf8).span)
        try importing.seal()
        #expect(try importing.run() == .finished)
        let failures = try importing.failures(after: nil, limit: 20)
        #expect(failures.map(\.row) == [2, 3, 4, 5, 6, 7, 8, 11])
        let codes = failures.map { String(decoding: $0.code, as: UTF8.self) }
        #expect(
            codes == [
                "field_type", "field_type", "field_type", "field_type", "field_type", "consent", "unknown_field",
                "field_type",
            ])
        #expect(String(decoding: failures[6].message, as: UTF8.self).contains("\"stage\""))
        #expect(world.service.jobs.map { $0.records.count } == [3])
        // Two pages of fields, and one of channels.
        #expect(world.service.resources.asked.count == 3)
        try sound(world)

        let second = try self.importing(world, .contacts, "external_id,f1\n1,x\n", name: "second", account: true)
        #expect(try second.run() == .finished)
        #expect(world.service.resources.asked.count == 3)
        world.host.pass(86_400_001)
        let third = try self.importing(world, .contacts, "external_id,f2\n1,x\n", name: "third", account: true)
        #expect(try third.run() == .finished)
        #expect(world.service.resources.asked.count == 6)
    }

    @Test("A field that came to the account since the service was asked holds no row") func news() throws {
        let world = try World()
        world.service.resources.channels = []
        let csv = "external_id,colour\n1,red\n"
        let first = try importing(world, .contacts, csv, account: true)
        #expect(try first.run() == .finished)
        #expect(try first.counts().held == 1)
        #expect(world.service.posts == 0)
        world.service.resources.customFields = [("colour", "string", "contact")]
        let second = try importing(world, .contacts, csv, account: true)
        #expect(!second.isRepeated)
        #expect(try second.run() == .finished)
        #expect(try second.counts().succeeded == 1)
        try sound(world)
    }

    @Test("What the key may not read is not checked, and sending goes on") func unreadable() throws {
        let world = try World()
        world.service.resources.customFields = nil
        let first = try importing(world, .contacts, "external_id,colour\n1,red\n", account: true)
        #expect(try first.run() == .finished)
        #expect(try first.counts().succeeded == 1)
        // No channels are known: a consent may be that of one.
        world.service.resources.customFields = [("size", "number", "contact")]
        world.host.pass(86_400_001)
        let rows = "external_id,news,size\n1,accepted,4\n2,red,4\n3,declined,large\n"
        let second = try importing(world, .contacts, rows, name: "second", account: true)
        #expect(try second.run() == .finished)
        #expect(try second.failures(after: nil, limit: 5).map(\.row) == [2, 3])
        // Which fields deals have is not known: only types are checked.
        world.service.resources.customFields = [("size", "number", "deal")]
        world.host.pass(86_400_001)
        let third = try importing(
            world, .deals, "external_id,stage,size\n1,won,4\n2,lost,x\n", name: "third", account: true)
        #expect(try third.run() == .finished)
        #expect(try third.failures(after: nil, limit: 5).map(\.row) == [2])
    }

    @Test("An account of the fields that is endless, doubled or no list stops nothing", arguments: [0, 1, 2])
    func lies(kind: Int) throws {
        let world = try World()
        world.service.getFate = { _ in
            switch kind {
            case 0: .instead(.status(200, "<html>"))
            case 1:
                .instead(
                    .status(
                        200,
                        "[" + Array(repeating: #"{"key":"a","type":"string"}"#, count: 50).joined(separator: ",") + "]")
                )
            default: .instead(.status(200, #"[{"key":7},{"key":null},{},{"key":"a","entity":"moon"}]"#))
            }
        }
        world.service.processing = nil
        world.options.jobDeadline = 1000
        let importing = try importing(world, .contacts, "external_id,a\n1,red\n", account: true)
        _ = try? importing.run()
        #expect(try importing.counts().balance)
        #expect(world.service.posts == (kind == 2 ? 0 : 1))
    }
}
