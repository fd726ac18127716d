import Mateo
import Testing

@Suite struct MateoRecordTests {
    @Test("A literal gives its fields in their order") func isWrittenAsItIsSaid() {
        var record: MateoRecord = [
            "external_id": "A-17", "score": 7, "rate": 1.5, "vip": true, "phone": nil,
            "tags": ["gold", "press"],
        ]
        record.set("city", .text("Köln"))
        #expect(
            record.fields.map(\.name)
                == ["external_id", "score", "rate", "vip", "phone", "tags", "city"])
        #expect(record.fields[4].value == .null)
        #expect(record.fields[5].value == .list(["gold", "press"]))
        #expect(record == record)
        #expect(record != ["external_id": "A-17"])
    }

    @Test("A record goes into an import") func goesIntoAnImport() async throws {
        let contacts = try MateoImport(client(), type: .contacts, name: "records")
        try await contacts.add(["external_id": "1", "tags": [], "score": 0.1])
        #expect(try await contacts.counts.pending == 1)
    }

    private static let faulty: [(MateoRecord, Status)] = [
        (["email": nil] as MateoRecord, Status.record),
        (["full_name": "Ann"] as MateoRecord, Status.record),
        (["external_id": "1", "a": 1, "a": 2] as MateoRecord, Status.record),
        (["external_id": "1", "": 1] as MateoRecord, Status.record),
        (["external_id": "1", "a": "nul\u{0}"] as MateoRecord, Status.encoding),
        (["external_id": "1", "a": .number(.infinity)] as MateoRecord, Status.argument),
    ]

    @Test("A faulty record is refused, and the import stays as it was", arguments: faulty)
    func isChecked(record: MateoRecord, status: Status) async throws {
        let contacts = try MateoImport(client(), type: .contacts, name: "records")
        let error = await #expect(throws: MateoError.self) { try await contacts.add(record) }
        #expect(error?.status == status)
        #expect(try await contacts.counts.total == 0)
    }
}

/// A client whose journal is in memory and whose service cannot be reached.
func client() throws(MateoError) -> MateoClient {
    var options = MateoOptions()
    options.baseURL = "http://127.0.0.1:9/api/v1"
    try options.setAPIKey("key")
    return try MateoClient(options)
}
