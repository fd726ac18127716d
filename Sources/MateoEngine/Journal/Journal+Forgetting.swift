package import MateoCore

/// Removes imports, so that no file has their data.
extension Journal {
    /// Removes all imports of a name with their records and outcomes.
    ///
    /// - Parameter force: whether to remove an unfinished import too. An import that is being filled or run is never
    ///   removed.
    /// - Returns: whether the data has left the journal's files. Otherwise it leaves the write-ahead log once all
    ///   processes have closed the journal.
    package func forget(importNamed name: String, force: Bool) throws(MateoError) -> Bool {
        do throws(MateoError) {
            try write { () throws(MateoError) in
                var found = false
                while let entry = try importEntry(named: name) {
                    try forget(entry, force)
                    found = true
                }
                if !found { throw Self.unknown(name) }
            }
        } catch {
            guard error.status == .journalFull else { throw error }
            throw MateoError(
                .journalFull,
                "the disk is full, and the import called \(name) cannot be removed completely: its records are gone, and it is "
                    + "still listed. Make room on the disk and remove it again")
        }
        return try isOutOfFiles()
    }

    /// Removes one import that is over. Other imports may have the same name.
    ///
    /// - Returns: as `forget(importNamed:force:)`.
    package func forget(importWithID id: Int64) throws(MateoError) -> Bool {
        try write { () throws(MateoError) in
            guard let entry = try importEntry(after: id - 1), entry.id == id else { return }
            try forget(entry, false)
        }
        return try isOutOfFiles()
    }

    /// Writes the log into the journal, if no other process has it open. Then no file contains removed data.
    func isOutOfFiles() throws(MateoError) -> Bool {
        let checkpoint = try database.statement("PRAGMA wal_checkpoint(TRUNCATE)")
        return try checkpoint.step() && !checkpoint.flag(0)
    }

    private func forget(_ entry: ImportEntry, _ force: Bool) throws(MateoError) {
        guard try leases.take(entry.id) else { throw Leases.busy(entry.name) }
        defer { leases.giveBack(entry.id) }
        if !force, entry.isSealed, try !isOver(entry.id) {
            throw MateoError(
                .state,
                "the import called \(entry.name) is not over: run it to its end first, or force its removal. The service keeps what was sent, and "
                    + "its outcome is then lost")
        }
        try remove(entry.id)
    }
}
