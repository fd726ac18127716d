public import MateoCore

/// What a client can say and do about imports that it does not run.
extension Client {
    /// The import that was begun after the one with a number, or the first of all after 0.
    public func summary(after id: Int64) throws(MateoError) -> ImportSummary? {
        let (options, wallNow) = (options, host.wallMilliseconds)
        return try withJournal { (journal) throws(MateoError) in
            try journal.summary(after: id, options, wallNow: wallNow)
        }
    }

    /// Checks that the journal's file is sound and its books balance.
    ///
    /// - Parameter name: the import to look at; nil for all.
    /// - Throws: `books` with the first difference, `journalCorrupt` when the file is damaged.
    public func verify(importNamed name: String?) throws(MateoError) {
        // A journal with a file is read by a connection of its own: it may take a while, and others go on meanwhile.
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

    /// Removes the digests of all records that were sent, of whatever key.
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
    /// - Parameter force: whether an unfinished one is removed too; never one that is being filled or run.
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
