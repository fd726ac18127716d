import MateoCore

/// The tables of the fifth format.
extension Schema {
    /// Upgrades version 4 to 5. The journal keeps the file's text of rows until they succeed. Digests show which
    /// records the service already has.
    static func makeFifth(_ database: Database) throws(MateoError) {
        try addHistory(database)
        try database.execute(
            """
            ALTER TABLE left_out ADD COLUMN source TEXT NOT NULL DEFAULT '';
            ALTER TABLE outcome ADD COLUMN source TEXT NOT NULL DEFAULT '';
            ALTER TABLE outcome ADD COLUMN line INTEGER NOT NULL DEFAULT 0;
            ALTER TABLE outcome ADD COLUMN record TEXT NOT NULL DEFAULT '';
            ALTER TABLE import ADD COLUMN after TEXT NOT NULL DEFAULT '';
            ALTER TABLE import ADD COLUMN after_name TEXT NOT NULL DEFAULT '';
            CREATE TABLE source(
                id INTEGER PRIMARY KEY,
                import INTEGER NOT NULL REFERENCES import ON DELETE CASCADE,
                first_row INTEGER NOT NULL,
                head TEXT NOT NULL,
                encoding TEXT NOT NULL,
                has_mark INTEGER NOT NULL,
                delimiter INTEGER NOT NULL,
                quote INTEGER NOT NULL,
                has_escapes INTEGER NOT NULL,
                has_header INTEGER NOT NULL,
                has_edge INTEGER NOT NULL,
                has_notes INTEGER NOT NULL,
                line_end INTEGER NOT NULL
            ) STRICT;
            CREATE INDEX source_row ON source(import, first_row);
            CREATE TABLE source_part(
                id INTEGER PRIMARY KEY,
                import INTEGER NOT NULL REFERENCES import ON DELETE CASCADE,
                first_row INTEGER NOT NULL,
                records INTEGER NOT NULL,
                layout BLOB NOT NULL,
                start INTEGER NOT NULL,
                bytes INTEGER NOT NULL,
                open INTEGER NOT NULL,
                is_retried INTEGER NOT NULL
            ) STRICT;
            CREATE INDEX source_part_row ON source_part(import, is_retried, first_row);
            CREATE INDEX source_part_place ON source_part(start);
            ALTER TABLE account ADD COLUMN digest_secret BLOB NOT NULL DEFAULT x'';
            ALTER TABLE batch ADD COLUMN disputed INTEGER NOT NULL DEFAULT 0;
            CREATE INDEX batch_open ON batch(import) WHERE state IN (2, 3, 4, 8, 9, 10, 11, 12);
            CREATE TABLE digest(
                record INTEGER PRIMARY KEY,
                content INTEGER NOT NULL
            ) STRICT;
            PRAGMA user_version = 5;
            """)
    }
}
