import MateoCore

/// An answer in progress of being handled, with its error body.
struct Settlement {
    let answer: Answer
    let error: ErrorBody
    let permit: Permit
    /// How long it took, in milliseconds; nil if the caller was away, so the time is not reliable.
    let milliseconds: Int64?
}

/// The meaning of all kinds of answers for the run. The journal has the effect of an answer before anything depends on
/// it.
extension ImportRun {
    func settle(_ exchange: Exchange<Transport>, _ answer: Answer) throws(MateoError) {
        guard let id = identity.id else { return }
        var answer = answer
        answer.body = client.keyMask.masked(answer.body)
        let settlement = Settlement(
            answer: answer, error: ErrorBody(of: answer), permit: exchange.permit,
            milliseconds: exchange.isWatched ? client.host.monotonicMilliseconds - exchange.startedAt : nil)
        let failure = try withJournal { (journal) throws(MateoError) -> MateoError? in
            switch exchange.errand {
            case .post(let post): try settle(post, settlement, journal)
            case .poll(let poll): try settle(poll, settlement, journal)
            case .lookUp(let lookUp): try settle(lookUp, settlement, journal)
            case .list(let list): try settle(list, settlement, id, journal)
            case .fields(let fields): try settle(fields, settlement, journal)
            case .contacts: try settleContacts(settlement, journal)
            }
        }
        if let failure { throw failure }
    }

    /// Handles the answer to a GET of jobs. It counts as a success once it was parsed, whatever its status is.
    ///
    /// - Parameters:
    ///   - failing: the step that the service did not do if it fails.
    ///   - askLess: handles an answer that is too large. Returns false if the request cannot be smaller.
    ///   - leaveOut: handles a column that the service does not know. Returns false if all columns are needed.
    ///   - read: handles the jobs. Returns false if they do not answer the request.
    ///   - miss: runs if nothing was read.
    func settleGet(
        _ settlement: Settlement, _ failing: Failing, _ journal: Journal, askLess: () -> Bool = { false },
        leaveOut: () throws(MateoError) -> Bool, read: ([JobReport]) throws(MateoError) -> Bool,
        miss: () -> Void = {}
    ) throws(MateoError) -> MateoError? {
        let answer = settlement.answer
        let verdict = Verdict.get(answer.reply, code: settlement.error.code)
        return try journal.write(mayBeLost: true) { () throws(MateoError) -> MateoError? in
            guard try endGet(settlement, verdict, journal) else { return nil }
            switch verdict {
            case .answered:
                if let jobs = JobReport.jobs(in: answer.body), try read(jobs) {  // mutation: unread-is-success
                    memory.backoff.succeed()
                    return nil
                }
            case .tooLarge:
                if askLess() { return nil }
            case .badColumn: return try leaveOut() ? nil : refusal(settlement)
            case .unauthorized, .refused: return refusal(settlement)
            case .retry, .limited: break
            }
            miss()
            return try backOff(settlement, failing.text(""), journal)
        }
    }

    /// Ends a GET and releases its permit.
    ///
    /// - Returns: false if it was refused for a limit, so it has no other answer.
    func endGet(_ settlement: Settlement, _ verdict: GetVerdict, _ journal: Journal) throws(MateoError) -> Bool {
        guard verdict != .limited else {
            try slowDown(settlement, journal)
            return false
        }
        try end(settlement, journal)
        return true
    }

    /// Ends a request and releases its permit.
    func end(_ settlement: Settlement, _ journal: Journal, refund: Bool = false) throws(MateoError) {
        if case .answered(let status) = settlement.answer.reply, status < 500 { memory.limited = 0 }
        try journal.endRequest(
            settlement.permit, client.limits,
            pause: settlement.answer.rate.shortPause(paceWindow: client.limits.pace.length),
            refund: refund,
            now: client.host.monotonicMilliseconds, wallNow: client.host.wallMilliseconds)
    }

