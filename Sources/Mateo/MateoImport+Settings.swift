import MateoCore
import MateoEngine

/// Settings, to make before an import is sealed.
extension MateoImport {
    /// Sets the list to which contacts are added, by its UUID; nil for none.
    public func setContactList(id: String?) throws(MateoError) {
        try live.setContactList(id: id)
    }

    /// Sets the list to which contacts are added, by the caller's identifier; nil for none.
    public func setContactList(externalID: String?) throws(MateoError) {
        try live.setContactList(externalID: externalID)
    }

    /// Sets whether deals or appointments may move to another contact.
    public func setReassignment(_ allow: Bool) throws(MateoError) {
        try live.setReassignment(allow)
    }

    /// Sets the mapping of columns to fields, and how to read CSV, from a JSON document. It applies to CSV that is
    /// added later without options of its own. `mateo help mapping` describes the form.
    public func setMapping(_ json: [UInt8]) throws(MateoError) {
        var options = CSVOptions()
        try options.readMapping(json)
        csvOptions = options
    }

    /// Sets whether to send records again that an import of this name has sent. Otherwise they are that finished
    /// import, and nothing is sent.
    public func setAgain(_ again: Bool) throws(MateoError) {
        try live.setAgain(again)
    }

    /// Sets the preceding import, for example the contacts of deals. Nothing is sent before that import is over. Rows
    /// with a contact that failed or was held in it are held. A run fails with `predecessor` if it is unfinished and no
    /// process runs it.
    ///
    /// - Parameter name: the name of an import in the journal, which means the newest one; nil for none.
    public func setAfter(_ name: String?) throws(MateoError) {
        try live.setAfter(name)
    }

    /// Sets whether to fetch the account's custom fields and marketing channels before anything is sent. Rows with an
    /// unknown field, or with a value of the wrong type, are held. For deals only the types are checked.
    public func setCheckAccount(_ check: Bool) throws(MateoError) {
        try live.setCheckAccount(check)
    }

    /// Sets whether to ask the service for the contacts of deals or appointments before anything is sent, 50 in each
    /// request. Rows with a contact that the service does not have are held.
    public func setContactsMustExist(_ mustExist: Bool) throws(MateoError) {
        try live.setContactsMustExist(mustExist)
    }

    /// Sets whether to leave out records that are equal to the last successful ones, in any import of the key and the
    /// journal. A key stores digests for this from its first import on that has at most 25,000 rows, or that has this
    /// set. Changes by other programs at the service are not noticed.
    public func setOnlyChanged(_ onlyChanged: Bool) throws(MateoError) {
        try live.setOnlyChanged(onlyChanged)
    }
}
