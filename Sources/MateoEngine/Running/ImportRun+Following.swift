import MateoCore

/// Handles a preceding import.
extension ImportRun {
    /// Returns whether the preceding import is being sent. Once it is over, holds the rows with contacts that it failed
    /// to import.
    ///
    /// - Throws: `predecessor` if it is unfinished and no process runs it, or if it has lost records.
    func waitsForPredecessor() throws(MateoError) -> Bool {
        guard !memory.hasNoPredecessor, let id = identity.id else { return false }
        let (identity, client) = (identity, client)
        let waits = try withJournal { (journal) throws(MateoError) -> Bool in
            switch try journal.predecessor(of: id) {
            case .none: return false
            case .running: return true
            case .idle(let name):
                throw Journal.isFirst(name, "is not over: run it to its end")
            case .over:
                let held = try journal.write { () throws(MateoError) in
                    try journal.holdFollowers(id, uuid: identity.uuid)
                }
                client.noteHeld(held)
                return false
            }
        }
        memory.hasNoPredecessor = !waits
        return waits
    }
}
