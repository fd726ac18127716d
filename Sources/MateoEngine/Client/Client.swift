import CSystem
public import MateoCore

/// The level of a log message.
public enum LogLevel: Int32, Sendable {
    /// Information for the caller.
    case info = 1
    /// A fault that the library is handling.
    case warning = 2
}

/// The key, the limits and the journal that several imports share.
///
/// Threads may share a client. One thread at a time uses an import. Imports lock the journal in turn.
public final class Client<Transport: TransportProtocol, Host: HostProtocol>: @unchecked Sendable {
    /// The options of the client.
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
    /// The key's current request, if one of the client's imports started it.
    var exchange: Exchange<Transport>?
    let exchangeLock = Lock()
    /// The turn of the key, which the other clients of the journal in this process share.
    let turn: Turn
    private var notes: [(LogLevel, Text)] = []
    var madePoller: Poller?
    private let process = getpid()

    // In Embedded Swift, an initializer that throws before all properties are set leaks the object's memory. One that
    // throws before it calls another initializer does not.

    /// Opens a client: checks the options and opens the journal. It sends nothing.
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
        turn = journal.turn(account)
        limits = Limits(options)
        keyMask = KeyMask(options.apiKey)
    }

    /// Writes a line to the log.
    @inline(never)
    func log(_ level: LogLevel, _ message: Text) {
        sink(level, Shown.line(message.string))
    }

    /// Runs `body` with the journal locked against other threads.
    ///
    /// - Parameter patience: how long to wait for another process that writes, in milliseconds.
    @inline(__always)
    func withJournal<Result>(
        patience: Int64 = Database.patience, _ body: (Journal) throws(MateoError) -> Result
    ) throws(MateoError) -> Result {
        try lockJournal(patience: patience)
        defer { unlockJournal() }
        return try body(journal)
    }

    /// Logs a message once the journal is unlocked, since the callback may use the library. It is called inside
    /// `withJournal`.
    func note(_ level: LogLevel, _ message: Text) {
        notes.append((level, message))
    }

    /// Warns of rows that a check held.
    func noteHeld(_ rows: Int64) {
        guard rows > 0 else { return }
        let held: StaticString = rows == 1 ? "row is" : "rows are"
        note(.warning, "\(rows) \(held) held: the list of failures has the reasons")
    }

    /// Releases the lease of an import, so that others can fill or run it.
    func giveBackLease(_ importID: Int64) {
        lock.lock()
        defer { lock.unlock() }
        journal.leases.giveBack(importID)
    }

    /// Releases the lock that shows other processes a request of the key.
    func endBusy() {
        lock.lock()
        defer { lock.unlock() }
        journal.leases.endBusy(account)
    }

    /// Locks the journal for code that cannot be in a closure. Each call needs an `unlockJournal`.
    @inline(never)
    func lockJournal(patience: Int64 = Database.patience) throws(MateoError) {
        try checkProcess()
        lock.lock()
        do throws(MateoError) {
            try journal.checkIsThere()
        } catch {
            lock.unlock()
            throw error
        }
        journal.database.waits(for: patience)
    }

    /// Unlocks the journal, and writes the noted messages to the log.
    @inline(never)
    func unlockJournal() {
        let noted = notes
        notes = []
        lock.unlock()
        for (level, message) in noted { log(level, message) }
    }

    /// Throws in a child process: it has copies of the parent's connections, and must not use them.
    func checkProcess() throws(MateoError) {
        guard getpid() == process else {
            throw MateoError(
                .handle, "this handle was made before a fork: open another client in the child process")
        }
    }

    /// Returns a fingerprint that distinguishes keys in the journal without storing them.
    static func fingerprint(_ base: BaseURL, _ apiKey: String) -> String {
        var digest = Blake2b(length: 16)
        digest.update(Array(base.text.utf8).span)
        digest.update([0].span)
        digest.update(Array(apiKey.utf8).span)
        return Hexadecimal.text(of: digest.finish())
    }

    /// The options of the transport.
    var transportOptions: TransportOptions {
        TransportOptions(
            apiKey: options.apiKey, connectTimeout: options.connectTimeout,
            requestTimeout: options.requestTimeout,
            caFile: options.caFile, proxy: options.proxy, userAgent: options.userAgent,
            isLoopback: base.isLoopback, isPlain: base.isPlain)
    }
}
