import CSQLite
import CSystem
import MateoCore

/// A connection to a SQLite database, with its prepared statements. One thread at a time may use it.
final class Database {
    /// How long to wait for another connection, in milliseconds.
    static let patience: Int64 = 10_000

    let handle: OpaquePointer
    /// The file stays in the table of open journals as long as SQLite has it open.
    private let file: JournalFile
    private let process = getpid()
    private var prepared: [UInt: OpaquePointer] = [:]
    /// Whether the last transaction could not begin because another connection held the write lock all the time.
    private(set) var isLockedOut = false

    /// Opens a database file. Without a path, SQLite keeps the database in memory while it is small, and otherwise in a
    /// file without a name.
    convenience init(_ file: JournalFile) throws(MateoError) {
        var opened: OpaquePointer?
        let isRead = file.purpose == .read
        let flags =
            SQLITE_OPEN_NOMUTEX
            | (isRead ? SQLITE_OPEN_READONLY | SQLITE_OPEN_URI : SQLITE_OPEN_READWRITE)
            | (file.path.isEmpty ? SQLITE_OPEN_CREATE : 0)
        let result = sqlite3_open_v2(isRead ? file.addressForReading : file.path, &opened, flags, nil)
        guard result == SQLITE_OK, let opened else {
            let failure = Self.failure(result, opened, file.path)
            sqlite3_close_v2(opened)
            throw failure
        }
        if isRead, file.isForOneReader { sqlite3_exec(opened, "PRAGMA locking_mode = EXCLUSIVE", nil, nil, nil) }
        self.init(opened, file)
    }

    private init(_ handle: OpaquePointer, _ file: JournalFile) {
        self.handle = handle
        self.file = file
        sqlite3_extended_result_codes(handle, 1)
        waits(for: Self.patience)
        leavesFilesAlone(true)
        // The disk for temporary files may be full, even for a journal that is only read.
        sqlite3_exec(handle, "PRAGMA temp_store = MEMORY", nil, nil, nil)
    }

    /// Sets how long to wait for another connection, in milliseconds.
    func waits(for milliseconds: Int64) {
        sqlite3_busy_timeout(handle, Int32(clamping: milliseconds))
    }

    /// The file's path for messages; empty for a database in memory.
    var path: String {
        file.path
    }

    /// Sets whether closing the connection changes no file. This is set until the database is known to be a valid
    /// journal. The write-ahead log of a crash must not be written into a damaged file.
    func leavesFilesAlone(_ leaves: Bool) {
        _ = mateo_sqlite_keep_log(handle, leaves ? 1 : 0)
    }

    deinit {
        // In a child of the process that opened it, closing would write to the parent's file.
        guard getpid() == process else { return }
        for statement in prepared.values { sqlite3_finalize(statement) }
        sqlite3_close_v2(handle)
    }

    /// Returns a statement. It is prepared once, and reset at the end of the returned value.
    func statement(_ sql: StaticString) throws(MateoError) -> Statement {
        let key = UInt(bitPattern: sql.utf8Start)
        if let known = prepared[key] { return Statement(known, database: self) }
        var made: OpaquePointer?
        let result = sql.withUTF8Buffer { text in
            text.withMemoryRebound(to: CChar.self) { text in
                sqlite3_prepare_v3(
                    handle, text.baseAddress, Int32(text.count), UInt32(SQLITE_PREPARE_PERSISTENT), &made, nil
                )
            }
        }
        guard result == SQLITE_OK, let made else { throw failure(result) }
        prepared[key] = made
        return Statement(made, database: self)
    }

    /// Runs statements without parameters and results.
    func execute(_ sql: StaticString) throws(MateoError) {
        let result = sql.withUTF8Buffer { text in
            text.withMemoryRebound(to: CChar.self) { text in
                sqlite3_exec(handle, text.baseAddress, nil, nil, nil)
            }
        }
        guard result == SQLITE_OK else { throw failure(result) }
    }

    /// Writes the write-ahead log into the file, so that the file is complete. It does not wait for other connections.
    /// Whatever is left is done once the log is longer.
    ///
    /// - Returns: whether everything is in the file and on the disk.
    func emptyLog() -> Bool {
        waits(for: 0)
        defer { waits(for: Self.patience) }
        return sqlite3_wal_checkpoint_v2(handle, nil, SQLITE_CHECKPOINT_TRUNCATE, nil, nil) == SQLITE_OK
    }

