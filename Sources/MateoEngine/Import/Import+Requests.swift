import MateoCore

/// Starting requests. What starts is in the journal before.
extension Import {
    func begin(_ action: NextAction) throws(MateoError) {
        guard let id else { return }
        switch action {
        case .send: try beginPost(id)
        case .poll: try beginPoll(id)
        case .lookUp: try beginLookUp(id)
        case .fetchList: try beginList(id)
        case .wait, .pause, .finish, .giveUp: break
        }
    }

    private func beginPost(_ id: Int64) throws(MateoError) {
        let (client, settings, type, uuid) = (client, settingsInForce, type, uuid)
        let started = try withJournal {
            (journal) throws(MateoError) -> (BatchEntry, Permit, Bool, [UInt8])? in
            guard let batch = try journal.nextPending(id) else { return nil }
            let payload = try journal.payload(of: batch)
            if try divideIfTooLarge(batch, id, journal, uuid) { return nil }
            let withReference = try journal.referenceMode(client.account).sendsReference
            try Room.check(payload.count + settings.count + 1024)
            let body = ImportBody.make(
                type: type, members: settings, reference: withReference ? batch.reference : nil,
                payload: payload.span)
            let charge = Charge(account: client.account, entities: batch.records)
            let permit = try journal.write { () throws(MateoError) -> Permit? in
                guard let permit = try request(.post, charge, id, journal) else { return nil }
                try journal.begin(batch, wallNow: client.host.wallMilliseconds)
                return permit
            }
            guard let permit else { return nil }
            return (batch, permit, withReference, body)
        }
        guard let (batch, permit, withReference, body) = started else { return }
        courier.hasSent = true
        let sending = BatchEntry(
            id: batch.id, firstRow: batch.firstRow, records: batch.records, reference: batch.reference,
            state: .sending)
        try start(
            .post(sending, reference: withReference), permit,
            ImportQuery.create(withReference: withReference), body: body)
    }

    private func divideIfTooLarge(
        _ batch: BatchEntry, _ id: Int64, _ journal: Journal, _ uuid: String
    ) throws(MateoError) -> Bool {
        let most = try mostRecords(journal)
        guard batch.records > most else { return false }
        try journal.write { () throws(MateoError) in
            try journal.divide(batch, of: id, after: most) { row, records, payload in
                Reference.make(uuid, row: row, records: records, payload: payload)
            }
        }
        return true
    }

    /// The most records that the next batch may have. A run begins with a size that is proven, not with a trial.
    @inline(never)
    func mostRecords(_ journal: Journal) throws(MateoError) -> Int64 {
        let sizing = try journal.batchSizing(client.account)
        let cap = courier.hasSent ? sizing.cap : sizing.proven
        let day = client.options.entitiesPerDay
        return min(min(cap > 0 ? cap : .max, day > 0 ? day : .max), Int64(client.options.batch.records))
    }

    private func beginPoll(_ id: Int64) throws(MateoError) {
        let (client, limit, leftOut) = (client, Int64(courier.jobsPerPoll), courier.columns)
        let wallNow = client.host.wallMilliseconds
        if !courier.schedule.isInRound || courier.roundBeganAt > wallNow { courier.roundBeganAt = wallNow }
        let roundBeganAt = courier.roundBeganAt
        let started = try withJournal {
            (journal) throws(MateoError) -> (Flight, String, Permit, isLast: Bool)? in
            let jobs = try journal.jobsToPoll(id, limit: limit)
            guard !jobs.isEmpty else { return nil }
            let permit = try journal.write { () throws(MateoError) -> Permit? in
                guard
                    let permit = try request(.poll, Charge(account: client.account, entities: 0), id, journal)
                else { return nil }
                try journal.markPolled(jobs, wallNow: wallNow)
                return permit
            }
            guard let permit else { return nil }
            let columns = try journal.pollColumns(client.account).without(leftOut)
            return (
                .poll(jobs.map { $0.batch }, columns),
                ImportQuery.jobs(jobs.map { $0.job }, columns: columns), permit,
                try !journal.isUnpolled(id, since: roundBeganAt, now: wallNow)
            )
        }
        guard let (flight, query, permit, isLast) = started else { return }
        courier.schedule.poll(now: client.host.monotonicMilliseconds, isLast: isLast)
        // What one job has to tell cannot be asked for in smaller parts.
        let isOfMany = if case .poll(let batches, _) = flight { batches.count > 1 } else { false }
        try start(flight, permit, query, answerCap: isOfMany ? Options.answerCap : Options.listCap)
    }