    /// Handles 429. A short wait concerns the limit of each second. A long wait, or many in a row, concerns the limit
    /// of the day.
    func slowDown(_ settlement: Settlement, _ journal: Journal) throws(MateoError) {
        let (now, wallNow) = (client.host.monotonicMilliseconds, client.host.wallMilliseconds)
        let rate = settlement.answer.rate
        memory.limited += 1
        let asked = rate.pause > 0 ? rate.pause : rate.reset ?? 0
        var (pause, block): (Int64, Int64) = (0, 0)
        if asked > RateSignal.longestOfASecondLimit {
            block = asked
        } else if memory.limited >= Backoff.limit {
            memory.limited = 0
            block = min(Patience.unexplainedLimit, client.options.quotaWindow)
        } else {
            pause = asked > 0 ? asked : Backoff.first << Int64(memory.limited - 1)
        }
        if block > 0 { try journal.block(client.account, until: wallNow + block) }
        client.note(.warning, "the service reports that a limit is reached (429): slowing down")
        if let id = identity.id { try journal.note(.limit, of: id, since: wallNow, until: wallNow + pause + block) }
        try journal.endRequest(
            settlement.permit, client.limits, pause: pause, refund: false, now: now, wallNow: wallNow)
    }

    /// Handles an unusable answer: waits before the next request, or gives up for now.
    func backOff(
        _ settlement: Settlement, _ what: Text, _ journal: Journal, isPost: Bool = false
    ) throws(MateoError) -> MateoError? {
        let answer = settlement.answer
        let price = answer.httpStatus == 0 ? Backoff.priceOfSilence : Backoff.priceOfAnswer
        var backoff = isPost ? memory.posting : memory.backoff
        let wait = backoff.fail(price: price, random: client.host.random())
        if isPost { memory.posting = backoff } else { memory.backoff = backoff }
        if let id = identity.id {
            let wallNow = client.host.wallMilliseconds
            try journal.note(.unreachable, of: id, since: wallNow, until: wallNow + (wait ?? 0))
        }
        if answer.reply != .untrusted, let wait {
            memory.backoffUntil = client.host.monotonicMilliseconds + wait
            return nil
        }
        // A caller who runs the import again wants new attempts.
        (memory.backoff, memory.posting) = (Backoff(), Backoff())
        memory.backoffUntil = 0
        return MateoError(
            .unreachable,
            "the service at \(client.base.origin) \(what): \(answer.trouble). Nothing is lost: run the "
                + "import again to continue",
            httpStatus: answer.httpStatus, serviceCode: "", serviceMessage: "")
    }

    /// Returns the error if the service refuses the key or the request.
    ///
    /// - Parameter isAboutContacts: whether the request asked for contacts, without which the import could be sent too.
    func refusal(_ settlement: Settlement, isAboutContacts: Bool = false) -> MateoError {
        let (httpStatus, error) = (settlement.answer.httpStatus, settlement.error)
        let isKey = httpStatus == 401 || httpStatus == 403
        let advice =
            isAboutContacts
            ? "check that the API key may read contacts, or import without looking them up"
            : isKey
                ? "check the API key and its permission to import"
                : "check the service's address and the import's settings"
        return MateoError(
            isKey ? .unauthorized : .refused,
            "the service at \(client.base.origin) refuses the request (HTTP status \(httpStatus)\(error.described)): "
                + "\(advice). Nothing is lost: run the import again to continue",
            httpStatus: httpStatus, serviceCode: String(decoding: error.code, as: UTF8.self),
            serviceMessage: error.message)
    }
}

extension ErrorBody {
    /// Reads the error body of an unsuccessful answer. Otherwise the body is empty.
    init(of answer: Answer) {
        if case .answered(let status) = answer.reply, !(200...299).contains(status) {
            self.init(reading: answer.body)
        } else {
            self.init()
        }
    }
}
