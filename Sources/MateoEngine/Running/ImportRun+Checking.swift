import MateoCore

/// Checks rows with the service before any is sent: whether the account has their fields, and whether their contacts
/// exist. It takes one batch after the other, and the journal stores the progress.
extension ImportRun {
    /// Returns whether rows must be checked before the next batch is sent.
    func hasUnchecked(_ id: Int64, _ journal: Journal) throws(MateoError) -> Bool {
        let isFirst = memory.checking.checks == nil
        let checks: RecordChecks
        if let known = memory.checking.checks { checks = known } else { checks = try journal.checks(of: id) }
        memory.checking.checks = checks
        if checks.isEmpty { return false }
        if isFirst, checks.contacts {
            let requests = try journal.openContactRequests(of: id)
            if requests > 0 { client.note(.info, "looking up the contacts first. Requests: \(requests)") }
        }
        if try journal.uncheckedBatch(of: id) != nil { return true }
        memory.checking.checks = RecordChecks()
        client.noteHeld(memory.checking.held)
        return false
    }

    /// Checks the rows of the next batch, unless the service must be asked first.
    ///
    /// - Returns: false if the service must be asked first.
    func checkRows() throws(MateoError) -> Bool {
        guard let id = identity.id else { return true }
        let (uuid, checks) = (identity.uuid, memory.checking.checks ?? RecordChecks())
        return try withJournal { (journal) throws(MateoError) -> Bool in
            guard let batch = try journal.uncheckedBatch(of: id) else { return true }
            if checks.fields, try !hasFields(journal) { return false }
            let (bytes, rows) = (try journal.keptRecords(of: batch) ?? [], try journal.rows(of: batch))
            if checks.contacts, !memory.checking.contacts.hasQuestions {
                try memory.checking.contacts.add(bytes.span)
            }
            if memory.checking.contacts.hasQuestions { return false }
            var isWrong = false
            let remainder = try BatchRemainder(bytes.span, rows) { (record) throws(MateoError) -> LeftOutRow? in
                if checks.fields, let fault = try memory.checking.fields?.fault(in: record) {
                    isWrong = true
                    return fault
                }
                return checks.contacts ? try memory.checking.contacts.fault(in: record) : nil
            }
            // The account may have got new fields since.
            if isWrong, !memory.checking.isFresh {
                (memory.checking.fields, memory.checking.distrustsJournal) = (nil, true)
                return false
            }
            memory.checking.held += Int64(remainder.leftOut.count)
            try journal.write { () throws(MateoError) in try journal.setChecked(batch, remainder, uuid: uuid) }
            return true
        }
    }

    /// Returns whether the account's fields are known.
    private func hasFields(_ journal: Journal) throws(MateoError) -> Bool {
        if memory.checking.fields != nil { return true }
        if memory.checking.distrustsJournal { return false }
        memory.checking.fields = try journal.fields(
            client.account, identity.type, wallNow: client.host.wallMilliseconds)
        return memory.checking.fields != nil
    }
}
