/// The members that all requests of an import have in addition to their records.
public struct ImportSettings: Equatable, Sendable {
    /// `contact_list_id`: the UUID of the list to which contacts are added; nil for none.
    public var contactListID: String?
    /// `contact_list_external_id`: the caller's identifier of that list; nil for none.
    public var contactListExternalID: String?
    /// `allow_deal_reassignment`: whether a deal may move to another contact.
    public var allowsDealReassignment = false
    /// `allow_appointment_reassignment`: whether an appointment may move to another contact.
    public var allowsAppointmentReassignment = false

    /// Creates settings without a list and without reassignment.
    public init() {}

    /// The settings as members of the body, each with a comma behind it. Unset ones are left out, since not every
    /// version of the service knows them.
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