    /// Looks for lost batches by their references; for those that this does not find, among the jobs of their time.
    private func beginLookUp(_ id: Int64) throws(MateoError) {
        let (client, type, unfound) = (client, type, courier.unfound)
        let started = try withJournal { (journal) throws(MateoError) -> (Flight, String, Permit)? in
            let lost = try journal.lostBatches(
                id, now: client.host.monotonicMilliseconds, limit: Int64(ImportQuery.mostIdentifiers))
            // Once references are proven to work, by whichever import, they find what is there.
            let mode = try journal.referenceMode(client.account)
            // What takes none now may have taken them before, and still show them.
            let byReference = lost.filter { mode.provesAbsence || !unfound.contains($0.id) }
            guard let first = lost.first else { return nil }
            let (flight, query) =
                byReference.isEmpty
                ? (
                    Flight.candidates(first),
                    ImportQuery.candidates(
                        type, since: try journal.timeBefore(first, margin: Options.clockSkew))
                )
                : (Flight.lookUp(byReference), ImportQuery.references(byReference.map { $0.reference }))
            let permit = try journal.write { () throws(MateoError) in
                try request(.other, Charge(account: client.account, entities: 0), id, journal)
            }
            guard let permit else { return nil }
            return (flight, query, permit)
        }
        guard let (flight, query, permit) = started else { return }
        try start(flight, permit, query)
    }

    private func beginList(_ id: Int64) throws(MateoError) {
        let client = client
        let started = try withJournal {
            (journal) throws(MateoError) -> (BatchEntry, String, Bool, Permit)? in
            guard let job = try journal.nextList(id) else { return nil }
            guard let address = client.base.resolve(job.url) else {
                client.note(
                    .warning,
                    "the service gives an address for failed records that is not https; it is not fetched")
                try journal.write { () throws(MateoError) in try journal.finishWithoutList(job.batch, of: id)
                }
                return nil
            }
            let permit = try journal.write { () throws(MateoError) in
                try request(.other, Charge(account: client.account, entities: 0), id, journal)
            }
            guard let permit else { return nil }
            return (job.batch, address.url, address.isOwnOrigin, permit)
        }
        guard let (batch, url, isOwnOrigin, permit) = started else { return }
        let flight = Flight.list(batch, isOwnOrigin: isOwnOrigin)
        try start(
            flight, permit,
            Request(
                url: url, body: nil, carriesKey: isOwnOrigin, answerCap: Options.listCap,
                followsRedirects: !isOwnOrigin))
    }

    private func start(
        _ flight: Flight, _ permit: Permit, _ query: String, body: [UInt8]? = nil,
        answerCap: Int = Options.answerCap
    ) throws(MateoError) {
        try start(
            flight, permit,
            Request(
                url: client.base.text + query, body: body, carriesKey: true, answerCap: answerCap,
                followsRedirects: false))
    }

    private func start(_ flight: Flight, _ permit: Permit, _ request: Request) throws(MateoError) {
        let exchange = Exchange(flight, permit, transport)
        self.exchange = exchange
        let now = client.host.monotonicMilliseconds
        courier.startedAt = now
        exchange.permit.start(at: now)
        try transport.start(request)
        client.begin(exchange)
    }

    /// Counts a request and takes its permit; nil when another process was faster at the gate or the quota.
    private func request(
        _ kind: RequestKind, _ charge: Charge, _ id: Int64, _ journal: Journal
    ) throws(MateoError) -> Permit? {
        let (now, wallNow) = (client.host.monotonicMilliseconds, client.host.wallMilliseconds)
        guard try journal.gateWait(client.account, client.limits, now: now) == 0 else { return nil }
        try journal.bringBack(client.account, client.limits, wallNow: wallNow)
        let quota = try journal.quota(charge, client.limits, wallNow: wallNow)
        guard quota.request <= wallNow, charge.entities == 0 || quota.entities <= wallNow else { return nil }
        // Taken before the journal says so: else the request would look like that of a process that is gone. A process
        // that was held up may still have it.
        courier.isBusy = journal.leases.takeBusy(client.account)
        try journal.count(kind, of: id)
        return try journal.beginRequest(
            charge, client.limits, isMarked: courier.isBusy, now: now, wallNow: wallNow)
    }

    /// What all requests have beside the records: for an import in the journal, as it was begun.
    private var settingsInForce: [UInt8] {
        earlier?.settings ?? settings.members
    }
}
