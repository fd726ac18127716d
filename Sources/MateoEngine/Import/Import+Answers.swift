import MateoCore

/// Taking in answers. Whatever an answer changes is in the journal before anything depends on it.
extension Import {
    func settle(_ flight: Flight, _ permit: Permit, _ answer: Answer) throws(MateoError) {
        guard let id else { return }
        let client = client
        var answer = answer
        answer.body = client.keyMask.masked(answer.body)
        let failure = try withJournal { (journal) throws(MateoError) -> MateoError? in
            let error = try journal.errorBody(of: answer)
            switch flight {
            case .post(let batch, let withReference):
                let verdict = Verdict.post(answer.reply, code: error.code, withReference: withReference)
                return try settlePost(batch, verdict, answer, error, permit, id, journal)
            case .poll(let batches, let columns):
                let verdict = Verdict.get(answer.reply, code: error.code)
                return try settlePoll(batches, columns, verdict, answer, error, permit, id, journal)
            case .lookUp(let batches):
                let verdict = Verdict.get(answer.reply, code: error.code)
                return try settleLookUp(batches, verdict, answer, error, permit, journal)
            case .candidates(let batch):
                let verdict = Verdict.get(answer.reply, code: error.code)
                return try settleCandidates(batch, verdict, answer, error, permit, journal)
            case .list(let batch, _):
                let verdict = Verdict.get(answer.reply, code: error.code)
                return try settleList(batch, verdict, answer, permit, id, journal)
            }
        }
        if let failure { throw failure }
    }

    /// Takes in the answer to a GET of jobs. It counts as a success when it has been read, whatever its status.
    ///
    /// - Parameters:
    ///   - what: what the service did not do when it fails, to stand in a message.
    ///   - askLess: what to do about an answer that is too large; false when nothing less can be asked for.
    ///   - leaveOut: what to do about a column that the service does not know; false when all are needed.
    ///   - read: takes in the jobs; false when they are no answer to what was asked.
    ///   - miss: what to do when nothing was read.
    func settleGet(
        _ verdict: GetVerdict, _ answer: Answer, _ error: ErrorBody, _ permit: Permit, _ journal: Journal,
        _ what: Text, askLess: () -> Bool = { false }, leaveOut: () throws(MateoError) -> Bool,
        read: ([JobReport]) throws(MateoError) -> Bool, miss: () -> Void = {}
    ) throws(MateoError) -> MateoError? {
        try journal.write { () throws(MateoError) -> MateoError? in
            if verdict == .limited {
                try limit(permit, answer, journal)
                return nil
            }
            try end(permit, answer, journal)
            switch verdict {
            case .answered:
                if let jobs = try journal.jobs(in: answer.body), try read(jobs) {
                    courier.backoff.succeed()
                    return nil
                }
            case .tooLarge:
                if askLess() { return nil }
            case .badColumn:
                return try leaveOut() ? nil : refusal(answer, error)
            case .unauthorized, .refused: return refusal(answer, error)
            case .retry, .limited: break
            }
            miss()
            return fail(answer, what)
        }
    }

    func end(
        _ permit: Permit, _ answer: Answer, _ journal: Journal, refund: Bool = false
    ) throws(MateoError) {
        if case .answered(let status) = answer.reply, status < 500 { courier.limited = 0 }
        try journal.endRequest(
            permit, client.limits, pause: answer.rate.shortPause, refund: refund,
            now: client.host.monotonicMilliseconds,
            wallNow: client.host.wallMilliseconds)
    }

    /// 429: a short wait tells of the second's limit, a long one or many in a row of the day's.
    func limit(_ permit: Permit, _ answer: Answer, _ journal: Journal) throws(MateoError) {
        let (now, wallNow) = (client.host.monotonicMilliseconds, client.host.wallMilliseconds)
        courier.limited += 1
        let asked = answer.rate.pause > 0 ? answer.rate.pause : answer.rate.reset ?? 0
        let pause: Int64
        if asked > RateSignal.longestOfASecondLimit {
            try journal.block(client.account, until: wallNow + asked)
            pause = 0
        } else if courier.limited >= Backoff.limit {
            courier.limited = 0
            try journal.block(
                client.account, until: wallNow + min(Options.unexplainedLimit, client.options.quotaWindow))
            pause = 0
        } else {
            pause = asked > 0 ? asked : Backoff.first << Int64(courier.limited - 1)
        }
        client.note(.warning, "the service says that a limit is reached (429); slowing down")
        try journal.endRequest(permit, client.limits, pause: pause, refund: false, now: now, wallNow: wallNow)
    }

    /// Nothing usable came: waits before the next request, or gives up for now.
    ///
    /// - Parameter isPost: POSTs are counted for themselves: look-ups that succeed between them are no reason to send for
    ///   ever.
    func fail(_ answer: Answer, _ what: Text, isPost: Bool = false) -> MateoError? {
        let httpStatus = answer.httpStatus
        let price = httpStatus == 0 ? Backoff.priceOfSilence : Backoff.priceOfAnswer
        var backoff = isPost ? courier.posting : courier.backoff
        let wait = backoff.fail(price: price, random: client.host.random())
        if isPost { courier.posting = backoff } else { courier.backoff = backoff }
        if answer.reply != .untrusted, let wait {
            courier.backoffUntil = client.host.monotonicMilliseconds + wait
            return nil
        }
        // Who runs the import again wants it to be tried again.
        (courier.backoff, courier.posting) = (Backoff(), Backoff())
        courier.backoffUntil = 0
        return MateoError(
            .unreachable,
            "the service at \(client.base.origin) \(what): \(answer.trouble); nothing is lost, run the "
                + "import again to go on",
            httpStatus: httpStatus, serviceCode: "", serviceMessage: "")
    }

    func refusal(_ answer: Answer, _ error: ErrorBody) -> MateoError {
        let httpStatus = answer.httpStatus
        let isKey = httpStatus == 401 || httpStatus == 403
        let advice =
            isKey
            ? "check the API key and that it may import"
            : "check the service's address and the import's settings"
        return MateoError(
            isKey ? .unauthorized : .refused,
            "the service at \(client.base.origin) refuses the request (HTTP status \(httpStatus)\(error.described)): "
                + "\(advice); nothing is lost, run the import again to go on",
            httpStatus: httpStatus, serviceCode: String(decoding: error.code, as: UTF8.self),
            serviceMessage: error.message)
    }
}
