public import MateoCore

/// All records of one type under one name, from adding them to their outcomes. It survives restarts.
///
/// For one thread at a time; only `cancel` may be called from another.
public final class Import<Transport: TransportProtocol, Host: HostProtocol> {
    let identity: ImportIdentity<Transport, Host>
    let filling: ImportFilling<Transport, Host>
    let running: ImportRun<Transport, Host>
    /// How far it is.
    public internal(set) var state = RunState.filling
    /// Called in the thread that runs the import whenever something has changed.
    public var onProgress: ((RecordCounts) -> Void)? {
        get { running.onProgress }
        set { running.onProgress = newValue }
    }

    /// Opens an import.
    ///
    /// An unfinished one of the name goes on: its records are in the journal, and adding them again only
    /// checks that they are the same. One that was never sealed starts empty, since nothing of it was sent. When one is
    /// over and the same records are added, it is that one, and nothing is sent (see `setAgain`); others are a new import.
    /// An import of another key becomes the caller's if none of its requests had an effect and the same records are added.
    public convenience init(
        _ client: Client<Transport, Host>, type: RecordType, name: String
    ) throws(MateoError) {
        guard !name.isEmpty, name.utf8.count <= 255, Array(name.utf8).allSatisfy({ $0 >= 32 && $0 != 127 })
        else {
            throw MateoError(.argument, "the name of an import must have 1 to 255 bytes and no control characters")
        }
        let account = client.account
        var (over, unsent): (ImportEntry?, ImportEntry?)
        var newest: String?
        let unfinished = try client.withJournal { (journal) throws(MateoError) -> ImportEntry? in
            try journal.checkIsWritable()
            guard let entry = try journal.importEntry(named: name) else { return nil }
            if !entry.isSealed {
                guard try journal.leases.take(entry.id) else { throw Leases.busy(name) }
                defer { journal.leases.giveBack(entry.id) }
                try journal.write { () throws(MateoError) in try journal.remove(entry.id) }
                newest = try journal.importEntry(named: name)?.uuid
                return nil
            }
            newest = entry.uuid
            let isOver = try journal.isOver(entry.id)
            if isOver || entry.account != account {
                over = try journal.finishedEntry(named: name, account: account, type)
            }
            if isOver { return nil }
            guard entry.type == type else {
                throw MateoError(
                    .state,
                    "the journal holds an unfinished import called \(name) of another type: finish that import, or "
                        + "take another name")
            }
            if entry.account != account, entry.requests.post > 0, try journal.isUnsent(entry.id) {
                unsent = entry
                return nil
            }
            try journal.checkOwner(of: entry, is: account)
            return entry
        }
        let transport = try client.makeTransport(client.transportOptions)
        let identity = ImportIdentity(client, type: type, name: name, earlier: unfinished)
        self.init(identity, transport, newest: newest, over: over, unsent: unsent)
    }

    init(
        _ identity: ImportIdentity<Transport, Host>, _ transport: Transport, newest: String? = nil,
        over: ImportEntry? = nil, unsent: ImportEntry? = nil
    ) {
        let cancellation = Cancellation()
        self.identity = identity
        filling = ImportFilling(identity, cancellation, newest: newest, over: over, unsent: unsent)
        running = ImportRun(identity, cancellation, transport)
        if identity.earlier != nil { state = .running }
    }

    deinit {
        filling.discard()
        running.endExchange()
        if state == .finished || state == .unknown { acknowledge() }
        identity.giveBackLease()
    }

    /// The caller has had its result.
    private func acknowledge() {
        guard let id = identity.id else { return }
        do throws(MateoError) {
            try client.withJournal { (journal) throws(MateoError) in
                guard !journal.isReadOnly, try journal.isOver(id) else { return }
                try journal.writeSoftly { () throws(MateoError) in try journal.acknowledge(id) }
            }
        } catch {
            client.log(.warning, "\(error.message)")
        }
    }

