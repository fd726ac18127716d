import MateoCore

/// A GET of the list of a job's failed records, from the service's address for it.
struct ListFetch {
    let batch: Int64
}

extension ImportRun {
    /// Fetches a list that was not tried yet, or the one tried least recently.
    func startList(_ id: Int64) throws(MateoError) {
        let started = try withJournal { (journal) throws(MateoError) -> (ListFetch, Request, Permit)? in
            guard let batch = try journal.batches(id, .listed, limit: 1).first,
                case .listed(_, _, let list) = batch.delivery
            else { throw Soundness.miscount(journal.path) }
            let address: (url: String, isOwnOrigin: Bool)
            do throws(AddressFault) {
                address = try client.base.resolve(list.url)
            } catch {
                let fault = error
                try journal.write(mayBeLost: true) { () throws(MateoError) in
                    try apply(.listUnfetchable(fault), to: batch, journal)
                }
                return nil
            }
            guard let permit = try permitToGet(.other, id, journal) else { return nil }
            // Only the service gets the key. A redirect is followed only for a request without the key.
            let request = Request(
                // mutation: key-to-strangers
                url: address.url, body: nil, carriesKey: address.isOwnOrigin, answerCap: Request.listCap,
                followsRedirects: !address.isOwnOrigin)
            return (ListFetch(batch: batch.id), request, permit)
        }
        guard let (list, request, permit) = started else { return }
        try start(.list(list), permit, request)
    }

    /// Handles the list, or its absence.
    func settle(
        _ fetch: ListFetch, _ settlement: Settlement, _ id: Int64, _ journal: Journal
    ) throws(MateoError) -> MateoError? {
        let verdict = Verdict.get(settlement.answer.reply, code: settlement.error.code)
        return try journal.write(mayBeLost: true) { () throws(MateoError) -> MateoError? in
            try end(settlement, journal)
            let batch = try journal.batch(fetch.batch)
            guard case .listed(_, let result, let list) = batch.delivery else { return nil }
            if verdict == .answered,
                let failures = FailureReport(file: settlement.answer.body, type: identity.type)
            {
                memory.backoff.succeed()
                let named = try named(failures, counted: result.failed, batch, journal)
                try apply(
                    .listCame(named: named, of: batch.records), to: batch, journal, telling: Telling(failures: failures)
                )
                return nil
            }
            // If the caller cancelled the request, the list stays as it was.
            guard !cancellation.isUrgent else { return nil }
            let (now, wallNow) = (client.host.monotonicMilliseconds, client.host.wallMilliseconds)
            try apply(.listMissed(at: wallNow), to: batch, journal)
            let isAnotherFresh = try journal.firstTurn(id, .listed) == 0
            memory.listDue = isAnotherFresh ? now : now + Self.retry(list, wallNow)
            return nil
        }
    }

    /// Returns the wait before the next attempt for a list. It is as long as the attempts have taken so far, so it
    /// grows.
    private static func retry(_ list: FailureAddress, _ wallNow: Int64) -> Int64 {
        let tried = list.until == 0 ? 0 : wallNow - (list.until - Patience.list)
        return min(max(Patience.listRetry, tried), Patience.list)
    }
}
