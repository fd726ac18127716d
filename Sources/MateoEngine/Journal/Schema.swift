import MateoCore

/// The tables of a journal, and the upgrades from older versions.
enum Schema {
    /// "MATO": distinguishes a journal from other SQLite databases.
    static let applicationID: Int64 = 0x4D41_544F
    /// The size of its pages in bytes, set by `configure`.
    static let pageSize = 8192
    /// The version that this library reads and writes.
    static let version: Int64 = 6

    /// Creates the tables in a new database, or checks that an existing one is a journal.
    ///
    /// It writes nothing before it is certain that the file is a journal.
    ///
    /// - Parameter checksFile: whether to search for damage.
    static func prepare(
        _ database: Database, _ records: RecordsFile, checksFile: Bool
    ) throws(MateoError) {
        if try number("PRAGMA application_id", database) != applicationID {
            guard try isUnmade(database) else {
                throw MateoError(
                    .journalForeign,
                    "the journal \(database.path) is the database of another program: name another file")
            }
            try configure(database)
            return try upgrade(database, records)
        }
        let version = try checkVersion(database)
        if checksFile || version < Self.version { try Soundness.check(database) }
        try configure(database)
        if version < Self.version { try upgrade(database, records) }
    }

    /// Checks that a database is a journal, without changes.
    ///
    /// - Returns: whether it has the tables of this version.
    static func check(_ database: Database) throws(MateoError) -> Bool {
        guard try number("PRAGMA application_id", database) == applicationID else {
            guard try isUnmade(database) else {
                throw MateoError(.journalForeign, "the file \(database.path) is not a journal: name another file")
            }
            throw JournalFile.unmade(database.path)
        }
        return try checkVersion(database) == version
    }

    /// Returns the error for a journal of an older format that cannot be written.
    static func cannotUpgrade(_ path: String) -> MateoError {
        MateoError(
            .journalReadOnly,
            "the journal \(path) has an older format and is read-only: copy it with the files beside it into a folder that is "
                + "writable, and open the copy, which is then brought to format \(version)")
    }

    private static func checkVersion(_ database: Database) throws(MateoError) -> Int64 {
        let version = try number("PRAGMA user_version", database)
        guard version <= Self.version else {
            throw MateoError(
                .journalNewer,
                "the journal \(database.path) has format \(version), but this library reads only formats up to "
                    + "\(Self.version): use the library that wrote it, or a newer one")
        }
        guard version > 0 else { throw Soundness.damage(database.path, "it has no tables") }
        return version
    }

    /// Configures a database. A file is in write-ahead mode, with each commit on the disk before it counts. A database
    /// in memory has nothing to recover.
    static func configure(_ database: Database) throws(MateoError) {
        database.leavesFilesAlone(false)
        try database.execute("PRAGMA page_size = 8192")
        try database.execute("PRAGMA cache_size = -2048")
        try database.execute("PRAGMA foreign_keys = ON")
        try database.execute("PRAGMA secure_delete = ON")
        if database.path.isEmpty {
            try database.execute("PRAGMA journal_mode = MEMORY")
            try database.execute("PRAGMA synchronous = OFF")
        } else {
            try database.execute("PRAGMA journal_mode = WAL")
            try database.execute("PRAGMA journal_size_limit = 4194304")
            // Each write of the log into the file flushes both. That is rare, and happens at the end of a run.
            try database.execute("PRAGMA wal_autocheckpoint = 4000")
            try database.execute("PRAGMA synchronous = FULL")
        }
    }

    /// Returns whether a database has no application ID and no tables.
    private static func isUnmade(_ database: Database) throws(MateoError) -> Bool {
        guard try number("PRAGMA application_id", database) == 0 else { return false }
        return try number("SELECT count(*) FROM sqlite_schema", database) == 0
    }

    private static func number(_ sql: StaticString, _ database: Database) throws(MateoError) -> Int64 {
        let statement = try database.statement(sql)
        return try statement.step() ? statement.key(0) : 0
    }

    /// Upgrades a journal to this version in one transaction, from no tables or from those of an older version.
    private static func upgrade(_ database: Database, _ records: RecordsFile) throws(MateoError) {
        try database.transaction { () throws(MateoError) in
            // Another process may have upgraded it since it was checked.
            let version = try number("PRAGMA user_version", database)
            if version < 1 { try makeFirst(database) }
            if version < 2 { try makeSecond(database) }
            if version < 3 { try makeThird(database, records) }
            if version < 4 { try makeFourth(database) }
            if version < 5 { try makeFifth(database) }
            if version < 6 { try makeSixth(database) }
        }
        _ = database.emptyLog()
    }
}
