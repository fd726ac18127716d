public import MateoCore

/// The file that holds imports, batches, jobs, outcomes and the use of the quota.
///
/// Everything that the engine does is in here before the world can see it, so a process may die at any moment
/// and the next one knows what was done and what is in doubt. For one thread at a time.
public final class Journal {
    let database: Database
    let leases: Leases
    private let file: JournalFile

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
        if purpose != .look || !isCurrent {
            try Schema.prepare(database, checksFile: checksFile)
        } else if !hasLog || Soundness.isSound(database) {
            // What is in the log gets into the file when nobody has it open any more: not if that is damaged.
            database.leavesFilesAlone(false)
        }
        self.init(file, database)
    }

    private init(_ file: JournalFile, _ database: Database) {
        self.file = file
        self.database = database
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
        try database.transaction(body)
    }

    /// Runs `body` in a transaction that may be lost with the power, but only as a whole and with all that
    /// follow it: for records of an import that is not sealed. Sealing brings them all to the disk.
    func writeSoftly<Result>(_ body: () throws(MateoError) -> Result) throws(MateoError) -> Result {
        try flushesCommits(false)
        do throws(MateoError) {
            let result = try database.transaction(body)
            try flushesCommits(true)
            return result
        } catch {
            try flushesCommits(true)
            throw error
        }
    }

    /// Sets whether a commit is on the disk when it returns.
    @inline(never)
    func flushesCommits(_ flushes: Bool) throws(MateoError) {
        guard !path.isEmpty else { return }
        try database.execute(flushes ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL")
    }
}
