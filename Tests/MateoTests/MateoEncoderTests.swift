import Foundation
import Mateo
import Testing

@Suite struct MateoEncoderTests {
    private func bodies(
        _ text: String, _ encoder: MateoEncoder, lines: Bool = false, options: CSVOptions = CSVOptions()
    ) throws -> [String] {
        let file = FileManager.default.temporaryDirectory.appending(path: "mateo-\(UUID())")
        try Data(text.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        var bodies: [String] = []
        let take = { (body: [UInt8]) in bodies.append(String(decoding: body, as: UTF8.self)) }
        if lines {
            try encoder.encode(jsonLinesFile: file.path, take)
        } else {
            try encoder.encode(csvFile: file.path, options: options, take)
        }
        return bodies
    }

    @Test("An encoder writes a body for each batch") func writesABodyForEachBatch() throws {
        let encoder = MateoEncoder(type: .contacts, batch: BatchLimits(records: 2))
        #expect(
            try bodies("external_id,city\n1,\n2,Köln\n3,\n", encoder)
                == [
                    #"{"type":"contact_details","payload":[{"external_id":"1"},{"external_id":"2","city":"Köln"}]}"#,
                    #"{"type":"contact_details","payload":[{"external_id":"3"}]}"#,
                ])
    }

    @Test("An encoder reads both forms and writes the settings") func knowsSettingsAndForms() throws {
        var encoder = MateoEncoder(type: .deals)
        try encoder.setReassignment(true)
        #expect(
            try bodies(#"{"external_id": "1", "n": 1.50}"#, encoder, lines: true)
                == [
                    #"{"type":"deal_details","allow_deal_reassignment":true,"payload":[{"external_id":"1","n":1.50}]}"#
                ])
        #expect(throws: MateoError.self) { try encoder.setContactList(externalID: "vip") }
        let null = CSVOptions(emptyCells: .null)
        #expect(
            try bodies("external_id,a\n1,\n", MateoEncoder(type: .deals), options: null)
                == [#"{"type":"deal_details","payload":[{"external_id":"1","a":null}]}"#])
    }
}
