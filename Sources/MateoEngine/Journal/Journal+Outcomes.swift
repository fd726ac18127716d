public import MateoCore

/// A record that failed, and why.
public struct Failure: Sendable {
    /// Its number in the journal; failures are listed in the order of rows, and of this number within one.
    let id: Int64
    /// The record's row from 1; 0 when the service's answer does not tell which record it was.
    public let row: Int64
    /// Its `external_id`; empty when it has none.
    public let externalID: [UInt8]
    /// The service's code, usually an SQLSTATE; empty when it named none.
    public let code: [UInt8]
    /// The service's reason, in its words.
    public let message: [UInt8]
    /// The record as JSON; empty when the service did not give it.
    public let input: [UInt8]
}

extension Journal {
    /// So many bytes of failures are read at a time, and one more.
    static let pageBytes = 1 << 20

    /// Failures of an import after one of them, in the order of their rows; unknown rows come last. There are no more
    /// when there is none in the result: large ones come in smaller pages.
    public func failures(
        of importID: Int64, after last: Failure?, limit: Int64
    ) throws(MateoError) -> [Failure] {
        let query = try database.statement(
            """
            SELECT id, row, external_id, code, message, input FROM outcome
            WHERE import = ?1 AND (row = 0, row, id) > (?2, ?3, ?4)
            ORDER BY row = 0, row, id LIMIT ?5
            """)
        query.bind(1, importID)
        query.bind(2, last.map { $0.row == 0 ? 1 : 0 } ?? -1)
        query.bind(3, last?.row ?? 0)
        query.bind(4, last?.id ?? 0)
        query.bind(5, limit)
        var found: [Failure] = []
        var room = Self.pageBytes
        while room > 0, try query.step() {
            guard query.key(0) != last?.id else {
                throw Soundness.damage(path, "a failure in it follows itself")
            }
            let failure = Failure(
                id: query.key(0), row: try query.count(1), externalID: try query.largeBytes(2),
                code: query.bytes(3), message: try query.largeBytes(4), input: try query.largeBytes(5))
            room -= failure.externalID.count + failure.message.count + failure.input.count
            found.append(failure)
        }
        return found
    }

    /// The service refused a batch of one: its record has failed.
    func refuse(_ batch: BatchEntry, of importID: Int64, code: [UInt8], message: String) throws(MateoError) {
        let add = try database.statement(
            """
            INSERT INTO outcome(import, batch, row, external_id, code, message, input)
            SELECT ?1, batch, ?3, coalesce(CAST(json_extract(text, '$.external_id') AS TEXT), ''), ?4, ?5, text
            FROM (SELECT batch, CAST(records AS TEXT) AS text FROM payload WHERE batch = ?2)
            """)
        add.bind(1, importID)
        add.bind(2, batch.id)
        add.bind(3, batch.firstRow)
        add.bind(4, code)
        add.bind(5, message)
        try add.run()
        try move(batch, .refused)
        try removePayload(of: batch.id)
    }

    /// A job is done: writes down the outcome of each of its records.
    ///
    /// - Parameter list: the service's list of failed records as a JSON array; nil when there is none.
    func finish(
        _ batch: BatchEntry, of importID: Int64, failed: Int64, list: [UInt8]?
    ) throws(MateoError) {
        if failed > 0 {
            var named: Int64 = 0
            if let list { named = try addOutcomes(of: batch, importID, failed: failed, list: list) }
            try addUnnamed(failed - named, of: batch, importID)
        }
        try move(batch, .completed)
        let update = try database.statement(
            "UPDATE batch SET succeeded = ?2, failed = ?3, list_url = NULL, overdue = 0 WHERE id = ?1"
        )
        update.bind(1, batch.id)
        update.bind(2, batch.records - failed)
        update.bind(3, failed)
        try update.run()
        try removePayload(of: batch.id)
    }

    /// Nobody can tell what came of a batch, beside the failed records in the service's list.
    func giveUp(
        _ batch: BatchEntry, of importID: Int64, failed: Int64, list: [UInt8]?
    ) throws(MateoError) {
        var named: Int64 = 0
        if let list, failed > 0 { named = try addOutcomes(of: batch, importID, failed: failed, list: list) }
        try giveUp(batch, failed: named)
    }