    /// The client it belongs to.
    public var client: Client<Transport, Host> { identity.client }
    /// Its name in the journal.
    public var name: String { identity.name }
    /// What its records are.
    public var type: RecordType { identity.type }
    /// What all its requests have beside the records.
    public var settings: ImportSettings { identity.settings }
    /// When a paused import can go on, in milliseconds since 1970; 0 when it is not paused.
    public var resumeAt: Int64 { running.resumeAt }

    /// Whether its records were sent before, under this name, and the caller had the result: nothing is sent this time.
    public var isRepeated: Bool { filling.isRepeated }

    /// How many rows were added since it was opened.
    public var rows: Int64 { filling.rows }

    /// Whether the journal holds all its records, so that it can run.
    public var isSealed: Bool {
        state != .filling
    }

    /// All records are in. From here on the import can run, and survives the end of the process.
    ///
    /// For an unfinished import this checks that the same records were added again. Adding none is also allowed.
    public func seal() throws(MateoError) {
        if isSealed, !filling.isUnderWay { return }
        try filling.seal()
        state = .running
        try remind()
    }

    /// Whether it is sealed, and no run of it has ended.
    public var isRunning: Bool { state == .running && !filling.isUnderWay }

    /// When the next step has something to do, in milliseconds of the monotonic clock; nil when there is no step to make, as
    /// before it is sealed and when a run has ended. A paused import has something to do once the pause is over.
    public var nextStepAt: Int64? { isSealed && !filling.isUnderWay ? running.nextTime(state) : nil }

    /// A descriptor that is readable when the next step has something to do. It stays the same.
    public func descriptor() throws(MateoError) -> Int32 {
        running.isReminded = true
        try remind()
        return running.transport.descriptor
    }

    private func remind() throws(MateoError) {
        if running.isReminded { try running.transport.remind(at: nextStepAt) }
    }

    /// Runs until every record has its outcome, or there is nothing to do before a known time.
    ///
    /// - Returns: `finished`, `unknown`, `paused` (see `resumeAt`) or `interrupted`, after `cancel`.
    /// - Throws: when the service refuses the key or the requests, when it cannot be reached, or `failing`. Nothing is
    ///   lost, and the import can go on later.
    public func run() throws(MateoError) -> RunState {
        while true {
            let state = try step(milliseconds: 60_000)
            if state != .running { return state }
        }
    }

    /// Works for a bounded time.
    ///
    /// - Parameter milliseconds: the longest time to wait for the network; 0 only does what can be done at once.
    /// - Returns: `running` when there is more to do, else as `run`.
    public func step(milliseconds: Int64) throws(MateoError) -> RunState {
        try client.checkProcess()
        guard isSealed, !filling.isUnderWay else {
            throw MateoError(.state, "the import is not sealed: seal it before you run it")
        }
        // It is over, and a journal that can only be read has nothing to be told.
        if client.journal.isReadOnly, state != .running { return state }
        do throws(MateoError) {
            state = try running.step(milliseconds: milliseconds)
            if state != .running { filling.close() }
            return state
        } catch {
            guard running.hasTakenOver else { throw error }
            state = error.status.isRetryable ? .interrupted : .stopped
            filling.close()
            running.giveBack()
            throw error
        }
    }

    /// What became of its records so far.
    public func counts() throws(MateoError) -> RecordCounts {
        guard isSealed, let id = identity.id else { return filling.counts() }
        return try client.withJournal { (journal) throws(MateoError) in try journal.counts(of: id) }
    }

    /// The requests it took so far.
    public func requests() throws(MateoError) -> RequestCounts {
        guard let id = identity.id else { return RequestCounts() }
        return try client.withJournal { (journal) throws(MateoError) in try journal.requests(of: id) }
    }

    /// Rows in some states after one of them, in their order.
    public func failures(
        after last: Failure?, limit: Int64, _ states: RowStates = .known
    ) throws(MateoError) -> [Failure] {
        guard let id = identity.id, isSealed else { return [] }
        return try client.withJournal { (journal) throws(MateoError) in
            var failures = try journal.failures(of: id, after: last, limit: limit, states)
            for index in failures.indices { failures[index].tag = try journal.tag(of: failures[index].row, in: id) }
            return failures
        }
    }

