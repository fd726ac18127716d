import MateoCore

/// Creates the tables of each format from those of the previous one.
extension Schema {
    /// Upgrades version 3 to 4. The journal stores the result of an import's first records, and how many of the latest
    /// ones failed. Rows that are not sent are listed with their content.
    static func makeFourth(_ database: Database) throws(MateoError) {
        try database.execute(
            """
            ALTER TABLE import ADD COLUMN first_look INTEGER NOT NULL DEFAULT 0;
            ALTER TABLE import ADD COLUMN failing INTEGER NOT NULL DEFAULT 0;
            ALTER TABLE import ADD COLUMN failing_reason TEXT NOT NULL DEFAULT '';
            ALTER TABLE import ADD COLUMN ignores_failures INTEGER NOT NULL DEFAULT 0;
            UPDATE import SET first_look = -1
                WHERE EXISTS (SELECT 1 FROM batch WHERE import = import.id AND (state <> 1 OR attempts > 0));
            ALTER TABLE left_out ADD COLUMN line INTEGER NOT NULL DEFAULT 0;
            ALTER TABLE left_out ADD COLUMN external_id TEXT NOT NULL DEFAULT '';
            ALTER TABLE left_out ADD COLUMN input TEXT NOT NULL DEFAULT '';
            PRAGMA user_version = 4;
            """)
    }

