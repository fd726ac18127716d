import MateoCore

/// The tables of a journal, and the ways from older versions of them to this one.
enum Schema {
    /// "MATO": tells a journal from other SQLite databases.
    static let applicationID: Int64 = 0x4D41_544F
    /// The version that this library reads and writes.
    static let version: Int64 = 3

    /// Makes the tables in a new database, or checks that an old one is a journal.
    ///
    /// Nothing is written before it is clear that the file is ours.
    ///
    /// - Parameter checksFile: whether to look for damage.
    static func prepare(_ database: Database, checksFile: Bool) throws(MateoError) {
        let found = try number("PRAGMA application_id", database)
        let tables = try number("SELECT count(*) FROM sqlite_schema", database)
        if found != applicationID {
            guard found == 0, tables == 0 else {
                throw MateoError(
                    .journalForeign,
                    "the journal \(database.path) is the database of another program; name another file")
            }
            try configure(database)
            return try upgrade(database)
        }
        let version = try checkVersion(database)
        if checksFile || version < Self.version { try Soundness.check(database) }
        try configure(database)
        if version < Self.version { try upgrade(database) }
    }

    /// Checks that a database is a journal, and changes nothing.
    ///
    /// - Returns: whether it has the tables of this version.
    static func check(_ database: Database) throws(MateoError) -> Bool {
        guard try number("PRAGMA application_id", database) == applicationID else {
            throw MateoError(.journalForeign, "the file \(database.path) is no journal; name another file")
        }
        return try checkVersion(database) == version
    }

    private static func checkVersion(_ database: Database) throws(MateoError) -> Int64 {
        let version = try number("PRAGMA user_version", database)
        guard version <= Self.version else {
            throw MateoError(
                .journalNewer,
                "the journal \(database.path) has format \(version) and this library knows formats up to "
                    + "\(Self.version): use the library that wrote it, or a newer one")
        }
        guard version > 0 else { throw Soundness.damage(database.path, "it has no tables") }
        return version
    }

    /// A file is kept in write-ahead mode, each commit on the disk before it counts. The database of one
    /// process has nothing to recover.
    static func configure(_ database: Database) throws(MateoError) {
        database.leavesFilesAlone(false)
        try database.execute("PRAGMA page_size = 8192")
        try database.execute("PRAGMA cache_size = -2048")
        try database.execute("PRAGMA temp_store = MEMORY")
        try database.execute("PRAGMA foreign_keys = ON")
        try database.execute("PRAGMA secure_delete = ON")
        if database.path.isEmpty {
            try database.execute("PRAGMA journal_mode = MEMORY")
            try database.execute("PRAGMA synchronous = OFF")
        } else {
            try database.execute("PRAGMA journal_mode = WAL")
            try database.execute("PRAGMA journal_size_limit = 4194304")
            try database.execute("PRAGMA synchronous = FULL")
        }
    }

    private static func number(_ sql: StaticString, _ database: Database) throws(MateoError) -> Int64 {
        let statement = try database.statement(sql)
        return try statement.step() ? statement.key(0) : 0
    }

    /// Brings a journal to this version, from no tables at all or from those of an older one, as a whole or not at all.
    private static func upgrade(_ database: Database) throws(MateoError) {
        try database.transaction { () throws(MateoError) in
            // Another process may have been faster since the look that found it old.
            let version = try number("PRAGMA user_version", database)
            if version < 1 { try makeFirst(database) }
            if version < 2 { try makeSecond(database) }
            if version < 3 { try makeThird(database) }
        }
        database.emptyLog()
    }

    /// From version 1 to 2: what the service lacks and says is remembered, and its hints are kept.
    private static func makeSecond(_ database: Database) throws(MateoError) {
        try database.execute(
            """
            ALTER TABLE account ADD COLUMN lacking INTEGER NOT NULL DEFAULT 0;
            ALTER TABLE account ADD COLUMN is_busy INTEGER NOT NULL DEFAULT 0;
            ALTER TABLE batch ADD COLUMN looks INTEGER NOT NULL DEFAULT 1;
            ALTER TABLE batch ADD COLUMN told TEXT NOT NULL DEFAULT '';
            ALTER TABLE batch ADD COLUMN told_times INTEGER NOT NULL DEFAULT 0;
            ALTER TABLE batch ADD COLUMN told_at INTEGER NOT NULL DEFAULT 0;
            CREATE TABLE hint(
                id INTEGER PRIMARY KEY,
                batch INTEGER NOT NULL REFERENCES batch ON DELETE CASCADE,
                text TEXT NOT NULL
            ) STRICT;
            CREATE INDEX hint_batch ON hint(batch);
            PRAGMA user_version = 2;
            """)
    }

    /// From version 2 to 3.
    private static func makeThird(_ database: Database) throws(MateoError) {
        try addGateEnds(database)
        try database.execute("PRAGMA user_version = 3")
    }

