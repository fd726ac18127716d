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
        JSONText.append(Array(value.utf8).span, to: &text)
        text.append(UInt8(ascii: ","))
    }
}

/// Strings as JSON has them.
public enum JSONText {
    /// Appends a string in quotes, with what RFC 8259 requires to be escaped.
    public static func append(_ text: Span<UInt8>, to output: inout [UInt8]) {
        let digits: StaticString = "0123456789abcdef"
        output.append(UInt8(ascii: "\""))
        for index in text.indices {
            switch text[index] {
            case let byte where byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\"):
                output.append(UInt8(ascii: "\\"))
                output.append(byte)
            case let byte where byte < 0x20:
                output += Array("\\u00".utf8)
                output.append(digits.utf8Start[Int(byte >> 4)])
                output.append(digits.utf8Start[Int(byte & 15)])
            case let byte: output.append(byte)
            }
        }
        output.append(UInt8(ascii: "\""))
    }
}
