import MateoCore

extension Schema {
    /// Adds the history of imports, from format 5 on: answers and outcomes of batches, pauses, and the plan at the
    /// start.
    static func addHistory(_ database: Database) throws(MateoError) {
        try database.execute(
            """
            ALTER TABLE batch ADD COLUMN answer_time INTEGER;
            ALTER TABLE batch ADD COLUMN settled_at INTEGER NOT NULL DEFAULT 0;
            CREATE TABLE pause(
                id INTEGER PRIMARY KEY,
                import INTEGER NOT NULL REFERENCES import ON DELETE CASCADE,
                reason INTEGER NOT NULL,
                since INTEGER NOT NULL,
                until INTEGER NOT NULL,
                times INTEGER NOT NULL
            ) STRICT;
            CREATE INDEX pause_import ON pause(import, reason, id);
            CREATE TABLE plan(
                import INTEGER PRIMARY KEY REFERENCES import ON DELETE CASCADE,
                batches INTEGER NOT NULL,
                first_look INTEGER NOT NULL,
                records_left INTEGER,
                requests_left INTEGER
            ) STRICT;
            CREATE TABLE planned_day(
                import INTEGER NOT NULL REFERENCES import ON DELETE CASCADE,
                day INTEGER NOT NULL,
                starts_at INTEGER NOT NULL,
                finishes_at INTEGER NOT NULL,
                records INTEGER NOT NULL,
                requests INTEGER NOT NULL,
                PRIMARY KEY (import, day)
            ) STRICT, WITHOUT ROWID;
            """)
    }
}