    /// The file of its rows in some states. See `Journal.failureFile`.
    public func failureFile(_ states: RowStates, isForExcel: Bool) throws(MateoError) -> FailureFile {
        let id = isSealed ? identity.id ?? 0 : 0
        return try client.withJournal { (journal) throws(MateoError) in
            try journal.failureFile(of: id, states, isForExcel: isForExcel)
        }
    }

    /// The service's remarks after one of them, in the order in which they came.
    public func hints(after last: Hint?, limit: Int64) throws(MateoError) -> [Hint] {
        guard let id = identity.id, isSealed else { return [] }
        return try client.withJournal { (journal) throws(MateoError) in
            try journal.hints(of: id, after: last, limit: limit)
        }
    }

    /// Batches that were sent, after one of them. Those that replaced a larger one come behind the others.
    public func sentBatches(after last: SentBatch?, limit: Int64) throws(MateoError) -> [SentBatch] {
        guard let id = identity.id, isSealed else { return [] }
        return try client.withJournal { (journal) throws(MateoError) in
            try journal.sentBatches(of: id, after: last, limit: limit)
        }
    }

    /// Pauses after one of them, in the order in which they began.
    public func pauses(after last: Pause?, limit: Int64) throws(MateoError) -> [Pause] {
        guard let id = identity.id, isSealed else { return [] }
        return try client.withJournal { (journal) throws(MateoError) in
            try journal.pauses(of: id, after: last, limit: limit)
        }
    }

    /// Returns the rows whose outcome is unknown. Rows that are listed as failed may be among them.
    ///
    /// - Parameter row: only ranges behind this row.
    public func unknownRows(after row: Int64, limit: Int64) throws(MateoError) -> [RowRange] {
        guard let id = identity.id, isSealed else { return [] }
        return try client.withJournal { (journal) throws(MateoError) in
            try journal.unknownRows(of: id, after: row, limit: limit)
        }
    }

    /// Sends the rest of the import, whatever fails: it does not stop for failing records any more.
    public func ignoreFailures() throws(MateoError) {
        guard isSealed, let id = identity.id else {
            throw MateoError(.state, "the import is not sealed: seal it before you ignore its failures")
        }
        try client.withJournal { (journal) throws(MateoError) in
            try identity.checkIsThere(id, journal)
            try journal.write { () throws(MateoError) in try journal.ignoreFailures(id) }
        }
    }

    /// Sends the failed rows again for which the service was at fault, with the next run. Their outcomes are booked in the
    /// place of those before.
    ///
    /// - Returns: how many rows these are; 0 leaves the import as it is.
    /// - Throws: `state` when it is not sealed, or between two steps of a run.
    public func retry() throws(MateoError) -> Int64 {
        guard isSealed, let id = identity.id, !running.hasTakenOver else {
            throw MateoError(.state, "the import is running, or not sealed: end the run before you send rows again")
        }
        let (identity, limits) = (identity, client.options.batch)
        let rows = try client.withJournal { (journal) throws(MateoError) -> Int64 in
            guard try journal.leases.take(id) else { throw Leases.busy(identity.name) }
            defer { journal.leases.giveBack(id) }
            return try journal.write { () throws(MateoError) -> Int64 in
                try identity.checkIsThere(id, journal)
                return try journal.retry(id, uuid: identity.uuid, account: identity.client.account, limits)
            }
        }
        if rows > 0 {
            state = .running
            try remind()
        }
        return rows
    }

    /// Ends a run early, from any thread: the request under way gets its answer and no other starts. Called
    /// again, the request under way is let go of too, and its batch will be looked up. A file that is being added
    /// is not read further, and nothing of it is added.
    public func cancel() {
        running.cancellation.request()
        running.transport.wake()
    }

    /// Forgets a `cancel` that came when the call that it was meant for had ended, so that it does not end the next one.
    public func forgetCancellation() {
        running.cancellation.clear()
    }
}