    /// Finds the row of each record in the service's list and writes down its failure.
    ///
    /// The list holds the records as they were sent, maybe with their keys in another order. Equal content
    /// is matched first, as often as it was sent; then equal `external_id`; the rest has row 0. An entry without a
    /// record is given the one that was sent, if it is found.
    ///
    /// - Returns: how many were written, at most `failed`.
    private func addOutcomes(
        of batch: BatchEntry, _ importID: Int64, failed: Int64, list: [UInt8]
    ) throws(MateoError) -> Int64 {
        try database.execute(
            """
            CREATE TEMP TABLE IF NOT EXISTS sent(position INTEGER PRIMARY KEY, content TEXT, external_id TEXT);
            CREATE TEMP TABLE IF NOT EXISTS reported(position INTEGER PRIMARY KEY, content TEXT, external_id TEXT,
                code TEXT, message TEXT, input TEXT, holds_record INTEGER, sent INTEGER);
            DELETE FROM temp.sent;
            DELETE FROM temp.reported;
            """)
        let reported = try database.statement(
            """
            INSERT INTO temp.reported SELECT position, (
                    SELECT group_concat(json_quote(key) || type || coalesce(value, ''), ',')
                    FROM (SELECT key, type, value FROM json_each(input) ORDER BY key)),
                CAST(json_extract(input, '$.external_id') AS TEXT), code, message, input, holds_record, NULL
            FROM (
                SELECT key AS position,
                    iif(json_type(value, '$.input') = 'object', json_extract(value, '$.input'), value) AS input,
                    json_type(value, '$.input') IS 'object' AS holds_record,
                    coalesce(CAST(json_extract(value, '$.code') AS TEXT), '') AS code,
                    coalesce(CAST(json_extract(value, '$.message') AS TEXT), '') AS message
                FROM json_each(?1) WHERE type = 'object')
            """)
        reported.bind(1, list)
        try reported.run()
        // Equal records have equal external ids, so the others of the batch need not be looked at.
        let sent = try database.statement(
            """
            INSERT INTO temp.sent SELECT position, (
                    SELECT group_concat(json_quote(key) || type || coalesce(value, ''), ',')
                    FROM (SELECT key, type, value FROM json_each(record.value) ORDER BY key)), external_id
            FROM (
                SELECT key AS position, value, CAST(json_extract(value, '$.external_id') AS TEXT) AS external_id
                FROM json_each((SELECT '[' || records || ']' FROM payload WHERE batch = ?1))) AS record
            WHERE coalesce(external_id, '') IN (SELECT coalesce(external_id, '') FROM temp.reported)
            """)
        sent.bind(1, batch.id)
        try sent.run()
        try match(
            """
            UPDATE temp.reported SET sent = pair.sent FROM (
                SELECT theirs.position AS reported, ours.position AS sent FROM
                    (SELECT position, content AS mark, row_number() OVER (PARTITION BY content ORDER BY position) AS n
                        FROM temp.reported WHERE sent IS NULL) AS theirs
                JOIN
                    (SELECT position, content AS mark, row_number() OVER (PARTITION BY content ORDER BY position) AS n
                        FROM temp.sent) AS ours
                USING (mark, n)) AS pair
            WHERE reported.position = pair.reported
            """)
        try match(
            """
            UPDATE temp.reported SET sent = pair.sent FROM (
                SELECT theirs.position AS reported, ours.position AS sent FROM
                    (SELECT position, external_id AS mark,
                            row_number() OVER (PARTITION BY external_id ORDER BY position) AS n
                        FROM temp.reported WHERE sent IS NULL AND external_id <> '') AS theirs
                JOIN
                    (SELECT position, external_id AS mark,
                            row_number() OVER (PARTITION BY external_id ORDER BY position) AS n
                        FROM temp.sent WHERE external_id <> '' AND position NOT IN
                            (SELECT sent FROM temp.reported WHERE sent IS NOT NULL)) AS ours
                USING (mark, n)) AS pair
            WHERE reported.position = pair.reported
            """)
        let add = try database.statement(
            """
            INSERT INTO outcome(import, batch, row, external_id, code, message, input)
            SELECT ?1, ?2, iif(sent IS NULL, 0, ?3 + sent), coalesce(external_id, ''), code, message, CASE
                WHEN holds_record THEN input
                WHEN sent IS NULL THEN ''
                ELSE (SELECT json_extract('[' || records || ']', '$[' || sent || ']') FROM payload WHERE batch = ?2) END
            FROM temp.reported ORDER BY sent IS NULL, position LIMIT ?4
            """)
        add.bind(1, importID)
        add.bind(2, batch.id)
        add.bind(3, batch.firstRow)
        add.bind(4, failed)
        try add.run()
        return Int64(database.changes)
    }

    private func match(_ sql: StaticString) throws(MateoError) {
        let update = try database.statement(sql)
        try update.run()
    }

    /// Failures that the service counts and does not name.
    private func addUnnamed(_ count: Int64, of batch: BatchEntry, _ importID: Int64) throws(MateoError) {
        guard count > 0 else { return }
        let add = try database.statement(
            """
            INSERT INTO outcome(import, batch, row, external_id, code, message, input)
            WITH RECURSIVE missing(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM missing WHERE n < ?3)
            SELECT ?1, ?2, 0, '', '', ?4, '' FROM missing
            """)
        add.bind(1, importID)
        add.bind(2, batch.id)
        add.bind(3, count)
        let last = batch.firstRow + batch.records - 1
        let reason: Text =
            "the service counts a failure among rows \(batch.firstRow) to \(last) and does not name it"
        add.bind(4, reason.string)
        try add.run()
    }
}
