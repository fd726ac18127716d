import MateoCore

/// A GET of a page of the account's custom fields or marketing channels.
struct FieldFetch {
    let resource: AccountResource
}

extension ImportRun {
    func startFields(_ id: Int64) throws(MateoError) {
        let found = memory.checking.found
        guard let resource = found.resource else { return }
        let permit = try withJournal { (journal) throws(MateoError) in try permitToGet(.other, id, journal) }
        guard let permit else { return }
        try start(.fields(FieldFetch(resource: resource)), permit, request(resource.page(from: found.offset)))
    }

    /// Handles a page. Fields that the service does not return are not checked. That does not stop the import.
    func settle(
        _ fetch: FieldFetch, _ settlement: Settlement, _ journal: Journal
    ) throws(MateoError) -> MateoError? {
        let answer = settlement.answer
        let verdict = Verdict.get(answer.reply, code: settlement.error.code)
        return try journal.write(mayBeLost: true) { () throws(MateoError) -> MateoError? in
            guard try endGet(settlement, verdict, journal) else { return nil }
            guard verdict != .retry else { return try backOff(settlement, Failing.toTellFields.text(""), journal) }
            memory.backoff.succeed()
            var rows: Int64 = 0
            if verdict == .answered, let page = fetch.resource.fields(in: answer.body, rows: &rows) {
                memory.checking.found.take(page, rows: rows)
            } else {
                let status = answer.httpStatus
                client.note(
                    .warning,
                    "the service does not return its \(fetch.resource.name) (HTTP status \(status)): they are not checked"
                )
                memory.checking.found.next(isKnown: false)
            }
            if memory.checking.found.resource == nil { try keepFields(journal) }
            return nil
        }
    }

    private func keepFields(_ journal: Journal) throws(MateoError) {
        let found = memory.checking.found
        try journal.keep(found, of: client.account, wallNow: client.host.wallMilliseconds)
        memory.checking.found = FoundFields()
        memory.checking.isFresh = true
        memory.checking.fields = AccountFields(
            identity.type, found.fields, knowsFields: found.knowsFields, knowsChannels: found.knowsChannels)
    }
}
