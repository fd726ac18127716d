import CSQLite

/// SQLite's codes for file errors. Swift does not import their macros.
enum IOError {
    static let read = SQLITE_IOERR | (1 << 8)
    static let shortRead = SQLITE_IOERR | (2 << 8)
    static let write = SQLITE_IOERR | (3 << 8)
    static let flush = SQLITE_IOERR | (4 << 8)
    static let cut = SQLITE_IOERR | (6 << 8)
    static let lock = SQLITE_IOERR | (15 << 8)
    static let sharedLock = SQLITE_IOERR | (20 << 8)
    static let sharedMap = SQLITE_IOERR | (21 << 8)
}
