import MateoCore

/// The end of filling: the import is sealed, or discarded.
extension ImportFilling {
    /// Seals the import.
    ///
    /// For an unfinished import this checks that the same records were added again. Adding none is also allowed.
    func seal() throws(MateoError) {
        if identity.earlier != nil || isSealed, rows == 0, csv == nil {
            isRefused = false
            return try addChecks()
        }
        try checkFilling()
        let rows = rows
        while !intake.isEmpty { try store() }
        let digest = intake.digest.text
        let members = identity.settings.members
        if let earlier = identity.earlier {
            let isSame = intake.digest.matches(earlier.digest)
            intake = Intake(limits: client.options.batch, earlier.digestKind)
            restoring = Restoring()
            guard isSame, earlier.settings == members, earlier.records == rows else {
                isRefused = true
                throw MateoError(
                    .state,
                    "the import called \(name) is unfinished and was begun with other records or settings "
                        + "(\(earlier.records) records then, \(rows) now): first run it to its end with the same source, "
                        + "or import this one under another name")
            }
            isRefused = false
            return try addChecks()
        }
        let same = try known { entry in
            entry.digest.isIdentical(to: digest) && entry.settings == members && entry.records == rows
        }
        if let same {
            become(same)
            try addChecks()
            return try retryHeld()
        }
        let (sources, tags) = (intake.sources, intake.tags)
        let (predecessor, checks, account) = (predecessor, checks, client.account)
        let (id, wallNow, kind) = (try storedID(), client.host.wallMilliseconds, intake.digest.kind)
        try client.withJournal { (journal) throws(MateoError) in
            let duplicates = try findDuplicates(id, journal)
            if duplicates.count > 0 {
                try journal.writeSoftly { () throws(MateoError) in
                    try journal.leaveOut(duplicates, of: id, uuid: identity.uuid)
                }
            }
            if sendsOnlyChanged { try leaveOutUnchanged(id, journal) }
            try journal.records.sync()
            try journal.write { () throws(MateoError) in
                for tag in tags { try journal.addTag(tag.text, to: tag.row, of: id) }
                for source in sources { try journal.addSource(source.form, fromRow: source.firstRow, of: id) }
                // A journal in memory has no later use for digests, and those of large imports take time and space.
                if !journal.path.isEmpty, rows <= Self.alwaysDigested { _ = try journal.makeDigestSecret(account) }
                if let predecessor { try journal.follow(id, after: predecessor) }
                try journal.add(checks, to: id)
                try journal.seal(id, settings: members, records: rows, digest, kind, wallNow: wallNow)
                let requests = try contactRequests(id, journal)
                let plan = try journal.plan(
                    id, contactRequests: requests, client.account, client.options, wallNow: wallNow)
                try journal.keepPlan(plan, of: id)
            }
            journal.flush()
        }
        end()
        identity.giveBackLease()
    }

    /// The largest import that makes an account store digests without being asked: the service's limit for a day.
    /// Larger imports do so only on request.
    private static var alwaysDigested: Int64 { 25_000 }

    /// Returns the import in the journal that has the same records, which need not be sent again; nil if there is none.
    ///
    /// - Throws: `otherAccount` when they are not those of an import of another key that is not over.
    private func known(_ isSame: (ImportEntry) -> Bool) throws(MateoError) -> ImportEntry? {
        let isKnown = unsent.map(isSame) ?? false
        if let over, !sendsAgain, isSame(over), let isTold = try isTold(over) {
            if let unsent, isKnown { try takeFromStranger(unsent, isKept: false) }
            isRepeated = isTold
            return over
        }
        guard let unsent else { return nil }
        let (account, sendsShared) = (client.account, client.options.sharedHandles == .send)
        let sendsOnlyChanged = sendsOnlyChanged
        let isKept = try client.withJournal { (journal) throws(MateoError) -> Bool in
            if !isKnown { try journal.checkOwner(of: unsent, is: account) }
            // Records may be unchanged for one key and not for another.
            if sendsOnlyChanged { return false }
            if try journal.hasUnchanged(unsent.id) { return false }
            // Otherwise held rows would be sent now.
            return sendsShared ? try !journal.hasSharedHandles(unsent.id) : true
        }
        try takeFromStranger(unsent, isKept: isKept)
        return isKept ? unsent : nil
    }

