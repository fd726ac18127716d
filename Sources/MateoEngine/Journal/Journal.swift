public import MateoCore

/// The file that holds imports, batches, jobs, outcomes and the use of the quota, with the file of records beside it.
///
/// Everything that the engine does is in here before the world can see it, so a process may die at any moment
/// and the next one knows what was done and what is in doubt. For one thread at a time.
public final class Journal {
    let database: Database
    let leases: Leases
    let records: RecordsFile
    /// Whether it can only be read.
    let isReadOnly: Bool
    /// Whether something was released that may be erased by now.
    var hasReleased = false
    private let file: JournalFile
    /// Transactions since the last one that waited for the disk.
    private var softWrites = 0
    /// The last place that was erased and is not forgotten yet; 0 for none.
    private var lastErased: Int64 = 0
    /// How many places these are.
    private var erasedPlaces = 0
    /// What `Database.totalChanges` was when the transaction that is on began.
    private var changesBefore: Int64 = 0

    /// So many transactions may be lost with the power.
    static let mostSoftWrites = 32
    /// So many places may be erased before they are forgotten together.
    static let mostErasedPlaces = 256

    /// Opens a journal, making it when there is none. One that cannot be written is opened for reading.
    ///
    /// - Parameter path: empty for a journal of this process alone that is gone with it.
    public convenience init(path: String) throws(MateoError) {
        try self.init(path, for: .use)
    }

    /// Opens a journal that exists, to change what is in it.
    package convenience init(toChange path: String) throws(MateoError) {
        try self.init(path, for: .change)
    }

    /// Opens a journal that exists, to read what is in it.
    public convenience init(existing path: String) throws(MateoError) {
        try self.init(path, for: .look)
    }

    private convenience init(_ path: String, for purpose: JournalFile.Purpose) throws(MateoError) {
        let file = try JournalFile(path, for: purpose)
        let purpose = file.purpose
        defer { file.endOpening() }
        let checksFile = Soundness.isInDoubt(file.path)
        let hasLog = Soundness.hasLog(file.path)
        let database = try Database(file)
        let isCurrent = purpose == .use ? false : try Schema.check(database)
        guard isCurrent || purpose != .read else { throw Schema.cannotUpgrade(file.path) }
        // Who looks into a journal of an older format brings it to this one.
        let records = try RecordsFile(besides: file.path, for: purpose == .look && !isCurrent ? .change : purpose)
        if purpose.changes || !isCurrent {
            try Schema.prepare(database, records, checksFile: checksFile)
        } else if purpose == .look, !hasLog || Soundness.isSound(database) {
            // What is in the log goes to the file when the last process closes it: not if that is damaged.
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

    /// The file, empty for a journal of this process alone.
    public var path: String {
        database.path
    }

    /// Checks that it can be written.
    func checkIsWritable() throws(MateoError) {
        guard !isReadOnly else { throw JournalFile.readOnly(path) }
    }

    /// Checks that the files are still those that were opened.
    func checkIsThere() throws(MateoError) {
        try file.checkIsThere()
    }

    /// Runs `body` in a transaction that is on the disk when this returns.
    func write<Result>(_ body: () throws(MateoError) -> Result) throws(MateoError) -> Result {
        try write(.flushed, body)
    }

    /// Runs `body` in a transaction that may be lost with the power, but only as a whole and with all that follow it.
    /// It is for what can be found out again, and for records of an import that is not sealed.
    func writeSoftly<Result>(_ body: () throws(MateoError) -> Result) throws(MateoError) -> Result {
        try write(.soft, body)
    }

    /// Runs `body` in a transaction of a request or an answer.
    ///
    /// - Parameter mayBeLost: whether it can be found out again what was done. Still no more than some of these are lost
    ///   with the power, so that the quota's use is known but for so many requests.
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

    // The body of a transaction is compiled into its place, these are called. They are also for what a closure cannot hold.

    /// Whether a transaction is on the disk when it ends.
    enum Writing {
        case flushed
        case soft
    }

    /// Begins a transaction.
    @inline(never)
    func begin(_ kind: Writing) throws(MateoError) {
        if kind == .soft { try flushesCommits(false) }
        changesBefore = database.totalChanges
        try database.begin()
    }

    /// Ends it.
    @inline(never)
    func end(_ kind: Writing) throws(MateoError) {
        guard kind == .flushed else {
            try database.commit()  // mutation: erased-early
            return try flushesCommits(true)
        }
        let released = hasReleased ? try released(after: lastErased) : []
        try database.commit()
        // A transaction that changes nothing does not wait for the disk.
        guard database.totalChanges > changesBefore else { return }
        softWrites = 0
        hasReleased = false
        eraseIfPossible(released, forgets: false)
        if erasedPlaces >= Self.mostErasedPlaces { flush() }
    }

    /// Takes it back. If the next one cannot be made to wait for the disk, none may be lost.
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

    /// Brings all that was written to the disk, and erases what was released or left behind by a process that is gone.
    /// Nobody is waited for: what cannot be done now is done by the next one that opens the journal.
    func flush() {
        do throws(MateoError) {
            let released = try released(after: 0)
            erasedPlaces = 0
            guard database.emptyLog() else { return }
            hasReleased = false
            softWrites = 0
            lastErased = 0
            eraseIfPossible(released, forgets: true)
            try cutRecords()
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
