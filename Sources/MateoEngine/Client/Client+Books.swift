public import MateoCore

/// Operations on imports that the client does not run.
extension Client {
    /// Returns the import that was opened after the one with a number, or the first of all for 0.
    public func summary(after id: Int64) throws(MateoError) -> ImportSummary? {
        let (options, wallNow) = (options, host.wallMilliseconds)
        return try withJournal { (journal) throws(MateoError) in
            try journal.summary(after: id, options, wallNow: wallNow)
        }
    }

    /// Checks that the journal's file is valid and that its books balance.
    ///
    /// - Parameter name: the import to check; nil for all.
    /// - Throws: `books` with the first difference, `journalCorrupt` if the file is damaged.
    public func verify(importNamed name: String?) throws(MateoError) {
        // A journal in a file is read by a separate connection. The check may take long, and others can use the journal
        // meanwhile.
        let found =
            options.journalPath.isEmpty
            ? try withJournal { (journal) throws(MateoError) in try journal.differences(inImport: name) }
            : try Journal(existing: journal.path).differences(inImport: name)
        guard let first = found.first else { return }
        throw MateoError(
            .books,
            "the books do not balance, \(found.count) differences: \(first). Keep the journal and report this"
        )
    }

    /// Removes the digests of all records that were sent with any key.
    public func forgetDigests() throws(MateoError) {
        let isGone = try withJournal { (journal) throws(MateoError) in try journal.forgetDigests() }
        if !isGone {
            log(
                .warning,
                "the digests are removed. They leave the journal's files when the other processes close the journal"
            )
        }
    }

    /// Removes all imports of a name with their records and outcomes.
    ///
    /// - Parameter force: whether to remove an unfinished import too. An import that is being filled or run is never
    ///   removed.
    public func forget(importNamed name: String, force: Bool) throws(MateoError) {
        let isGone = try withJournal { (journal) throws(MateoError) in
            try journal.forget(importNamed: name, force: force)
        }
        if !isGone {
            log(
                .warning,
                "the import called \(name) is removed. Its data leave the journal's files when the other processes "
                    + "close the journal")
        }
    }
}