    /// Runs `body` in one write transaction. An error rolls it back.
    func transaction<Result>(_ body: () throws(MateoError) -> Result) throws(MateoError) -> Result {
        try begin()
        do throws(MateoError) {
            let result = try body()
            try commit()
            return result
        } catch {
            rollBack()
            throw error
        }
    }

    // The body of a transaction is inlined into its caller. These functions are called.

    /// Begins a write transaction.
    @inline(never)
    func begin() throws(MateoError) {
        isLockedOut = false
        do throws(MateoError) {
            try execute("BEGIN IMMEDIATE")
        } catch {
            isLockedOut = error.status == .journalBusy
            throw error
        }
    }

    /// Commits a transaction.
    @inline(never)
    func commit() throws(MateoError) {
        try execute("COMMIT")
    }

    /// Rolls back the transaction, unless SQLite did so itself.
    @inline(never)
    func rollBack() {
        if sqlite3_get_autocommit(handle) == 0 { sqlite3_exec(handle, "ROLLBACK", nil, nil, nil) }
    }

    /// The row id of the last insert.
    var lastInsertedRow: Int64 {
        sqlite3_last_insert_rowid(handle)
    }

    /// The number of rows changed since the connection was opened.
    var totalChanges: Int64 {
        sqlite3_total_changes64(handle)
    }

    /// The number of rows that the last statement changed.
    var changes: Int {
        Int(sqlite3_changes(handle))
    }

    /// The number of steps of SQLite's virtual machine for all statements so far. It measures their cost independently
    /// of the machine.
    var steps: Int64 {
        prepared.values.reduce(0) { $0 + Int64(sqlite3_stmt_status($1, SQLITE_STMTSTATUS_VM_STEP, 0)) }
    }

    /// Throws `memory` if SQLite's last operation ran out of memory.
    func checkMemory() throws(MateoError) {
        let result = sqlite3_errcode(handle)
        guard result & 0xff != SQLITE_NOMEM else { throw failure(result) }
    }

    /// Returns the error for a result code.
    func failure(_ result: Int32) -> MateoError {
        switch result & 0xff {
        case SQLITE_BUSY, SQLITE_PROTOCOL, SQLITE_IOERR:
            if let fault = file.lockFault() { return fault }
        default: break
        }
        return Self.failure(result, handle, path)
    }

    private static func failure(_ result: Int32, _ handle: OpaquePointer?, _ path: String) -> MateoError {
        let reason = handle.map { String(cString: sqlite3_errmsg($0)) } ?? "out of memory"
        let name: Text = path.isEmpty ? "the journal in memory" : "the journal \(path)"
        let code = handle.map { sqlite3_system_errno($0) } ?? 0
        if result & 0xff == SQLITE_CANTOPEN && code != 0 || code == ENOSPC || code == EDQUOT {
            return JournalFile.failure(code, "\(name): \(reason)")
        }
        let status: Status
        let advice: StaticString
        switch result & 0xff {
        case SQLITE_NOMEM: (status, advice) = (.memory, "free some memory and call again. Nothing is lost")
        case SQLITE_NOTADB:
            (status, advice) = (.journalForeign, "it is not a journal: name another file")
        // The tables' constraints refuse values that only a damaged journal can produce.
        case SQLITE_CORRUPT, SQLITE_CONSTRAINT, SQLITE_MISMATCH:
            (status, advice) = (.journalCorrupt, "it is damaged: keep the file, and restore it from a copy")
        case SQLITE_FULL:
            (status, advice) = (.journalFull, "make room on the disk and call again. Nothing is lost")
        case SQLITE_READONLY, SQLITE_PERM: return JournalFile.readOnly(path)
        case SQLITE_BUSY, SQLITE_LOCKED:
            (status, advice) = (.journalBusy, "another process is writing: call again")
        default:
            (status, advice) = (.journal, "check the disk that holds it")
        }
        return MateoError(status, "\(name): \(reason) (SQLite code \(result)): \(advice)")
    }
}
