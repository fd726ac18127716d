public import MateoCore

/// The file that holds imports, batches, jobs, outcomes and the use of the quota.
///
/// Everything that the engine does is in here before the world can see it, so a process may die at any moment
/// and the next one knows what was done and what is in doubt. For one thread at a time.
public final class Journal {
    let database: Database
    let leases: Leases

    /// Opens a journal, making it when there is none.
    ///
    /// - Parameter path: empty for a journal of this process alone that is gone with it.
    public convenience init(path: String) throws(MateoError) {
        let checksFile = Soundness.isInDoubt(path)
        let database = try Database(path: path)
        try Schema.prepare(database, checksFile: checksFile)
        self.init(database, try Leases(journal: path))
    }

    private init(_ database: Database, _ leases: Leases) {
        self.database = database
        self.leases = leases
    }

    /// Opens a journal that exists, to read what is in it.
    public convenience init(existing path: String) throws(MateoError) {
        let hasLog = Soundness.hasLog(path)
        let database = try Database(path: path, mayMake: false)
        if try !Schema.check(database) { try Schema.prepare(database, checksFile: true) }
        // What is in the log gets into the file when nobody has it open any more: not if that is damaged.
        if !hasLog || Soundness.isSound(database) { database.leavesFilesAlone(false) }
        self.init(database, Leases(existing: path))
    }

    /// Opens a journal that exists, to change what is in it.
    package convenience init(toChange path: String) throws(MateoError) {
        let checksFile = Soundness.isInDoubt(path)
        let database = try Database(path: path, mayMake: false)
        _ = try Schema.check(database)
        try Schema.prepare(database, checksFile: checksFile)
        self.init(database, try Leases(journal: path))
    }

    /// The file, empty for a journal of this process alone.
    public var path: String {
        database.path
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
