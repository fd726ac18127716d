import MateoCore

/// A GET of contacts by their external ids. Contacts missing from the answer do not exist.
extension ImportRun {
    func startContacts(_ id: Int64) throws(MateoError) {
        let permit = try withJournal { (journal) throws(MateoError) in try permitToGet(.other, id, journal) }
        guard let permit else { return }
        try start(.contacts, permit, request(memory.checking.contacts.query()))
    }

    /// Handles the answer, which shows the contacts that exist.
    func settleContacts(_ settlement: Settlement, _ journal: Journal) throws(MateoError) -> MateoError? {
        let (answer, status) = (settlement.answer, settlement.answer.httpStatus)
        let isTooLong = status == 414 || status == 431
        let verdict = isTooLong ? .tooLarge : Verdict.get(answer.reply, code: settlement.error.code)
        return try journal.write(mayBeLost: true) { () throws(MateoError) -> MateoError? in
            guard try endGet(settlement, verdict, journal) else { return nil }
            switch verdict {
            case .answered:
                if memory.checking.contacts.take(answer.body) {
                    memory.backoff.succeed()
                    return nil
                }
            case .tooLarge:
                if memory.checking.contacts.askLess() { return nil }
            case .badColumn, .unauthorized, .refused: return refusal(settlement, isAboutContacts: true)
            case .retry, .limited: break
            }
            return try backOff(settlement, Failing.toFindContacts.text(""), journal)
        }
    }
}
