import MateoCore

/// Stores the records in the journal, and takes them back.
extension ImportFilling {
    /// Stores the full batch and the rows that were left out in the journal. For an import that is already there, only
    /// updates the digest, and restores records that the journal has lost.
    func store() throws(MateoError) {
        let (digest, batch) = intake.digestWithBatch()
        let id = try storedID()
        try client.lockJournal()
        defer { client.unlockJournal() }
        let journal = client.journal
        try journal.begin(.soft)
        do throws(MateoError) {
            if identity.earlier == nil {
                try intake.store(id, identity.uuid, batch, journal)
            } else {
                try restoring.take(intake.builder.bytes, RowMap(intake.builder.rows), of: id, journal)
            }
            try journal.end(.soft)
        } catch {
            journal.takeBack(.soft)
            throw error
        }
        intake.takeBatch(digest)
    }

    func storedID() throws(MateoError) -> Int64 {
        try removeTakenBack()
        if let id = identity.id { return id }
        let (identity, wallNow, newest) = (identity, client.host.wallMilliseconds, newest)
        let added = try client.withJournal { (journal) throws(MateoError) -> Int64 in
            var leased: Int64?
            do throws(MateoError) {
                return try journal.writeSoftly { () throws(MateoError) in
                    // Only the newest import of a name continues. Another process may have opened a newer one.
                    if let other = try journal.importEntry(named: identity.name),
                        newest?.isIdentical(to: other.uuid) != true  // mutation: replaced-by-twin
                    {
                        throw MateoError(
                            .state,
                            "an import called \(identity.name) was begun elsewhere after this one was opened: open it again"
                        )
                    }
                    let id = try journal.addImport(
                        account: identity.client.account, uuid: identity.uuid, name: identity.name,
                        type: identity.type, wallNow: wallNow)
                    guard try journal.leases.take(id) else { throw Leases.busy(identity.name) }
                    leased = id
                    return id
                }
            } catch {
                // On a full disk the commit may fail. The next import then gets this number.
                if let leased { journal.leases.giveBack(leased) }
                throw error
            }
        }
        identity.id = added
        return added
    }

    /// Takes back the records that were added since.
    func takeBack(_ before: borrowing Intake) {
        intake = before.copy()
        restoring = Restoring()
        guard identity.earlier == nil, identity.id != nil else { return }
        takenBackFrom = min(takenBackFrom ?? .max, intake.firstRow)
        // On a full disk even this may fail. Then it is done before the next change of the journal.
        do throws(MateoError) {
            try removeTakenBack()
        } catch {
            client.log(.warning, "\(error.message)")
        }
    }

    /// Removes the records that were taken back from the journal.
    private func removeTakenBack() throws(MateoError) {
        guard let row = takenBackFrom else { return }
        if let id = identity.id {
            try client.withJournal { (journal) throws(MateoError) in
                try journal.writeSoftly { () throws(MateoError) in
                    if row == 1 {
                        try journal.remove(id)
                    } else {
                        try journal.removeBatches(id, fromRow: row)
                    }
                }
            }
        }
        if row == 1 {
            identity.giveBackLease()
            identity.id = nil
        }
        takenBackFrom = nil
    }
}
