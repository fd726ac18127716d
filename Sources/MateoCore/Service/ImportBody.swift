/// The body of `POST /import`.
public enum ImportBody {
    /// Creates a body around the records.
    ///
    /// - Parameters:
    ///   - members: the import's settings in the form of `ImportSettings.members`.
    ///   - reference: the batch's reference; nil leaves `reference_id` out.
    ///   - records: the records, with commas between them.
    public static func make(
        type: RecordType, members: [UInt8], reference: String?, records: consuming [UInt8]
    ) -> RequestBody {
        var head: [UInt8] = []
        append("{\"type\":\"", to: &head)
        append(type.wireName, to: &head)
        append("\",", to: &head)
        head += members
        if let reference {
            append("\"reference_id\":", to: &head)
            head.appendQuoted(reference)
            head.append(UInt8(ascii: ","))
        }
        append("\"payload\":[", to: &head)
        return RequestBody(head: head, records: records, tail: Array("]}".utf8))
    }

    private static func append(_ text: StaticString, to body: inout [UInt8]) {
        text.withUTF8Buffer { body.append(contentsOf: $0) }
    }
}
