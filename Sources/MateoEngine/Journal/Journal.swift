public import MateoCore

/// The file that holds imports, batches, jobs, outcomes and the use of the quota, with the file of records beside it.
///
/// Everything that the engine does is in here before the world can see it, so a process may die at any moment
/// and the next one knows what was done and what is in doubt. For one thread at a time.
public final class Journal {
    let database: Database
    let leases: Leases
    let records: RecordsFile
    /// Whether something was released that may be erased by now.
    var hasReleased = false
    private let file: JournalFile
    /// Transactions since the last one that waited for the disk.
    private var softWrites = 0

    /// So many transactions may be lost with the power.
    static let mostSoftWrites = 32

    /// Opens a journal, making it when there is none.
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
        defer { file.endOpening() }
        let checksFile = Soundness.isInDoubt(file.path)
        let hasLog = Soundness.hasLog(file.path)
        let database = try Database(file)
        let isCurrent = purpose == .use ? false : try Schema.check(database)
        // Who looks into a journal of an older format brings it to this one.
        let records = try RecordsFile(besides: file.path, for: purpose == .look && !isCurrent ? .change : purpose)
        if purpose != .look || !isCurrent {
            try Schema.prepare(database, records, checksFile: checksFile)
        } else if !hasLog || Soundness.isSound(database) {
            // What is in the log gets into the file when nobody has it open any more: not if that is damaged.
            database.leavesFilesAlone(false)
        }
        self.init(file, database, records)
        if purpose != .look { flush() }
    }

    private init(_ file: JournalFile, _ database: Database, _ records: RecordsFile) {
        self.file = file
        self.database = database
        self.records = records
        leases = Leases(file)
    }

    /// The file, empty for a journal of this process alone.
    public var path: String {
        database.path
    }

    /// Checks that the files are still those that were opened.
    func checkIsThere() throws(MateoError) {
        try file.checkIsThere()
    }

    /// Runs `body` in a transaction that is on the disk when this returns.
    func write<Result>(_ body: () throws(MateoError) -> Result) throws(MateoError) -> Result {
        var released: [(id: Int64, place: RecordsPlace)] = []
        let changes = database.totalChanges
        let result = try database.transaction { () throws(MateoError) in
            let result = try body()
            if hasReleased { released = try self.released() }
            return result
        }
        // A transaction that changes nothing does not wait for the disk.
        guard database.totalChanges > changes else { return result }
        softWrites = 0
        hasReleased = false
        eraseIfPossible(released)
        return result
    }

    /// Runs `body` in a transaction that may be lost with the power, but only as a whole and with all that follow it.
    /// It is for what can be found out again, and for records of an import that is not sealed.
    func writeSoftly<Result>(_ body: () throws(MateoError) -> Result) throws(MateoError) -> Result {
        try flushesCommits(false)
        do throws(MateoError) {
            let result = try database.transaction(body)  // mutation: erased-early
            try flushesCommits(true)
            return result
        } catch {
            try flushesCommits(true)
            throw error
        }
    }

    // The same for what a closure cannot hold.

    /// Begins such a transaction.
    func beginSoftly() throws(MateoError) {
        try flushesCommits(false)
        try database.begin()
    }

    /// Ends it.
    func endSoftly() throws(MateoError) {
        try database.commit()
        try flushesCommits(true)
    }

    /// Takes it back. The next transaction that matters flushes again.
    func takeBackSoftly() {
        database.rollBack()
        do throws(MateoError) {
            try flushesCommits(true)
        } catch {
            softWrites = Self.mostSoftWrites
        }
    }

    /// Runs `body` in a transaction of a request or an answer.
    ///
    /// - Parameter mayBeLost: whether it can be found out again what was done. Still no more than some of these are lost
    ///   with the power, so that the quota's use is known but for so many requests.
    func write<Result>(
        mayBeLost: Bool, _ body: () throws(MateoError) -> Result
    ) throws(MateoError) -> Result {
        guard mayBeLost, softWrites < Self.mostSoftWrites else { return try write(body) }
        softWrites += 1
        return try writeSoftly(body)
    }

    /// Brings all that was written to the disk, and erases what was released or left behind by a process that is gone.
    /// Nobody is waited for: what cannot be done now is done by the next one that opens the journal.
    func flush() {
        do throws(MateoError) {
            let released = try released()
            guard database.emptyLog() else { return }
            hasReleased = false
            softWrites = 0
            eraseIfPossible(released)
            try cutRecords()
            _ = database.emptyLog()
        } catch {
            return
        }
    }

    private func eraseIfPossible(_ released: [(id: Int64, place: RecordsPlace)]) {
        do throws(MateoError) {
            try erase(released)
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
