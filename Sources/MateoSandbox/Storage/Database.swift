import CSQLite

/// An error of SQLite.
struct DatabaseError: Error, Equatable, CustomStringConvertible {
    let code: Int32
    let message: String

    /// Whether a unique constraint was violated.
    var isUniqueViolation: Bool { code == SQLITE_CONSTRAINT | 8 << 8 }

    var description: String { "SQLite \(code): \(message)" }
}

/// A SQLite database in memory or in a file.
final class Database {
    fileprivate let handle: OpaquePointer

    /// Makes SQLite faster for the whole process. It must be called before the first database is opened.
    static func prepareProcess() { _ = mateo_sqlite_count_no_memory() }

    init(path: String?) throws(DatabaseError) {
        var opened: OpaquePointer?
        // Only one actor uses the database, so SQLite need not lock anything.
        let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX
        let code = sqlite3_open_v2(path ?? ":memory:", &opened, flags, nil)
        guard let opened else { throw DatabaseError(code: code, message: "out of memory") }
        handle = opened
        guard code == SQLITE_OK else {
            defer { sqlite3_close(opened) }
            throw DatabaseError(code: code, message: String(cString: sqlite3_errmsg(opened)))
        }
        sqlite3_extended_result_codes(handle, 1)
        try execute("PRAGMA page_size = 8192")
        try execute("PRAGMA journal_mode = WAL")
        try execute("PRAGMA synchronous = OFF")
    }

    deinit { sqlite3_close_v2(handle) }

    /// The row of the last INSERT.
    var lastRow: Int64 { sqlite3_last_insert_rowid(handle) }

    func execute(_ sql: String) throws(DatabaseError) {
        guard sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK else { throw error() }
    }

    func prepare(_ sql: String) throws(DatabaseError) -> Statement { try Statement(sql, in: self) }

    /// Returns the single number of a query.
    func number(_ sql: String) throws(DatabaseError) -> Int {
        let statement = try prepare(sql)
        return try statement.step() ? Int(statement.integer(0)) : 0
    }

    fileprivate func error() -> DatabaseError {
        DatabaseError(
            code: sqlite3_extended_errcode(handle), message: String(cString: sqlite3_errmsg(handle)))
    }
}

final class Statement {
    private let handle: OpaquePointer
    private let database: Database

    fileprivate init(_ sql: String, in database: Database) throws(DatabaseError) {
        var prepared: OpaquePointer?
        guard sqlite3_prepare_v2(database.handle, sql, -1, &prepared, nil) == SQLITE_OK, let prepared else {
            throw database.error()
        }
        handle = prepared
        self.database = database
    }

    deinit { sqlite3_finalize(handle) }

    /// Moves to the next row. Returns false if there is none.
    func step() throws(DatabaseError) -> Bool {
        switch sqlite3_step(handle) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        default: throw database.error()
        }
    }

    func reset() { sqlite3_reset(handle) }

    /// Runs a statement without result rows, and resets it.
    func run() throws(DatabaseError) {
        defer { reset() }
        _ = try step()
    }

    func bindNull(_ index: Int) { sqlite3_bind_null(handle, Int32(index)) }

    func bind(_ index: Int, _ number: Int64) { sqlite3_bind_int64(handle, Int32(index), number) }

    /// Binds a copy of the text.
    func bind(_ index: Int, _ text: [UInt8]) {
        text.withUnsafeBytes { bytes in
            let start = bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
            _ = mateo_sqlite_bind_text(handle, Int32(index), start, UInt64(bytes.count))
        }
    }

    /// Binds a text that must not move until the statement has run.
    func bind(_ index: Int, staying text: UnsafeBufferPointer<UInt8>) {
        // SQLite treats a null address as NULL.
        guard let base = text.baseAddress, !text.isEmpty else { return bind(index, []) }
        base.withMemoryRebound(to: CChar.self, capacity: text.count) { start in
            _ = sqlite3_bind_text64(
                handle, Int32(index), start, UInt64(text.count), nil, UInt8(SQLITE_UTF8))
        }
    }

    func bind(_ index: Int, _ text: String?) {
        if let text { bind(index, Array(text.utf8)) } else { bindNull(index) }
    }

    func isNull(_ column: Int) -> Bool { sqlite3_column_type(handle, Int32(column)) == SQLITE_NULL }

    func integer(_ column: Int) -> Int64 { sqlite3_column_int64(handle, Int32(column)) }

    /// Returns the bytes of a column. They are valid until the next step.
    func buffer(_ column: Int) -> UnsafeRawBufferPointer {
        guard let start = sqlite3_column_blob(handle, Int32(column)) else {
            return .init(start: nil, count: 0)
        }
        return UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, Int32(column))))
    }

    func bytes(_ column: Int) -> [UInt8] { Array(buffer(column)) }

    func text(_ column: Int) -> String? {
        isNull(column) ? nil : String(decoding: bytes(column), as: UTF8.self)
    }
}