    /// Upgrades version 2 to 3. A batch has one state and may have gaps in its rows. Totals are stored, and records are
    /// in a separate file.
    static func makeThird(_ database: Database, _ records: RecordsFile) throws(MateoError) {
        try database.execute(
            """
            ALTER TABLE account ADD COLUMN batch_is_slow INTEGER NOT NULL DEFAULT 0;
            ALTER TABLE account ADD COLUMN batch_quick_answers INTEGER NOT NULL DEFAULT 0;
            ALTER TABLE account ADD COLUMN batch_rarity INTEGER NOT NULL DEFAULT 0;
            ALTER TABLE account ADD COLUMN batch_base INTEGER NOT NULL DEFAULT 0;
            UPDATE account SET batch_is_slow = batch_slow & 1, batch_quick_answers = batch_slow >> 1 & 127,
                batch_rarity = min(batch_slow >> 8 & 15, 5), batch_base = min(batch_slow >> 16, 1000000)
                WHERE batch_slow > 0;
            ALTER TABLE account DROP COLUMN batch_slow;
            ALTER TABLE import ADD COLUMN digest_kind INTEGER NOT NULL DEFAULT 1;
            DROP INDEX batch_state;
            ALTER TABLE batch RENAME COLUMN look_up_at TO turn;
            ALTER TABLE batch ADD COLUMN last_row INTEGER NOT NULL DEFAULT 0;
            ALTER TABLE batch ADD COLUMN records_at INTEGER;
            ALTER TABLE batch ADD COLUMN records_bytes INTEGER NOT NULL DEFAULT 0;
            UPDATE batch SET last_row = first_row + records - 1,
                turn = CASE WHEN state = 1 THEN first_row WHEN state = 3 AND NOT overdue THEN turn
                    WHEN state = 4 AND NOT overdue AND list_url IS NOT NULL THEN list_until
                    WHEN state = 4 THEN polled ELSE 0 END,
                state = CASE WHEN state = 3 AND overdue THEN 9 WHEN state = 4 AND overdue THEN 12
                    WHEN state = 4 AND list_url IS NOT NULL THEN 11 WHEN state = 4 AND list_until > 0 THEN 10
                    ELSE state END;
            ALTER TABLE batch DROP COLUMN overdue;
            ALTER TABLE batch DROP COLUMN polled;
            ALTER TABLE batch DROP COLUMN unknown;
            CREATE INDEX batch_turn ON batch(import, state, turn, first_row);
            CREATE INDEX batch_records ON batch(records_at) WHERE records_at IS NOT NULL;
            CREATE INDEX batch_reference ON batch(reference) WHERE attempts > 0;
            CREATE INDEX batch_doubtful ON batch(records)
                WHERE state IN (2, 3, 8, 9) OR attempts > 1 OR state IN (1, 7) AND attempts > 0;
            CREATE TABLE span(
                batch INTEGER NOT NULL REFERENCES batch ON DELETE CASCADE,
                position INTEGER NOT NULL,
                first_row INTEGER NOT NULL,
                records INTEGER NOT NULL,
                PRIMARY KEY (batch, position)
            ) STRICT, WITHOUT ROWID;
            INSERT INTO span SELECT id, 0, first_row, records FROM batch;
            CREATE TABLE left_out(
                id INTEGER PRIMARY KEY,
                import INTEGER NOT NULL REFERENCES import ON DELETE CASCADE,
                first_row INTEGER NOT NULL,
                records INTEGER NOT NULL,
                state INTEGER NOT NULL,
                code TEXT NOT NULL,
                reason TEXT NOT NULL,
                other_row INTEGER NOT NULL
            ) STRICT;
            CREATE INDEX left_out_row ON left_out(import, first_row);
            CREATE TABLE tally(
                import INTEGER NOT NULL REFERENCES import ON DELETE CASCADE,
                state INTEGER NOT NULL,
                batches INTEGER NOT NULL,
                records INTEGER NOT NULL,
                succeeded INTEGER NOT NULL,
                failed INTEGER NOT NULL,
                PRIMARY KEY (import, state)
            ) STRICT, WITHOUT ROWID;
            INSERT INTO tally SELECT import, state, count(*), sum(records), sum(iif(state IN (5, 12), succeeded, 0)),
                sum(iif(state IN (5, 12), failed, 0)) FROM batch GROUP BY import, state;
            CREATE TABLE erasure(
                id INTEGER PRIMARY KEY,
                start INTEGER NOT NULL,
                bytes INTEGER NOT NULL
            ) STRICT;
            ALTER TABLE hint RENAME TO older_hint;
            CREATE TABLE hint(
                id INTEGER PRIMARY KEY,
                import INTEGER NOT NULL REFERENCES import ON DELETE CASCADE,
                batch INTEGER NOT NULL REFERENCES batch ON DELETE CASCADE,
                text TEXT NOT NULL
            ) STRICT;
            INSERT INTO hint SELECT older_hint.id, batch.import, batch, text
                FROM older_hint JOIN batch ON batch.id = batch ORDER BY older_hint.id;
            DROP TABLE older_hint;
            CREATE INDEX hint_batch ON hint(batch);
            CREATE INDEX hint_import ON hint(import, id);
            """)
        try addGateEnds(database)
        try moveRecords(database, records)
        try database.execute(
            """
            DROP TABLE payload;
            PRAGMA user_version = 3;
            """)
    }

    /// Moves the records from the table of older versions to the file of records.
    private static func moveRecords(_ database: Database, _ records: RecordsFile) throws(MateoError) {
        var end: Int64 = 0
        let query = try database.statement("SELECT batch, records FROM payload ORDER BY batch")
        while try query.step() {
            let bytes = try query.largeBytes(1)
            try records.write(bytes.span, at: end)
            let update = try database.statement(
                "UPDATE batch SET records_at = ?2, records_bytes = ?3 WHERE id = ?1")
            update.bind(1, query.key(0))
            update.bind(2, end)
            update.bind(3, Int64(bytes.count))
            try update.run()
            end += Int64(bytes.count)
        }
        if end > 0 { try records.sync() }
    }

    /// Upgrades version 1 to 2. The journal stores what the service lacks, its messages, and its hints.
    static func makeSecond(_ database: Database) throws(MateoError) {
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

    /// Stores the last requests with their starts and ends, and the sums of the used quota with the account.
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

    static func makeFirst(_ database: Database) throws(MateoError) {
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
