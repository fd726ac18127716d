import MateoCore

/// The tables of the sixth format.
extension Schema {
    /// Upgrades version 5 to 6. The service may be asked about the rows of an import before any is sent, and the
    /// account's fields are stored. A program may give a row a tag.
    static func makeSixth(_ database: Database) throws(MateoError) {
        try database.execute(
            """
            ALTER TABLE import ADD COLUMN checks INTEGER NOT NULL DEFAULT 0;
            ALTER TABLE import ADD COLUMN checked_row INTEGER NOT NULL DEFAULT 0;
            ALTER TABLE plan ADD COLUMN contact_requests INTEGER NOT NULL DEFAULT 0;
            ALTER TABLE account ADD COLUMN fields_at INTEGER NOT NULL DEFAULT 0;
            ALTER TABLE account ADD COLUMN fields_known INTEGER NOT NULL DEFAULT 0;
            CREATE TABLE account_field(
                account INTEGER NOT NULL REFERENCES account ON DELETE CASCADE,
                owner INTEGER NOT NULL,
                key TEXT NOT NULL,
                type INTEGER NOT NULL
            ) STRICT;
            CREATE TABLE tag(
                import INTEGER NOT NULL REFERENCES import ON DELETE CASCADE,
                row INTEGER NOT NULL,
                text TEXT NOT NULL,
                PRIMARY KEY (import, row)
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX account_field_account ON account_field(account);
            PRAGMA user_version = 6;
            """)
    }
}
