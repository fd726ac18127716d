public import MateoCore

/// Plans: what is to be sent, and when the limits allow it.
extension Import {
    /// A plan for the records that were added and not sent yet. Nothing is sent, and the import need not be sealed.
    public func plan() throws(MateoError) -> Plan {
        let (id, account, options) = (identity.id, client.account, client.options)
        let wallNow = client.host.wallMilliseconds
        let isFilling = identity.earlier == nil && state == .filling
        let last = isFilling ? filling.recordsInMemory : 0
        return try client.withJournal { (journal) throws(MateoError) in
            try journal.plan(id, and: last, account, options, wallNow: wallNow)
        }
    }
}
