import MateoCore

/// Stores what is known of an API key and its service.
extension Journal {
    /// Returns the number of an API key's account by the key's fingerprint. Returns 0 if a read-only journal does not
    /// know the key.
    func account(fingerprint: String) throws(MateoError) -> Int64 {
        try write { () throws(MateoError) in
            let find = try database.statement("SELECT id FROM account WHERE fingerprint = ?1")
            find.bind(1, fingerprint)
            if try find.step() { return find.key(0) }
            guard !isReadOnly else { return 0 }
            let add = try database.statement("INSERT INTO account(fingerprint) VALUES (?1)")
            add.bind(1, fingerprint)
            try add.run()
            return database.lastInsertedRow
        }
    }

    /// Checks that an unfinished import is sent with the key and address that it was sealed for. Records of another key
    /// belong to another customer.
    func checkOwner(of entry: ImportEntry, is account: Int64) throws(MateoError) {
        guard entry.account == account else {
            throw MateoError(
                .otherAccount,
                "the import called \(entry.name) was begun with another API key or address and is not finished: use "
                    + "those, or forget it (with force) and add its records again")
        }
    }

    /// Returns what is known of references in an account.
    func references(_ account: Int64) throws(MateoError) -> References {
        let query = try database.statement("SELECT reference_mode FROM account WHERE id = ?1")
        query.bind(1, account)
        return try query.step() ? References(rawValue: query.key(0)) ?? .unproven : .unproven
    }

    /// Stores what is known of references.
    func setReferences(_ account: Int64, _ references: References) throws(MateoError) {
        let update = try database.statement("UPDATE account SET reference_mode = ?2 WHERE id = ?1")
        update.bind(1, account)
        update.bind(2, references.rawValue)
        try update.run()
    }

    /// Returns the columns that polls may select.
    func pollColumns(_ account: Int64) throws(MateoError) -> PollColumns {
        let query = try database.statement("SELECT lacking FROM account WHERE id = ?1")
        query.bind(1, account)
        return PollColumns(lacking: try query.step() ? query.key(0) : 0)
    }

    /// Stores the columns that the service lacks.
    func setPollColumns(_ account: Int64, _ columns: PollColumns) throws(MateoError) {
        let update = try database.statement("UPDATE account SET lacking = ?2 WHERE id = ?1")
        update.bind(1, account)
        update.bind(2, columns.lacking)
        try update.run()
    }

    /// Returns what was learnt about the size of an account's batches.
    func batchSizing(_ account: Int64) throws(MateoError) -> BatchSizing {
        let query = try database.statement(
            """
            SELECT batch_cap, batch_refused, batch_is_slow, batch_quick_answers, batch_rarity, batch_base
            FROM account WHERE id = ?1
            """)
        query.bind(1, account)
        guard try query.step() else { return BatchSizing() }
        let size = 0...Bounds.batch.upperBound
        return BatchSizing(
            cap: try query.number(0, in: size), refused: try query.number(1, in: size), isSlow: query.flag(2),
            quickAnswers: try query.count(3), rarity: try query.count(4), base: try query.number(5, in: size))
    }

    /// Stores what was learnt about the size of batches.
    func setBatchSizing(_ account: Int64, _ sizing: BatchSizing) throws(MateoError) {
        let update = try database.statement(
            """
            UPDATE account SET batch_cap = ?2, batch_refused = ?3, batch_is_slow = ?4, batch_quick_answers = ?5,
                batch_rarity = ?6, batch_base = ?7 WHERE id = ?1
            """)
        update.bind(1, account)
        update.bind(2, sizing.cap)
        update.bind(3, sizing.refused)
        update.bind(4, sizing.isSlow ? 1 : 0)
        update.bind(5, sizing.quickAnswers)
        update.bind(6, sizing.rarity)
        update.bind(7, sizing.base)
        try update.run()
    }
}