    /// Returns whether the caller has had the result of the finished import. Returns nil if it was removed, or if it
    /// held rows that would be sent now.
    private func isTold(_ over: ImportEntry) throws(MateoError) -> Bool? {
        let sendsShared = client.options.sharedHandles == .send
        return try client.withJournal { (journal) throws(MateoError) -> Bool? in
            guard try journal.hasImport(over.id, uuid: over.uuid) else { return nil }
            if sendsShared, try journal.hasSharedHandles(over.id) { return nil }
            return try journal.isAcknowledged(over.id)
        }
    }

    /// Takes over an import that was opened with another key, probably by mistake. Its requests had no effect, and the
    /// caller has its records.
    ///
    /// - Parameter isKept: whether it becomes the caller's. Otherwise it is removed.
    private func takeFromStranger(_ unsent: ImportEntry, isKept: Bool) throws(MateoError) {
        let account = client.account
        try client.withJournal { (journal) throws(MateoError) in
            guard try journal.leases.take(unsent.id) else { throw Leases.busy(name) }
            defer { journal.leases.giveBack(unsent.id) }
            try journal.write { () throws(MateoError) in
                guard try journal.hasImport(unsent.id, uuid: unsent.uuid), try journal.isUnsent(unsent.id) else {
                    return try journal.checkOwner(of: unsent, is: account)
                }
                if isKept { try journal.setAccount(account, of: unsent.id) } else { try journal.remove(unsent.id) }
            }
        }
    }

    /// Adds the checks to an import in the journal. From now on the service is asked about its records.
    private func addChecks() throws(MateoError) {
        guard !checks.isEmpty, let id = identity.id else { return }
        let checks = checks
        try client.withJournal { (journal) throws(MateoError) in
            try journal.write { () throws(MateoError) in try journal.add(checks, to: id) }
        }
    }

    /// Retries held rows of a finished import with the same records. The service may accept some of them by now.
    private func retryHeld() throws(MateoError) {
        guard predecessor != nil || !checks.isEmpty, let id = identity.id else { return }
        let (uuid, limits) = (identity.uuid, client.options.batch)
        let rows = try client.withJournal { (journal) throws(MateoError) -> Int64 in
            // The holder of the lease sends the import.
            guard try journal.leases.take(id) else { return 0 }
            defer { journal.leases.giveBack(id) }
            return try journal.write { () throws(MateoError) in
                try journal.retryHeld(id, uuid: uuid, limits)
            }
        }
        if rows > 0 { isRepeated = false }
    }

    /// Replaces this import by one that the journal already has.
    private func become(_ entry: ImportEntry) {
        discard()
        identity.giveBackLease()
        (identity.id, identity.uuid) = (entry.id, entry.uuid)
        end()
    }

    /// Finds the rows that are not sent because of other rows, both in the journal and in memory.
    ///
    /// - Throws: `record` if one of them would be held and the mapping is strict.
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

    /// Returns the number of requests that ask for the contacts of the records in the journal and in memory.
    func contactRequests(_ id: Int64?, _ journal: Journal) throws(MateoError) -> Int64 {
        guard checks.contacts else { return 0 }
        var contacts = LinkedContacts()
        if let id { try journal.addContacts(of: id, to: &contacts) }
        try intake.addContacts(to: &contacts)
        return contacts.requests()
    }

    /// Ends filling, because the import is running or over.
    func close() {
        isSealed = true
    }

    private func end() {
        intake = Intake(limits: client.options.batch, .xxh3)
        isSealed = true
    }

    /// Removes the records from the journal if they were never sealed.
    func discard() {
        guard !isSealed, identity.earlier == nil, let id = identity.id else { return }
        // If this fails, they are removed when an import of this name is opened next.
        do throws(MateoError) {
            try client.withJournal { (journal) throws(MateoError) in
                try journal.writeSoftly { () throws(MateoError) in try journal.remove(id) }
            }
        } catch {
            client.log(.warning, "\(error.message)")
        }
    }
}
