public import MateoCore

/// What an import's requests have beside the records. It is set before the import is sealed; for an unfinished
/// import that was opened again it must come out the same.
extension Import {
    /// Sets the list that contacts are put in, by its UUID; nil for none.
    public func setContactList(id: String?) throws(MateoError) {
        try checkNotSealed()
        try identity.settings.setContactList(id: id, of: type)
    }

    /// Sets the list that contacts are put in, by the caller's identifier of it; nil for none.
    public func setContactList(externalID: String?) throws(MateoError) {
        try checkNotSealed()
        try identity.settings.setContactList(externalID: externalID, of: type)
    }

    /// Sets whether deals or appointments may move to another contact.
    public func setReassignment(_ allow: Bool) throws(MateoError) {
        try checkNotSealed()
        try identity.settings.setReassignment(allow, of: type)
    }

    /// Sets whether records are sent again that an import of this name has sent.
    public func setAgain(_ again: Bool) throws(MateoError) {
        try checkNotSealed()
        filling.sendsAgain = again
    }

    /// Sets whether records are left out that are as they were when they succeeded last.
    public func setOnlyChanged(_ onlyChanged: Bool) throws(MateoError) {
        try checkNotSealed()
        filling.sendsOnlyChanged = onlyChanged
    }

    private func checkNotSealed() throws(MateoError) {
        guard !isSealed || identity.earlier != nil else {
            throw MateoError(.state, "the import is sealed: its settings belong before")
        }
    }
}
