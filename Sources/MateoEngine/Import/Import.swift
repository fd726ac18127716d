public import MateoCore

/// All records of one type under one name, from their addition to their outcomes. It survives restarts.
///
/// One thread at a time may use it. Only `cancel` may be called from another thread.
public final class Import<Transport: TransportProtocol, Host: HostProtocol> {
    let identity: ImportIdentity<Transport, Host>
    let filling: ImportFilling<Transport, Host>
    let running: ImportRun<Transport, Host>
    /// Its state.
    public internal(set) var state = RunState.filling
    /// Called in the thread that runs the import after each change.
    public var onProgress: ((RecordCounts) -> Void)? {
        get { running.onProgress }
        set { running.onProgress = newValue }
    }

    /// Opens an import.
    ///
    /// An unfinished import of the name continues: its records are in the journal, and adding them again only checks
    /// that they are the same. An import that was never sealed starts empty, since nothing of it was sent. If an import
    /// is over and the same records are added, it becomes that import, and nothing is sent (see `setAgain`). Other
    /// records make a new import. An import of another key becomes the caller's if none of its requests had an effect
    /// and the same records are added.
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

    /// Stores that the caller has had its result.
    private func acknowledge() {
        guard let id = identity.id else { return }
        do throws(MateoError) {
            let uuid = identity.uuid
            try client.withJournal { (journal) throws(MateoError) in
                guard !journal.isReadOnly, try journal.hasImport(id, uuid: uuid), try journal.isOver(id) else { return }
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
    /// The type of its records.
    public var type: RecordType { identity.type }
    /// The members of all its requests other than the records.
    public var settings: ImportSettings { identity.settings }
    /// When a paused import can continue, in milliseconds since 1970; 0 if it is not paused.
    public var resumeAt: Int64 { running.resumeAt }

    /// Whether its records were sent before under this name and the caller has had the result. Then nothing is sent.
    public var isRepeated: Bool { filling.isRepeated }

    /// The number of rows that were added since it was opened.
    public var rows: Int64 { filling.rows }

    /// Whether the journal has all its records, so that it can run.
    public var isSealed: Bool {
        state != .filling
    }

    /// Seals the import. From here on it can run, and it survives the end of the process.
    ///
    /// For an unfinished import this checks that the same records were added again. Adding none is also allowed.
    public func seal() throws(MateoError) {
        if try sealedID() != nil, !filling.isUnderWay { return }
        try filling.seal()
        state = .running
        try remind()
    }

    /// Whether it is sealed and its run has not ended.
    public var isRunning: Bool { state == .running && !filling.isUnderWay }

    /// When the next step has work to do, in milliseconds of the monotonic clock. It is nil if there is no next step,
    /// for example before sealing and after the end of a run. A paused import has work once the pause is over.
    public var nextStepAt: Int64? { isSealed && !filling.isUnderWay ? running.nextTime(state) : nil }

    /// Returns a descriptor that is readable when the next step has work to do. It stays the same.
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
    /// - Returns: `finished`, `unknown`, `paused` (see `resumeAt`), or `interrupted` after `cancel`.
    /// - Throws: if the service refuses the key or the requests, if it is unreachable, or `failing`. Nothing is lost,
    ///   and the import can continue later.
    public func run() throws(MateoError) -> RunState {
        while true {
            let state = try step(milliseconds: 60_000)
            if state != .running { return state }
        }
    }

    /// Runs for a limited time.
    ///
    /// - Parameter milliseconds: the longest time to wait for the network; 0 does not wait.
    /// - Returns: `running` if there is more to do, otherwise the same as `run`.
    public func step(milliseconds: Int64) throws(MateoError) -> RunState {
        try client.checkProcess()
        guard isSealed, !filling.isUnderWay else {
            throw MateoError(.state, "the import is not sealed: seal it before you run it")
        }
        // A finished import in a read-only journal needs no changes.
        if client.journal.isReadOnly, state != .running { return state }
        do throws(MateoError) {
            state = try running.step(milliseconds: milliseconds)
            if state != .running { filling.close() }
            return state
        } catch {
            // If it was forgotten, there is no next step.
            guard running.hasTakenOver || error.status == .state else { throw error }
            state = error.status.isRetryable ? .interrupted : .stopped
            filling.close()
            running.giveBack()
            throw error
        }
    }

    /// Checks that it was not forgotten. A journal that cannot be read does not count: the call that needs it fails.
    public func checkIsThere() throws(MateoError) {
        guard !filling.isUnderWay else { return }
        do throws(MateoError) {
            _ = try sealedID()
        } catch {
            guard error.status == .state else { return }
            state = .stopped
            try remind()
            throw error
        }
    }

    /// Returns its number in the journal, or nil if it is not sealed.
    ///
    /// - Throws: `state` if it was forgotten.
    func sealedID() throws(MateoError) -> Int64? {
        guard isSealed, let id = identity.id else { return nil }
        let identity = identity
        try client.withJournal { (journal) throws(MateoError) in try identity.checkIsThere(id, journal) }
        return id
    }

    /// Returns the current counts of its records.
    public func counts() throws(MateoError) -> RecordCounts {
        guard let id = try sealedID() else { return filling.counts() }
        return try client.withJournal { (journal) throws(MateoError) in try journal.counts(of: id) }
    }

    /// Returns the number of its requests so far.
    public func requests() throws(MateoError) -> RequestCounts {
        guard let id = try sealedID() else { return RequestCounts() }
        return try client.withJournal { (journal) throws(MateoError) in try journal.requests(of: id) }
    }

    /// Returns why it waits if it is paused; nil otherwise.
    public func pauseReason() throws(MateoError) -> PauseReason? {
        guard resumeAt > 0 else { return nil }
        return try client.withJournal { (journal) throws(MateoError) in
            try journal.pauseReason(client.account, until: resumeAt)
        }
    }

    /// Sends the rest of the import even if records fail. The import does not stop for failing records any more.
    public func ignoreFailures() throws(MateoError) {
        guard isSealed, let id = identity.id else {
            throw MateoError(.state, "the import is not sealed: seal it before you ignore its failures")
        }
        try client.withJournal { (journal) throws(MateoError) in
            try identity.checkIsThere(id, journal)
            try journal.write { () throws(MateoError) in try journal.ignoreFailures(id) }
        }
    }

    /// Sends the rows that failed through the service's fault again in the next run. Their new outcomes replace the old
    /// ones.
    ///
    /// - Returns: the number of rows; 0 leaves the import unchanged.
    /// - Throws: `state` if it is not sealed, or between two steps of a run.
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

    /// Ends a run early, from any thread. The current request gets its answer, and no other one starts. A second call
    /// also abandons the current request, and its batch will be looked up. Reading an added file stops, and nothing of
    /// the file is added.
    public func cancel() {
        running.cancellation.request()
        running.transport.wake()
    }

    /// Discards a `cancel` that came after the end of the intended call, so that it does not end the next call.
    public func forgetCancellation() {
        running.cancellation.clear()
    }
}
