public import MateoCore

/// Continues imports of the journal.
extension Import {
    /// Opens the newest import of a name from the journal, with its type and settings. An unfinished one can run at
    /// once. A finished one has its outcomes.
    public convenience init(_ client: Client<Transport, Host>, resuming name: String) throws(MateoError) {
        let account = client.account
        let (entry, state) = try client.withJournal {
            (journal) throws(MateoError) -> (ImportEntry, RunState) in
            guard let entry = try journal.importEntry(named: name) else { throw Journal.unknown(name) }
            guard entry.isSealed else {
                throw MateoError(
                    .state,
                    "the import called \(name) was never sealed: open a new import and add all its records again"
                )
            }
            let isOver = try journal.isOver(entry.id)
            if !isOver { try journal.checkOwner(of: entry, is: account) }
            guard isOver else { return (entry, .running) }
            return (entry, try journal.counts(of: entry.id).unknown == 0 ? .finished : .unknown)
        }
        let transport = try client.makeTransport(client.transportOptions)
        self.init(ImportIdentity(client, type: entry.type, name: name, earlier: entry), transport)
        self.state = state
        if state != .running { filling.close() }
    }
}
