public import MateoCore

/// Sets the members of an import's requests other than its records. Settings must be set before the import is sealed.
/// For an unfinished import that was opened again, they must be the same.
extension Import {
    /// Sets the list to which contacts are added, by its UUID; nil for none.
    public func setContactList(id: String?) throws(MateoError) {
        try checkNotSealed()
        try identity.settings.setContactList(id: id, of: type)
    }

    /// Sets the list to which contacts are added, by the caller's identifier; nil for none.
    public func setContactList(externalID: String?) throws(MateoError) {
        try checkNotSealed()
        try identity.settings.setContactList(externalID: externalID, of: type)
    }

    /// Sets whether deals or appointments may move to another contact.
    public func setReassignment(_ allow: Bool) throws(MateoError) {
        try checkNotSealed()
        try identity.settings.setReassignment(allow, of: type)
    }

    /// Sets whether to send records again that an import of this name has sent.
    public func setAgain(_ again: Bool) throws(MateoError) {
        try checkNotSealed()
        filling.sendsAgain = again
    }

    /// Sets whether to leave out records that are equal to the last successful ones.
    public func setOnlyChanged(_ onlyChanged: Bool) throws(MateoError) {
        try checkNotSealed()
        filling.sendsOnlyChanged = onlyChanged
    }

    /// Sets the preceding import. Nothing is sent before that import is over. Rows with a contact that it failed to
    /// import are held.
    ///
    /// - Parameter name: the name of an import in the journal, which stands for the newest one; nil for none.
    /// - Throws: `notFound` when there is none of that name.
    public func setAfter(_ name: String?) throws(MateoError) {
        try checkNotSealed()
        guard let name else { return filling.predecessor = nil }
        guard !name.utf8.elementsEqual(self.name.utf8) else {
            throw MateoError(.argument, "an import cannot come after itself")
        }
        try client.withJournal { (journal) throws(MateoError) in
            if try journal.importEntry(named: name) == nil { throw Journal.unknown(name) }
        }
        filling.predecessor = name
    }

    /// Sets whether to fetch the account's custom fields and marketing channels before anything is sent. Rows with
    /// other fields, or with a value of the wrong type, are held.
    public func setCheckAccount(_ check: Bool) throws(MateoError) {
        try checkNotSealed()
        filling.checks.fields = check
    }

    /// Sets whether to ask the service for the contacts of deals or appointments before anything is sent. Rows with a
    /// contact that the service does not have are held.
    public func setContactsMustExist(_ mustExist: Bool) throws(MateoError) {
        try checkNotSealed()
        guard type != .contacts || !mustExist else {
            throw MateoError(
                .argument, "only deals and appointments have contacts that can be looked up"
            )
        }
        filling.checks.contacts = mustExist
    }

    private func checkNotSealed() throws(MateoError) {
        guard !isSealed || identity.earlier != nil else {
            throw MateoError(.state, "the import is sealed: set its settings before sealing it")
        }
    }
}
