import CSystem
public import MateoCore

/// Which messages the log takes.
public enum LogLevel: Int32, Sendable {
    /// What the caller may want to know.
    case info = 1
    /// What went wrong and is being dealt with.
    case warning = 2
}

/// The key, the limits and the journal that imports share.
///
/// Threads may share a client. Each import belongs to one thread at a time; they take turns at the journal.
public final class Client<Transport: TransportProtocol, Host: HostProtocol>: @unchecked Sendable {
    /// How the client was opened.
    public let options: Options
    let host: Host
    let journal: Journal
    let account: Int64
    let base: BaseURL
    let limits: Limits
    let keyMask: KeyMask
    let makeTransport: (TransportOptions) throws(MateoError) -> Transport
    private let sink: (LogLevel, String) -> Void
    private let lock = Lock()
    /// The request of the key that is under way, if one of the client's imports has started it.
    var exchange: Exchange<Transport>?
    let exchangeLock = Lock()
    private var notes: [(LogLevel, Text)] = []
    var madePoller: Poller?
    private let process = getpid()

    // An initializer that throws before it has set all properties loses the object's memory in Embedded Swift;
    // one that throws before it calls another does not.

    /// Opens a client: checks the options and opens the journal. Nothing is sent.
    public convenience init(
        _ options: Options, host: Host, log: @escaping (LogLevel, String) -> Void = { _, _ in },
        makeTransport: @escaping (TransportOptions) throws(MateoError) -> Transport
    ) throws(MateoError) {
        try options.check()
        if let file = options.caFile { try CertificateFile.check(file) }
        let base = try BaseURL(options.baseURL)
        let journal = try Journal(path: options.journalPath)
        let account = try journal.account(fingerprint: Self.fingerprint(base, options.apiKey))
        self.init(
            options, host: host, log: log, makeTransport: makeTransport, base: base, journal: journal,
            account: account)
    }

    private init(
        _ options: Options, host: Host, log: @escaping (LogLevel, String) -> Void,
        makeTransport: @escaping (TransportOptions) throws(MateoError) -> Transport, base: BaseURL,
        journal: Journal,
        account: Int64
    ) {
        var options = options
        if options.entitiesPerDay > 0 {
            options.batch.records = min(options.batch.records, Int(clamping: options.entitiesPerDay))
        }
        self.options = options
        self.host = host
        sink = log
        self.makeTransport = makeTransport
        self.base = base
        self.journal = journal
        self.account = account
        limits = Limits(options)
        keyMask = KeyMask(options.apiKey)
    }

    /// Tells the log.
    @inline(never)
    func log(_ level: LogLevel, _ message: Text) {
        sink(level, Shown.line(message.string))
    }

    /// Runs `body` while no other thread uses the journal.
    ///
    /// - Parameter patience: how long another process that writes is waited for, in milliseconds.
    func withJournal<Result>(
        patience: Int64 = Database.patience, _ body: (Journal) throws(MateoError) -> Result
    ) throws(MateoError) -> Result {
        try lockJournal()
        defer { unlockJournal() }
        journal.database.waits(for: patience)
        return try body(journal)
    }

    /// Logs a message when the journal is free again: the callback may use the library. Called inside
    /// `withJournal`.
    func note(_ level: LogLevel, _ message: Text) {
        notes.append((level, message))
    }

    /// Lets others fill or run an import.
    func giveBackLease(_ importID: Int64) {
        lock.lock()
        defer { lock.unlock() }
        journal.leases.giveBack(importID)
    }

    /// No request of the key is under way any more, as others see it.
    func endBusy() {
        lock.lock()
        defer { lock.unlock() }
        journal.leases.endBusy(account)
    }

    /// For what a closure cannot hold: every call is followed by `unlockJournal`.
    @inline(never)
    func lockJournal() throws(MateoError) {
        try checkProcess()
        lock.lock()
        do throws(MateoError) {
            try journal.checkIsThere()
        } catch {
            lock.unlock()
            throw error
        }
    }

    /// Ends what `lockJournal` began, and passes on what was noted meanwhile.
    @inline(never)
    func unlockJournal() {
        let noted = notes
        notes = []
        lock.unlock()
        for (level, message) in noted { log(level, message) }
    }

    /// A child process has copies of the parent's connections, and must not use them.
    func checkProcess() throws(MateoError) {
        guard getpid() == process else {
            throw MateoError(
                .handle, "this handle was made before a fork: open another client in the child process")
        }
    }

    /// Tells keys apart in the journal without holding them.
    static func fingerprint(_ base: BaseURL, _ apiKey: String) -> String {
        var digest = Blake2b(length: 16)
        digest.update(Array(base.text.utf8).span)
        digest.update([0].span)
        digest.update(Array(apiKey.utf8).span)
        return Hexadecimal.text(of: digest.finish())
    }

    /// How requests travel, from the options.
    var transportOptions: TransportOptions {
        TransportOptions(
            apiKey: options.apiKey, connectTimeout: options.connectTimeout,
            requestTimeout: options.requestTimeout,
            caFile: options.caFile, proxy: options.proxy, userAgent: options.userAgent,
            isLoopback: base.isLoopback)
    }
}
