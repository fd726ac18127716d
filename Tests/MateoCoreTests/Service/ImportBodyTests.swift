import MateoCore
import Testing

@Suite struct ImportBodyTests {
    private static func text(_ body: RequestBody) -> String {
        String(decoding: body.head + body.records + body.tail, as: UTF8.self)
    }

    @Test func bodiesHaveWhatWasSetAndNoMore() {
        var settings = ImportSettings()
        let plain = ImportBody.make(
            type: .contacts, members: settings.members, reference: nil, records: Array("{}".utf8))
        #expect(Self.text(plain) == #"{"type":"contact_details","payload":[{}]}"#)
        settings.contactListExternalID = "a\"b\\c\u{1}ü"
        settings.allowsDealReassignment = true
        let full = ImportBody.make(
            type: .deals, members: settings.members, reference: "m-1", records: Array("{}".utf8))
        #expect(
            Self.text(full)
                == #"{"type":"deal_details","contact_list_external_id":"a\"b\\c\u0001ü","allow_deal_reassignment":true,"reference_id":"m-1","payload":[{}]}"#
        )
    }

    @Test("A body is copied in pieces of any size, and ends where its last part ends", arguments: 1...12)
    func pieces(_ size: Int) {
        let parts = ["head", "", "tail", "h", "records", "t"].map { Array($0.utf8) }
        for body in [
            RequestBody(head: parts[0], records: parts[4], tail: parts[2]),
            RequestBody(head: parts[1], records: parts[4], tail: parts[1]),
            RequestBody(head: parts[3], records: parts[1], tail: parts[5]),
        ] {
            var copied: [UInt8] = []
            var piece = [UInt8](repeating: 0, count: size)
            while true {
                let count = piece.withUnsafeMutableBytes { body.copy(from: copied.count, into: $0) }
                #expect(count == min(size, body.count - copied.count))
                guard count > 0 else { break }
                copied += piece[..<count]
            }
            #expect(copied == body.head + body.records + body.tail)
        }
    }
}
