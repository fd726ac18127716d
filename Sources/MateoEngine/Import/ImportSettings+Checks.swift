package import MateoCore

/// Checks the settings, both for an import and for bodies that are only written.
extension ImportSettings {
    package mutating func setContactList(id: String?, of type: RecordType) throws(MateoError) {
        try Self.checkContacts(type)
        if let id {
            guard id.utf8.count == 36,
                Array(id.utf8).enumerated().allSatisfy({ Self.isUUID($0.element, at: $0.offset) })
            else {
                throw MateoError(
                    .argument, "the id of a list must be a UUID such as 3c90c3cc-0d44-4b50-8888-8dd25736052a")
            }
        }
        contactListID = id
    }

    package mutating func setContactList(externalID: String?, of type: RecordType) throws(MateoError) {
        try Self.checkContacts(type)
        contactListExternalID = externalID
    }

    package mutating func setReassignment(_ allow: Bool, of type: RecordType) throws(MateoError) {
        switch type {
        case .contacts:
            throw MateoError(.argument, "only deals and appointments can be moved to another contact")
        case .deals: allowsDealReassignment = allow
        case .appointments: allowsAppointmentReassignment = allow
        }
    }

    private static func checkContacts(_ type: RecordType) throws(MateoError) {
        guard type == .contacts else { throw MateoError(.argument, "only contacts can be added to a list") }
    }

    private static func isUUID(_ byte: UInt8, at offset: Int) -> Bool {
        switch offset {
        case 8, 13, 18, 23: byte == UInt8(ascii: "-")
        default: (48...57).contains(byte) || (97...102).contains(byte) || (65...70).contains(byte)
        }
    }
}
