package import MateoCore

/// Stores digests of the records that last succeeded. No digest is ever wrong: it is removed before its record is sent,
/// and stored again once the record has succeeded.
extension Journal {
    /// Returns the secret of an account's digests, or no bytes if it has none.
    func digestSecret(_ account: Int64) throws(MateoError) -> [UInt8] {
        let query = try database.statement("SELECT digest_secret FROM account WHERE id = ?1")
        query.bind(1, account)
        return try query.step() ? query.bytes(0) : []
    }

    /// Returns the secret of an account, and creates it if needed.
    func makeDigestSecret(_ account: Int64) throws(MateoError) -> [UInt8] {
        let update = try database.statement(
            "UPDATE account SET digest_secret = randomblob(16) WHERE id = ?1 AND digest_secret = x''")
        update.bind(1, account)
        try update.run()
        return try digestSecret(account)
    }

    /// Finds the new and the unchanged records.
    package func compare(_ digests: inout RecordDigests) throws(MateoError) {
        digests.sort()
        for index in 0..<digests.count {
            let query = try database.statement("SELECT content FROM digest WHERE record = ?1")
            query.bind(1, digests.record(index))
            digests.compare(index, with: try query.step() ? query.key(0) : nil)
        }
    }

    /// Removes the digests of changed records.
    func removeChanged(_ digests: borrowing RecordDigests) throws(MateoError) {
        for index in 0..<digests.count where digests.change(at: digests.position(index)) == .changed {
            try removeDigest(digests.record(index))
        }
    }

    /// Removes the digests of records before they are sent.
    func removeDigests(
        ofRecords records: Span<UInt8>, _ type: RecordType, account: Int64
    ) throws(MateoError) {
        let secret = try digestSecret(account)
        guard !secret.isEmpty else { return }
        var digests = RecordDigests(type, secret: secret, settings: [])
        try digests.add(records)
        digests.sort()
        for index in 0..<digests.count { try removeDigest(digests.record(index)) }
    }

    private func removeDigest(_ record: Int64) throws(MateoError) {
        let remove = try database.statement("DELETE FROM digest WHERE record = ?1")
        remove.bind(1, record)
        try remove.run()
    }

    /// Stores the digests of a batch's successful records, once its outcome is known. If it is unknown which records
    /// succeeded, it stores none.
    func keepDigests(
        of batch: Batch, _ result: JobResult, _ type: RecordType, settings: [UInt8], account: Int64
    ) throws(MateoError) {
        let secret = try digestSecret(account)
        guard !secret.isEmpty else { return }
        // Without its records, a batch stores no digests.
        let bytes = try keptRecords(of: batch) ?? []
        var digests = RecordDigests(type, secret: secret, settings: settings)
        try digests.add(bytes.span)
        digests.sort()
        let isDisputed = try dispute(batch, digests, type, account)
        guard !isDisputed, result.succeeded > 0, let failed = try failed(of: batch, result),
            digests.records == failed.count
        else { return }
        for index in 0..<digests.count where !failed[digests.position(index)] {
            let add = try database.statement(
                "INSERT INTO digest(record, content) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET content = ?2")
            add.bind(1, digests.record(index))
            add.bind(2, digests.content(index))
            try add.run()
        }
    }

    /// Returns which records of a batch failed, by place. Returns nil if the service did not list all of them.
    private func failed(of batch: Batch, _ result: JobResult) throws(MateoError) -> [Bool]? {
        var failed = [Bool](repeating: false, count: Int(batch.records))
        guard result.failed > 0 else { return failed }
        let query = try database.statement("SELECT row FROM outcome WHERE batch = ?1")
        query.bind(1, batch.id)
        let rows = try rows(of: batch)
        var left = result.failed
        while try query.step() {
            guard let place = rows.position(of: query.key(0)), place < batch.records, !failed[Int(place)] else {
                return nil
            }
            failed[Int(place)] = true
            left -= 1
        }
        return left == 0 ? failed : nil
    }

    /// Returns whether another import sent one of the records in the meantime. Then it is unknown which of the records
    /// the service processed last, and neither batch stores digests.
    private func dispute(
        _ batch: Batch, _ digests: borrowing RecordDigests, _ type: RecordType, _ account: Int64
    ) throws(MateoError) -> Bool {
        let query = try database.statement("SELECT disputed FROM batch WHERE id = ?1")
        query.bind(1, batch.id)
        var isDisputed = try query.step() && query.flag(0)
        for other in try openBatches(besides: batch, type, account) where try hasOne(of: digests, other, type, account)
        {
            isDisputed = true
            let update = try database.statement("UPDATE batch SET disputed = 1 WHERE id = ?1")
            update.bind(1, other.id)
            try update.run()
        }
        return isDisputed
    }

    /// Returns batches of other imports that were sent and have no outcome. After a day their jobs are over, even if
    /// their result is unknown.
    private func openBatches(
        besides batch: Batch, _ type: RecordType, _ account: Int64
    ) throws(MateoError) -> [Batch] {
        let query = try database.statement(
            """
            WITH RECURSIVE busy(id) AS (
                SELECT 0
                UNION ALL SELECT (SELECT import FROM batch INDEXED BY batch_open
                    WHERE state IN (2, 3, 4, 8, 9, 10, 11, 12) AND import > busy.id ORDER BY import LIMIT 1)
                FROM busy WHERE busy.id IS NOT NULL)
            SELECT batch.id FROM busy CROSS JOIN import ON import.id = busy.id CROSS JOIN batch ON batch.import = busy.id
            WHERE busy.id <> ?3 AND account = ?1 AND type = ?2 AND state IN (2, 3, 4, 8, 9, 10, 11, 12) AND begun_at > ?4
            """)
        query.bind(1, account)
        query.bind(2, Int64(type.rawValue))
        query.bind(3, batch.importID)
        query.bind(4, batch.begunAt - Self.longestJob)
        var ids: [Int64] = []
        while try query.step() { ids.append(query.key(0)) }
        var found: [Batch] = []
        for id in ids { found.append(try self.batch(id)) }
        return found
    }

    /// In milliseconds.
    private static let longestJob: Int64 = 86_400_000

    private func hasOne(
        of digests: borrowing RecordDigests, _ other: Batch, _ type: RecordType, _ account: Int64
    ) throws(MateoError) -> Bool {
        guard digests.records > 0, let bytes = try keptRecords(of: other) else { return true }
        let secret = try digestSecret(account)
        var others = RecordDigests(type, secret: secret, settings: [])
        try others.add(bytes.span)
        for index in 0..<others.count where digests.has(others.record(index)) { return true }
        return false
    }

    /// Removes the digests of all accounts. Records that are being sent get none.
    package func forgetDigests() throws(MateoError) -> Bool {
        try write { () throws(MateoError) in
            try database.execute(
                """
                DELETE FROM digest;
                UPDATE account SET digest_secret = x'' WHERE digest_secret <> x'';
                UPDATE batch SET disputed = 1 WHERE state IN (2, 3, 4, 8, 9, 10, 11, 12);
                """)
        }
        return try isOutOfFiles()
    }
}
