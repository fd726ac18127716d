import MateoCore

/// The end of filling: the import is sealed, or discarded.
extension ImportFilling {
    /// All records are in.
    ///
    /// For an unfinished import this checks that the same records were added again; none at all will do.
    func seal() throws(MateoError) {
        if identity.earlier != nil || isSealed, rows == 0, csv == nil { return }
        try checkFilling()
        let rows = rows
        guard rows > 0 else {
            throw MateoError(.state, "the import has no records: add some before it is sealed")
        }
        while !intake.isEmpty { try store() }
        let digest = intake.digest.text
        let members = identity.settings.members
        if let earlier = identity.earlier {
            intake = Intake(limits: client.options.batch, earlier.digestKind)
            guard earlier.digest.isIdentical(to: digest), earlier.settings == members, earlier.records == rows else {
                throw MateoError(
                    .state,
                    "the import called \(name) is unfinished and was begun with other records or settings "
                        + "(\(earlier.records) records then, \(rows) now): run it to its end with the same source, "
                        + "or import this one under another name")
            }
            return
        }
        func isSame(_ entry: ImportEntry) -> Bool {
            entry.digest.isIdentical(to: digest) && entry.settings == members && entry.records == rows
        }
        let finished = over.flatMap { !sendsAgain && isSame($0) ? $0 : nil }
        if let unsent { try takeFromStranger(unsent, isSame: isSame(unsent), isRepeated: finished != nil) }
        if let finished, try takesOver(finished) { return }
        if unsent != nil { return end() }
        let (id, wallNow, kind) = (try storedID(), client.host.wallMilliseconds, intake.digest.kind)
        try client.withJournal { (journal) throws(MateoError) in
            let duplicates = try findDuplicates(id, journal)
            if duplicates.count > 0 {
                try journal.writeSoftly { () throws(MateoError) in
                    try journal.leaveOut(duplicates, of: id, uuid: identity.uuid)
                }
            }
            try journal.records.sync()
            try journal.write { () throws(MateoError) in
                try journal.seal(id, settings: members, records: rows, digest, kind, wallNow: wallNow)
            }
            journal.flush()
        }
        end()
        identity.giveBackLease()
    }

    /// Becomes the import that was begun with another key, by mistake it seems: nothing of it was sent, and the caller has
    /// its records. When they were sent before with the caller's key, it is removed.
    private func takeFromStranger(_ unsent: ImportEntry, isSame: Bool, isRepeated: Bool) throws(MateoError) {
        let account = client.account
        try client.withJournal { (journal) throws(MateoError) in
            guard isSame else { return try journal.checkOwner(of: unsent, is: account) }
            guard journal.leases.take(unsent.id) else { throw Leases.busy(name) }
            defer { journal.leases.giveBack(unsent.id) }
            try journal.write { () throws(MateoError) in
                guard try journal.hasImport(unsent.id, uuid: unsent.uuid), try journal.isUnsent(unsent.id) else {
                    return try journal.checkOwner(of: unsent, is: account)
                }
                if isRepeated { try journal.remove(unsent.id) } else { try journal.setAccount(account, of: unsent.id) }
            }
        }
        if isRepeated { return }
        discard()
        identity.giveBackLease()
        (identity.id, identity.uuid) = (unsent.id, unsent.uuid)
    }

    /// Becomes the import that is over, unless it held rows that would be sent now.
    private func takesOver(_ over: ImportEntry) throws(MateoError) -> Bool {
        let sendsShared = client.options.sharedHandles == .send
        let isTold = try client.withJournal { (journal) throws(MateoError) -> Bool? in
            guard try journal.hasImport(over.id, uuid: over.uuid) else { return nil }
            if sendsShared, try journal.hasSharedHandles(over.id) { return nil }
            return try journal.isAcknowledged(over.id)
        }
        guard let isTold else { return false }
        discard()
        identity.giveBackLease()
        (identity.id, identity.uuid) = (over.id, over.uuid)
        isRepeated = isTold
        end()
        return true
    }

    /// Finds the rows that are not sent because of other ones, among those in the journal and in memory.
    ///
    /// - Throws: `record` when one of them would be held and the mapping is strict.
    func findDuplicates(_ id: Int64?, _ journal: Journal) throws(MateoError) -> Duplicates {
        let secret = Array(identity.uuid.utf8)
        var keys = RecordKeys(identity.type, secret: secret.span)
        if let id { try journal.addKeys(of: id, to: &keys) }
        try intake.addKeys(to: &keys)
        var duplicates = try keys.duplicates(client.options.sharedHandles)
        duplicates.findLines(in: intake.builder)
        if isStrict, let first = duplicates.firstHeld {
            let why = first.leftOut
            throw MateoError(.record, "\(why.place(ofRow: first.row)): \(why.reason)", row: first.row)
        }
        return duplicates
    }

    /// The import runs, or is over: no more records belong in here.
    func close() {
        isSealed = true
    }

    private func end() {
        intake = Intake(limits: client.options.batch, .xxh3)
        isSealed = true
    }

    /// Removes from the journal what was added and never sealed.
    func discard() {
        guard !isSealed, identity.earlier == nil, let id = identity.id else { return }
        // What cannot be removed now is removed when an import of this name is opened next.
        do throws(MateoError) {
            try client.withJournal { (journal) throws(MateoError) in
                try journal.writeSoftly { () throws(MateoError) in try journal.remove(id) }
            }
        } catch {
            client.log(.warning, "\(error.message)")
        }
    }
}
