public import MateoCore

/// The file of imports, batches, jobs, outcomes and the use of the quota, with the file of records beside it.
///
/// The journal has every action of the engine before it takes effect outside. So a process may end at any time, and the
/// next one knows what was done and what is in doubt. One thread at a time may use it.
public final class Journal {
    let database: Database
    let leases: Leases
    let records: RecordsFile
    let isReadOnly: Bool
    /// Whether there are released places that may be erased.
    var hasReleased = false
    private let file: JournalFile
    /// The transactions since the last one that was flushed to the disk.
    private var softWrites = 0
    /// The last place that was erased and is not yet forgotten; 0 for none.
    private var lastErased: Int64 = 0
    /// The number of such places.
    private var erasedPlaces = 0
    /// The value of `Database.totalChanges` at the start of the current transaction.
    private var changesBefore: Int64 = 0

    /// The most transactions that may be lost in a power failure.
    static let mostSoftWrites = 32
    /// The most places to erase before they are forgotten together.
    static let mostErasedPlaces = 256

    /// Opens a journal, and creates it if it is missing. A journal that cannot be written is opened for reading.
    ///
    /// - Parameter path: empty for a journal that exists only while the process runs.
    public convenience init(path: String) throws(MateoError) {
        try self.init(path, for: .use)
    }

    /// Opens an existing journal for changes.
    package convenience init(toChange path: String) throws(MateoError) {
        try self.init(path, for: .change)
    }

    /// Opens an existing journal for reading.
    public convenience init(existing path: String) throws(MateoError) {
        try self.init(path, for: .look)
    }

    private convenience init(_ path: String, for purpose: JournalFile.Purpose) throws(MateoError) {
        let file = try JournalFile(path, for: purpose)
        defer { file.endOpening() }
        let checksFile = Soundness.isInDoubt(file.path)
        let hasLog = Soundness.hasLog(file.path)
        var database = try Database(file)
        var isCurrent = false
        if file.purpose != .use {
            do throws(MateoError) {
                isCurrent = try Schema.check(database)
            } catch {
                // The disk has no room for SQLite's index, which it creates even for reading. Without a log it needs none.
                guard error.status == .journalFull, file.purpose == .look, !hasLog else { throw error }
                file.leaveUnchanged()
                database = try Database(file)
                isCurrent = try Schema.check(database)
                guard isCurrent else { throw error }
            }
        }
        let purpose = file.purpose
        guard isCurrent || purpose != .read else { throw Schema.cannotUpgrade(file.path) }
        // Opening a journal of an older format upgrades it, even for reading.
        let records = try RecordsFile(besides: file.path, for: purpose == .look && !isCurrent ? .change : purpose)
        if purpose.changes || !isCurrent {
            try Schema.prepare(database, records, checksFile: checksFile)
        } else if purpose == .look, !hasLog || Soundness.isSound(database) {
            // Closing the last connection writes the log into the file. That must not happen in a damaged file.
            database.leavesFilesAlone(false)
        }
        self.init(file, database, records)
        if purpose.changes { flush() }
    }

    private init(_ file: JournalFile, _ database: Database, _ records: RecordsFile) {
        self.file = file
        self.database = database
        self.records = records
        isReadOnly = file.purpose == .read
        leases = Leases(file)
    }

    /// The file; empty for a journal in memory.
    public var path: String {
        database.path
    }

    /// Returns the turn of a key, which all clients of the file in this process share.
    func turn(_ account: Int64) -> Turn {
        file.turn(account)
    }

    func checkIsWritable() throws(MateoError) {
        guard !isReadOnly else { throw JournalFile.readOnly(path) }
    }

    /// Checks that the files have not been replaced since they were opened.
    func checkIsThere() throws(MateoError) {
        try file.checkIsThere()
    }

    /// Runs `body` in a transaction that is on the disk when this returns.
    func write<Result>(_ body: () throws(MateoError) -> Result) throws(MateoError) -> Result {
        try write(.flushed, body)
    }

    /// Runs `body` in a transaction that may be lost in a power failure, but only as a whole and with all later ones.
    /// It is for facts that can be found again, and for records of an import that is not sealed.
    func writeSoftly<Result>(_ body: () throws(MateoError) -> Result) throws(MateoError) -> Result {
        try write(.soft, body)
    }

    /// Runs `body` in a transaction for a request or an answer.
    ///
    /// - Parameter mayBeLost: whether the facts can be found again. Even then, a power failure loses at most some of
    ///   these transactions. So the known use of the quota is wrong by at most that many requests.
    func write<Result>(
        mayBeLost: Bool, _ body: () throws(MateoError) -> Result
    ) throws(MateoError) -> Result {
        let isSoft = mayBeLost && softWrites < Self.mostSoftWrites
        if isSoft { softWrites += 1 }
        return try write(isSoft ? .soft : .flushed, body)
    }

    private func write<Result>(
        _ kind: Writing, _ body: () throws(MateoError) -> Result
    ) throws(MateoError) -> Result {
        try begin(kind)
        do throws(MateoError) {
            let result = try body()
            try end(kind)
            return result
        } catch {
            takeBack(kind)
            throw error
        }
    }

    // The body of a transaction is inlined into its caller. These functions are called. They also serve code that
    // cannot be in a closure.

    /// Whether a transaction is on the disk once it ends.
    enum Writing {
        case flushed
        case soft
    }

    @inline(never)
    func begin(_ kind: Writing) throws(MateoError) {
        if kind == .soft { try flushesCommits(false) }
        changesBefore = database.totalChanges
        try database.begin()
    }

    @inline(never)
    func end(_ kind: Writing) throws(MateoError) {
        guard kind == .flushed else {
            try database.commit()  // mutation: erased-early
            return try flushesCommits(true)
        }
        let released = hasReleased ? try released(after: lastErased) : []
        try database.commit()
        // A transaction without changes does not wait for the disk.
        guard database.totalChanges > changesBefore else { return }
        softWrites = 0
        hasReleased = false
        eraseIfPossible(released, forgets: false)
        if erasedPlaces >= Self.mostErasedPlaces { flush() }
    }

    /// Rolls back a transaction. If the next one cannot be made to wait for the disk, no transaction may be lost.
    @inline(never)
    func takeBack(_ kind: Writing) {
        database.rollBack()
        guard kind == .soft else { return }
        do throws(MateoError) {
            try flushesCommits(true)
        } catch {
            softWrites = Self.mostSoftWrites
        }
    }

    /// Flushes everything to the disk, and erases places that were released, or left by a process that has ended. It
    /// does not wait for other connections. The next process that opens the journal does the rest.
    func flush() {
        do throws(MateoError) {
            let released = try released(after: 0)
            erasedPlaces = 0
            // This makes room for the log on a full disk.
            try cutRecords()
            guard database.emptyLog() else { return }
            hasReleased = false
            softWrites = 0
            lastErased = 0
            eraseIfPossible(released, forgets: true)
            _ = database.emptyLog()
        } catch {
            return
        }
    }

    private func eraseIfPossible(_ released: [Released], forgets: Bool) {
        do throws(MateoError) {
            try erase(released, forgets: forgets)
            guard !forgets, let last = released.last else { return }
            lastErased = last.id
            erasedPlaces += released.count
        } catch {
            hasReleased = true
        }
    }

    /// Sets whether a commit is on the disk when it returns.
    @inline(never)
    private func flushesCommits(_ flushes: Bool) throws(MateoError) {
        guard !path.isEmpty else { return }
        // mutation: flush-not
        try database.execute(flushes ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL")
    }
}
