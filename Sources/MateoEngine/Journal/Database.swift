import CSQLite
import CSystem
import MateoCore

/// One connection to a SQLite database, with its prepared statements. For one thread at a time.
final class Database {
    /// How long another connection is waited for, in milliseconds.
    static let patience: Int64 = 10_000

    let handle: OpaquePointer
    /// It stays in the table of open journals for as long as SQLite has it open.
    private let file: JournalFile
    private let process = getpid()
    private var prepared: [UInt: OpaquePointer] = [:]
    /// Whether the last transaction did not begin since another connection was writing for all of the time.
    private(set) var isLockedOut = false

    /// Opens a database file. One of this process alone SQLite keeps in memory while it is small, and else in a file that
    /// has no name.
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
    }

    /// Sets how long another connection is waited for, in milliseconds.
    func waits(for milliseconds: Int64) {
        sqlite3_busy_timeout(handle, Int32(clamping: milliseconds))
    }

    /// The file's path for messages; empty for a database of this process alone.
    var path: String {
        file.path
    }

    /// Sets whether closing the connection changes no file. It is so until the database is known to be a sound
    /// journal: what a crash left in the write-ahead log must not be written into a file that is damaged.
    func leavesFilesAlone(_ leaves: Bool) {
        _ = mateo_sqlite_keep_log(handle, leaves ? 1 : 0)
    }

    deinit {
        // In a child of the process that opened it, closing would write into the parent's file.
        guard getpid() == process else { return }
        for statement in prepared.values { sqlite3_finalize(statement) }
        sqlite3_close_v2(handle)
    }

    /// A statement, prepared once; it is reset when the returned value goes.
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

    /// Runs statements that take nothing and return nothing.
    func execute(_ sql: StaticString) throws(MateoError) {
        let result = sql.withUTF8Buffer { text in
            text.withMemoryRebound(to: CChar.self) { text in
                sqlite3_exec(handle, text.baseAddress, nil, nil, nil)
            }
        }
        guard result == SQLITE_OK else { throw failure(result) }
    }

    /// Brings what is in the write-ahead log into the file, so that the file alone is worth something. Nobody is waited
    /// for: what cannot be done now is done when the log is longer.
    ///
    /// - Returns: whether all is in the file and on the disk.
    func emptyLog() -> Bool {
        waits(for: 0)
        defer { waits(for: Self.patience) }
        return sqlite3_wal_checkpoint_v2(handle, nil, SQLITE_CHECKPOINT_TRUNCATE, nil, nil) == SQLITE_OK
    }

    /// Runs `body` in one transaction that writes; an error takes back all of it.
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

    // The body of a transaction is compiled into its place, these are called.

    /// Begins a transaction that writes.
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

    /// Ends a transaction.
    @inline(never)
    func commit() throws(MateoError) {
        try execute("COMMIT")
    }

    /// Takes back the transaction, if SQLite has not done so itself.
    @inline(never)
    func rollBack() {
        if sqlite3_get_autocommit(handle) == 0 { sqlite3_exec(handle, "ROLLBACK", nil, nil, nil) }
    }

    /// The row id of the last insert.
    var lastInsertedRow: Int64 {
        sqlite3_last_insert_rowid(handle)
    }

    /// How many rows were changed since the connection was opened.
    var totalChanges: Int64 {
        sqlite3_total_changes64(handle)
    }

    /// How many rows the last statement changed.
    var changes: Int {
        Int(sqlite3_changes(handle))
    }

    /// How many steps SQLite's virtual machine has taken for all statements so far: what they cost, whatever the machine.
    var steps: Int64 {
        prepared.values.reduce(0) { $0 + Int64(sqlite3_stmt_status($1, SQLITE_STMTSTATUS_VM_STEP, 0)) }
    }

    /// Throws `memory` when SQLite could not get any for what it was asked last.
    func checkMemory() throws(MateoError) {
        let result = sqlite3_errcode(handle)
        guard result & 0xff != SQLITE_NOMEM else { throw failure(result) }
    }

    /// The error for a result code.
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
        if result & 0xff == SQLITE_CANTOPEN, code != 0 {
            return JournalFile.failure(code, "\(name): \(reason)")
        }
        let status: Status
        let advice: StaticString
        switch result & 0xff {
        case SQLITE_NOMEM: (status, advice) = (.memory, "free some memory and call again. Nothing is lost")
        case SQLITE_NOTADB:
            (status, advice) = (.journalForeign, "it is not a journal: name another file")
        // Its tables refuse numbers and texts that its own calculations can only give if it is damaged.
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
