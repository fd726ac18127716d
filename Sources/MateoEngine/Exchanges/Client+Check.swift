public import MateoCore

/// Tests the service without an import.
extension Client {
    /// Tests whether the service accepts the key, with one request within the limits that sends no records.
    ///
    /// - Throws: `unauthorized` or `refused` if it does not, `unreachable` without a usable answer, and `deadline` if
    ///   the quota of requests is used up.
    public func check() throws(MateoError) {
        let transport = try makeTransport(transportOptions)
        var permit = try nextPermit(transport)
        try transport.start(
            Request(
                url: base.text + ImportQuery.any, body: nil, carriesKey: true, answerCap: Request.answerCap,
                followsRedirects: false))
        var found: Answer?
        while found == nil {
            found = try transport.wait(milliseconds: Permit.half / 2)
            let now = host.monotonicMilliseconds
            guard found == nil, permit.isDueAt <= now else { continue }
            _ = try withJournal { (journal) throws(MateoError) in
                try journal.write(mayBeLost: true) { () throws(MateoError) in
                    try journal.keepRequest(&permit, limits, now: now)
                }
            }
        }
        guard var answer = found else { return }
        answer.body = keyMask.masked(answer.body)
        let pause = answer.rate.shortPause(paceWindow: limits.pace.length)
        try withJournal { (journal) throws(MateoError) in
            try journal.write { () throws(MateoError) in
                try journal.endRequest(
                    permit, limits, pause: pause, refund: false, now: host.monotonicMilliseconds,
                    wallNow: host.wallMilliseconds)
            }
        }
        try judge(answer)
    }

    /// Waits for the gate.
    private func nextPermit(_ transport: Transport) throws(MateoError) -> Permit {
        while true {
            let (now, wallNow) = (host.monotonicMilliseconds, host.wallMilliseconds)
            var wait: Int64 = 0
            let permit = try withJournal { (journal) throws(MateoError) -> Permit? in
                try journal.write { () throws(MateoError) -> Permit? in
                    wait = try journal.gateWait(account, limits, now: now)
                    guard wait == 0 else { return nil }
                    let charge = Charge(account: account, entities: 0)
                    guard try journal.quota(charge, limits, wallNow: wallNow).request <= wallNow else {
                        throw MateoError(.deadline, "the quota of requests is used up: check again later")
                    }
                    return try journal.beginRequest(charge, limits, isMarked: false, now: now, wallNow: wallNow)
                }
            }
            if var permit {
                permit.start(at: host.monotonicMilliseconds)
                return permit
            }
            _ = try transport.wait(milliseconds: min(wait, 1000))
        }
    }

    private func judge(_ answer: Answer) throws(MateoError) {
        let error = ErrorBody(of: answer)
        let said: Text = "(HTTP status \(answer.httpStatus)\(error.described))"
        switch Verdict.get(answer.reply, code: error.code) {
        case .answered where JobReport.jobs(in: answer.body) != nil: return
        case .unauthorized:
            throw MateoError(
                .unauthorized, "the service at \(base.origin) refuses the API key \(said): check the key",
                httpStatus: answer.httpStatus, serviceCode: String(decoding: error.code, as: UTF8.self),
                serviceMessage: error.message)
        case .refused, .badColumn:
            throw MateoError(
                .refused, "the service at \(base.origin) refuses the request \(said): check the service's address",
                httpStatus: answer.httpStatus, serviceCode: String(decoding: error.code, as: UTF8.self),
                serviceMessage: error.message)
        default:
            throw MateoError(
                .unreachable, "the service at \(base.origin) gave no usable answer: \(answer.trouble)",
                httpStatus: answer.httpStatus, serviceCode: "", serviceMessage: "")
        }
    }
}