    /// The last requests are kept with their starts and ends, and the sums of what was used with the account.
    private static func addGateEnds(_ database: Database) throws(MateoError) {
        try database.execute(
            """
            ALTER TABLE account ADD COLUMN gate_turn INTEGER NOT NULL DEFAULT 0;
            ALTER TABLE account ADD COLUMN used_requests INTEGER NOT NULL DEFAULT 0;
            ALTER TABLE account ADD COLUMN used_entities INTEGER NOT NULL DEFAULT 0;
            UPDATE account SET (used_requests, used_entities) = (
                SELECT CAST(total(requests) AS INTEGER), CAST(total(entities) AS INTEGER)
                FROM usage WHERE usage.account = account.id);
            CREATE TABLE gate_end(
                account INTEGER NOT NULL REFERENCES account,
                slot INTEGER NOT NULL,
                turn INTEGER NOT NULL,
                started INTEGER NOT NULL,
                ended INTEGER NOT NULL,
                PRIMARY KEY(account, slot)
            ) STRICT, WITHOUT ROWID;
            """)
    }

    private static func makeFirst(_ database: Database) throws(MateoError) {
        try database.execute(
            """
            CREATE TABLE account(
                id INTEGER PRIMARY KEY,
                fingerprint TEXT NOT NULL UNIQUE,
                reference_mode INTEGER NOT NULL DEFAULT 0,
                batch_cap INTEGER NOT NULL DEFAULT 0,
                batch_refused INTEGER NOT NULL DEFAULT 0,
                batch_slow INTEGER NOT NULL DEFAULT 0,
                gate_opens INTEGER NOT NULL DEFAULT 0,
                blocked_until INTEGER NOT NULL DEFAULT 0
            ) STRICT;
            CREATE TABLE usage(
                id INTEGER PRIMARY KEY,
                account INTEGER NOT NULL REFERENCES account,
                at INTEGER NOT NULL,
                requests INTEGER NOT NULL,
                entities INTEGER NOT NULL
            ) STRICT;
            CREATE INDEX usage_at ON usage(account, at);
            CREATE TABLE import(
                id INTEGER PRIMARY KEY,
                account INTEGER NOT NULL REFERENCES account,
                uuid TEXT NOT NULL,
                name TEXT NOT NULL,
                type INTEGER NOT NULL,
                settings TEXT NOT NULL DEFAULT '',
                created_at INTEGER NOT NULL,
                sealed_at INTEGER,
                records INTEGER NOT NULL DEFAULT 0,
                digest TEXT,
                acknowledged INTEGER NOT NULL DEFAULT 0,
                posts INTEGER NOT NULL DEFAULT 0,
                polls INTEGER NOT NULL DEFAULT 0,
                others INTEGER NOT NULL DEFAULT 0
            ) STRICT;
            CREATE INDEX import_name ON import(name);
            CREATE TABLE batch(
                id INTEGER PRIMARY KEY,
                import INTEGER NOT NULL REFERENCES import ON DELETE CASCADE,
                first_row INTEGER NOT NULL,
                records INTEGER NOT NULL,
                state INTEGER NOT NULL,
                reference TEXT NOT NULL,
                attempts INTEGER NOT NULL DEFAULT 0,
                begun_at INTEGER NOT NULL DEFAULT 0,
                look_up_at INTEGER NOT NULL DEFAULT 0,
                job TEXT,
                deadline INTEGER NOT NULL DEFAULT 0,
                overdue INTEGER NOT NULL DEFAULT 0,
                polled INTEGER NOT NULL DEFAULT 0,
                list_url TEXT,
                list_until INTEGER NOT NULL DEFAULT 0,
                succeeded INTEGER NOT NULL DEFAULT 0,
                failed INTEGER NOT NULL DEFAULT 0,
                unknown INTEGER NOT NULL DEFAULT 0
            ) STRICT;
            CREATE INDEX batch_state ON batch(import, state, first_row);
            CREATE UNIQUE INDEX batch_job ON batch(job) WHERE job IS NOT NULL;
            CREATE TABLE payload(
                batch INTEGER PRIMARY KEY REFERENCES batch ON DELETE CASCADE,
                records BLOB NOT NULL
            ) STRICT;
            CREATE TABLE outcome(
                id INTEGER PRIMARY KEY,
                import INTEGER NOT NULL REFERENCES import ON DELETE CASCADE,
                batch INTEGER NOT NULL REFERENCES batch ON DELETE CASCADE,
                row INTEGER NOT NULL,
                external_id TEXT NOT NULL,
                code TEXT NOT NULL,
                message TEXT NOT NULL,
                input TEXT NOT NULL
            ) STRICT;
            CREATE INDEX outcome_row ON outcome(import, row, id);
            CREATE INDEX outcome_batch ON outcome(batch);
            PRAGMA application_id = 1296127055;
            PRAGMA user_version = 1;
            """)
    }
}
