/// What all requests of an import have in their body beside the records.
public struct ImportSettings: Equatable, Sendable {
    /// `contact_list_id`: a UUID of the list that contacts are put in; nil for none.
    public var contactListID: String?
    /// `contact_list_external_id`: the list by the caller's own identifier; nil for none.
    public var contactListExternalID: String?
    /// `allow_deal_reassignment`: whether a deal may move to another contact.
    public var allowsDealReassignment = false
    /// `allow_appointment_reassignment`: whether an appointment may move to another contact.
    public var allowsAppointmentReassignment = false

    /// No list, nothing reassigned.
    public init() {}

    /// The switches as members of the body, each with a comma behind it. Those that are off are left out: not
    /// every version of the service knows them.
    public var members: [UInt8] {
        var text: [UInt8] = []
        if let contactListID { append("\"contact_list_id\":", contactListID, to: &text) }
        if let contactListExternalID {
            append("\"contact_list_external_id\":", contactListExternalID, to: &text)
        }
        if allowsDealReassignment { text += Array("\"allow_deal_reassignment\":true,".utf8) }
        if allowsAppointmentReassignment { text += Array("\"allow_appointment_reassignment\":true,".utf8) }
        return text
    }

    private func append(_ key: String, _ value: String, to text: inout [UInt8]) {
        text += Array(key.utf8)
        text.appendQuoted(value)
        text.append(UInt8(ascii: ","))
    }
}

/// The body of `POST /import`.
public enum ImportBody {
    /// A whole body: `head`, the records with commas between, and `tail`.
    public static func make(
        type: RecordType, members: [UInt8], reference: String?, payload: Span<UInt8>
    ) -> [UInt8] {
        joined(head(type: type, members: members, reference: reference), payload, tail)
    }

    /// What comes behind the records.
    public static var tail: [UInt8] { Array("]}".utf8) }

    /// What comes before the records.
    ///
    /// - Parameters:
    ///   - members: the import's settings as `ImportSettings.members` has them.
    ///   - reference: the batch's reference; nil leaves `reference_id` out.
    public static func head(type: RecordType, members: [UInt8], reference: String?) -> [UInt8] {
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
        return head
    }

    /// In one piece: appending to an array copies byte by byte in Embedded Swift.
    private static func joined(_ head: [UInt8], _ payload: Span<UInt8>, _ tail: [UInt8]) -> [UInt8] {
        let (start, end) = (head.count, head.count + payload.count)
        return Array(unsafeUninitializedCapacity: end + tail.count) { buffer, initialized in
            let body = UnsafeMutableRawBufferPointer(buffer)
            head.withUnsafeBytes {
                UnsafeMutableRawBufferPointer(rebasing: body[..<start]).copyMemory(from: $0)
            }
            payload.withUnsafeBytes {
                UnsafeMutableRawBufferPointer(rebasing: body[start..<end]).copyMemory(from: $0)
            }
            tail.withUnsafeBytes {
                UnsafeMutableRawBufferPointer(rebasing: body[end...]).copyMemory(from: $0)
            }
            initialized = end + tail.count
        }
    }

    private static func append(_ text: StaticString, to body: inout [UInt8]) {
        text.withUTF8Buffer { body.append(contentsOf: $0) }
    }
}
