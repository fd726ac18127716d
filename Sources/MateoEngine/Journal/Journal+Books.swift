package import MateoCore

/// Checks the books.
extension Journal {
    /// Returns the faults of the journal as text, or nothing if its file is valid and its books balance.
    ///
    /// - Parameter name: the import to check, the newest with its name; nil for all.
    package func differences(inImport name: String?) throws(MateoError) -> [String] {
        // An import may be running. The transaction reads one consistent state.
        try database.execute("BEGIN")
        defer { database.rollBack() }
        var found: [String] = []
        do throws(MateoError) {
            var id: Int64?
            if let name {
                id = try importEntry(named: name)?.id
                if id == nil { throw Self.unknown(name) }
            }
            try add(
                """
                SELECT * FROM (
                    SELECT 'the file is damaged: ' || replace(integrity_check, char(10), ' ') FROM pragma_integrity_check
                        WHERE integrity_check <> 'ok' LIMIT 20)
                UNION ALL SELECT printf('the settings of import %d are no JSON', id) FROM import
                    WHERE NOT json_valid('{' || settings || '"":0}')
                UNION ALL SELECT printf('a row of %s belongs to a row of %s that is not there', "table", parent)
                    FROM pragma_foreign_key_check LIMIT 20
                """, id, to: &found)
            try addOddNumbers(to: &found)
            try addOddHistory(to: &found)
            try addDifferences(of: id, to: &found)
            let changed = try changedRecords(of: id)
            // The transaction does not cover the file of records. A running import may have released and erased records
            // since.
            database.rollBack()
            for one in changed where try isKept(one.batch, at: one.start) { found.append(one.text) }
        } catch {
            // An unreadable page ends the check.
            guard error.status == .journalCorrupt else { throw error }
            found.append(error.message)
        }
        return found
    }

    /// Runs `body` in one transaction, so that it reads a consistent state while an import may be running.
    package func reading<Result>(_ body: () throws(MateoError) -> Result) throws(MateoError) -> Result {
        try database.execute("BEGIN")
        defer { database.rollBack() }
        return try body()
    }

    /// Returns the error for an import that does not exist.
    static func unknown(_ name: String) -> MateoError {
        MateoError(.notFound, "the journal holds no import called \(name)")
    }

    @inline(never)
    private func add(_ sql: StaticString, _ id: Int64?, to found: inout [String]) throws(MateoError) {
        let query = try database.statement(sql)
        query.bind(1, id)
        while try query.step() { found.append(query.text(0)) }
    }

    /// Returns records that differ from those that were added. Those of an import that was never sealed are never sent, and
    /// may be erased while it could not be removed.
    private func changedRecords(of id: Int64?) throws(MateoError) -> [ChangedRecords] {
        var found: [ChangedRecords] = []
        let query = try database.statement(
            """
            SELECT batch.id, name, records_at FROM batch JOIN import ON import.id = import
            WHERE records_at IS NOT NULL AND sealed_at IS NOT NULL AND coalesce(import = ?1, 1)
            """)
        query.bind(1, id)
        while try query.step() {
            let batch = try batch(query.key(0))
            let fault: StaticString
            if try !hasRecords(batch) {
                fault = "are not as they were added: import the same file again, which restores them"
            } else if try !hasSource(batch) {
                fault = "have lost their lines in the file: those that fail are listed by their fields"
            } else {
                continue
            }
            let text: Text = "\(query.text(1)): \(batch.rows) \(fault)"
            found.append(ChangedRecords(batch: query.key(0), start: query.key(2), text: text.string))
        }
        return found
    }

    /// Returns whether each row of a batch that comes from a file still has its text.
    private func hasSource(_ batch: Batch) throws(MateoError) -> Bool {
        let parts = try sourceParts(of: batch.importID, batch.firstRow...batch.lastRow)
        for span in try rows(of: batch).spans {
            for row in span.first..<span.first + span.count {
                if let source = try source(ofRow: row, in: parts), source.text.isEmpty { return false }
            }
        }
        return true
    }

    /// Returns whether the records of a batch are still needed, and are at a place.
    func isKept(_ batch: Int64, at start: Int64) throws(MateoError) -> Bool {
        let query = try database.statement("SELECT 1 FROM batch WHERE id = ?1 AND records_at = ?2")
        query.bind(1, batch)
        query.bind(2, start)
        return try query.step()
    }

    /// Returns whether the records of a batch are the ones that were added, in the same number.
    private func hasRecords(_ batch: Batch) throws(MateoError) -> Bool {
        guard let bytes = try keptRecords(of: batch) else { return false }
        return RecordBoundaries.count(in: bytes.span) == Int(batch.records)
    }

    /// Finds numbers outside of the ranges of `Bounds`.
    private func addOddNumbers(to found: inout [String]) throws(MateoError) {
        try add(
            """
            SELECT printf('a number of %s %d cannot be', "table", id) FROM (
                SELECT 'account' AS "table", id FROM account
                    WHERE min(batch_cap, batch_refused, batch_quick_answers, batch_rarity, batch_base) < 0
                    OR max(batch_cap, batch_refused, batch_quick_answers, batch_rarity, batch_base) > 1000000
                    OR batch_is_slow NOT BETWEEN 0 AND 1 OR reference_mode NOT BETWEEN 0 AND 3 OR lacking NOT BETWEEN 0 AND 255
                    OR max(gate_opens, blocked_until) > 1 << 50 OR min(gate_opens, blocked_until) < -1 << 50
                    OR min(gate_turn, used_requests, used_entities) < 0
                    OR max(gate_turn, used_requests, used_entities) > 1 << 40
                    OR fields_known NOT BETWEEN 0 AND 3 OR fields_at NOT BETWEEN 0 AND 1 << 50
                UNION ALL SELECT 'gate_end', account FROM gate_end WHERE slot NOT BETWEEN 0 AND 15
                    OR turn NOT BETWEEN 1 AND 1 << 40 OR min(started, ended) < -1 << 50 OR max(started, ended) > 1 << 50
                UNION ALL SELECT 'usage', id FROM usage WHERE min(requests, entities) < 0
                    OR max(requests, entities) > 1 << 31 OR at NOT BETWEEN -1 << 50 AND 1 << 50
                UNION ALL SELECT 'import', id FROM import WHERE min(records, posts, polls, others, failing, checked_row, first_look + 1) < 0
                    OR max(records, posts, polls, others, failing, checked_row, first_look) > 1 << 40
                    OR checks NOT BETWEEN 0 AND 3 OR ignores_failures NOT BETWEEN 0 AND 1 OR type NOT BETWEEN 1 AND 3
                    OR sealed_at NOT BETWEEN -1 << 50 AND 1 << 50 OR created_at NOT BETWEEN -1 << 50 AND 1 << 50
                UNION ALL SELECT 'batch', id FROM batch WHERE first_row NOT BETWEEN 1 AND 1 << 40
                    OR last_row NOT BETWEEN first_row AND 1 << 40 OR records NOT BETWEEN 1 AND 1000000
                    OR disputed NOT BETWEEN 0 AND 1 OR min(succeeded, failed, attempts, looks, told_times, records_bytes, coalesce(records_at, 0)) < 0
                    OR max(succeeded, failed, attempts, looks, told_times) > 1 << 40
                    OR max(records_bytes, coalesce(records_at, 0)) > 1 << 50
                    OR max(begun_at, turn, deadline, list_until, told_at) > 1 << 50
                    OR min(begun_at, turn, deadline, list_until, told_at) < -1 << 50
                UNION ALL SELECT 'span', batch FROM span WHERE first_row NOT BETWEEN 1 AND 1 << 40
                    OR records NOT BETWEEN 1 AND 1000000 OR position NOT BETWEEN 0 AND 1000000
                UNION ALL SELECT 'left_out', id FROM left_out WHERE first_row NOT BETWEEN 1 AND 1 << 40
                    OR records NOT BETWEEN 1 AND 1 << 40 OR other_row NOT BETWEEN 0 AND 1 << 40
                    OR line NOT BETWEEN 0 AND 1 << 40 OR state NOT BETWEEN 1 AND 3
                UNION ALL SELECT 'erasure', id FROM erasure WHERE start NOT BETWEEN 0 AND 1 << 50
                    OR bytes NOT BETWEEN 0 AND 1 << 50
                UNION ALL SELECT 'source_part', id FROM source_part WHERE first_row NOT BETWEEN 1 AND 1 << 40
                    OR records NOT BETWEEN 0 AND 1 << 30 OR start NOT BETWEEN 0 AND 1 << 50
                    OR bytes NOT BETWEEN 0 AND 1 << 50 OR open NOT BETWEEN 0 AND records OR is_retried NOT BETWEEN 0 AND 1
                UNION ALL SELECT 'outcome', id FROM outcome WHERE row NOT BETWEEN 0 AND 1 << 40
                    OR line NOT BETWEEN 0 AND 1 << 40)
            LIMIT 20
            """, nil, to: &found)
    }

    /// Finds such numbers in the tables of the history.
    private func addOddHistory(to found: inout [String]) throws(MateoError) {
        try add(
            """
            SELECT printf('a number of %s %d cannot be', "table", id) FROM (
                SELECT 'batch' AS "table", id FROM batch WHERE settled_at NOT BETWEEN -1 << 50 AND 1 << 50
                    OR answer_time NOT BETWEEN 0 AND 1 << 40
                UNION ALL SELECT 'pause', id FROM pause WHERE min(since, until) < -1 << 50 OR max(since, until) > 1 << 50
                    OR times NOT BETWEEN 1 AND 1 << 40 OR reason NOT BETWEEN 1 AND 3
                UNION ALL SELECT 'plan', import FROM plan WHERE batches NOT BETWEEN 0 AND 1 << 40
                    OR first_look NOT BETWEEN 0 AND 1 << 40 OR records_left NOT BETWEEN 0 AND 1 << 40
                    OR requests_left NOT BETWEEN 0 AND 1 << 40 OR contact_requests NOT BETWEEN 0 AND 1 << 40
                UNION ALL SELECT 'planned_day', import FROM planned_day WHERE min(records, requests) < 0
                    OR max(records, requests) > 1 << 40 OR min(starts_at, finishes_at) < -1 << 50
                    OR max(starts_at, finishes_at) > 1 << 50)
            LIMIT 20
            """, nil, to: &found)
    }

    private func addDifferences(of id: Int64?, to found: inout [String]) throws(MateoError) {
        try add(
            """
            SELECT printf('account %d counts %d requests and %d records as used, and its uses are %d and %d', id,
                used_requests, used_entities, requests, entities)
            FROM (SELECT account.id, used_requests, used_entities, CAST(total(requests) AS INTEGER) AS requests,
                CAST(total(entities) AS INTEGER) AS entities
                FROM account LEFT JOIN usage ON usage.account = account.id GROUP BY account.id)
            WHERE used_requests <> requests OR used_entities <> entities
            """, nil, to: &found)
        try add(
            """
            WITH part AS (
                SELECT *, printf('rows %d to %d ', first_row, last_row) AS place,
                    iif(state IN (5, 12), failed, iif(state = 6, records, 0)) AS failures,
                    (SELECT count(*) FROM outcome WHERE batch = batch.id) AS listed,
                    (SELECT total(records) FROM span WHERE batch = batch.id) AS mapped,
                    (SELECT min(first_row) FROM span WHERE batch = batch.id) AS mapped_first,
                    (SELECT max(first_row + records - 1) FROM span WHERE batch = batch.id) AS mapped_last
                FROM batch WHERE state <> 7 AND coalesce(import = ?1, 1)),
            piece AS (
                SELECT import, span.first_row AS row, span.records AS count FROM span JOIN part ON part.id = span.batch
                UNION ALL SELECT import, first_row, records FROM left_out WHERE coalesce(import = ?1, 1)),
            placed AS (
                SELECT *, coalesce(lag(row + count) OVER (PARTITION BY import ORDER BY row), 1) AS due FROM piece),
            fault AS (
                SELECT import, iif(row > due, printf('rows %d to %d are in no batch', due, row - 1),
                    printf('rows %d to %d are in two places', row, due - 1)) AS text
                    FROM placed WHERE row <> due
                UNION ALL SELECT import, place || 'have a state or number that does not exist' FROM part
                    WHERE state NOT BETWEEN 1 AND 12 OR records < 1
                UNION ALL SELECT import, place || printf('are %d records, and %d rows are theirs', records, mapped)
                    FROM part WHERE mapped <> records OR mapped_first <> first_row OR mapped_last <> last_row
                UNION ALL SELECT import, place || printf('are not %d succeeded and %d failed', succeeded, failed)
                    FROM part WHERE state = 5 AND (succeeded + failed <> records OR min(succeeded, failed) < 0)
                UNION ALL SELECT import, place || printf('have %d failures, and %d are listed', failures, listed)
                    FROM part WHERE listed <> failures
                UNION ALL SELECT import, place || iif(records_at IS NULL, 'are to be kept, and are not',
                    'are kept and not needed any more') FROM part WHERE (records_at IS NULL) <> (state IN (5, 6))
                UNION ALL SELECT import, place || iif(job IS NULL, 'lack their job', 'have a job and were not taken')
                    FROM part WHERE (job IS NULL) = (state IN (4, 5, 10, 11, 12))
                UNION ALL SELECT import, printf('row %d on is kept though others stand in its place', first_row)
                    FROM batch WHERE state = 7 AND records_at IS NOT NULL AND coalesce(import = ?1, 1)
                UNION ALL SELECT outcome.import, printf('the failure of row %d is listed with a wrong batch', row)
                    FROM outcome JOIN batch ON batch.id = outcome.batch WHERE coalesce(outcome.import = ?1, 1)
                    AND (batch.import <> outcome.import OR row <> 0 AND NOT EXISTS (SELECT 1 FROM span
                        WHERE span.batch = batch.id AND row BETWEEN span.first_row AND span.first_row + span.records - 1))
                UNION ALL SELECT import, printf('the failure of row %d is listed %d times', row, count(*)) FROM outcome
                    WHERE row <> 0 AND coalesce(import = ?1, 1) GROUP BY import, row HAVING count(*) > 1
                UNION ALL SELECT id, printf('the import has %d records and its batches end with row %d', records, last)
                    FROM (SELECT *, coalesce((SELECT max(row + count - 1) FROM piece WHERE import = import.id), 0)
                        AS last FROM import)
                    WHERE sealed_at IS NOT NULL AND records <> last AND coalesce(id = ?1, 1)
                UNION ALL SELECT import, printf('row %d was sent before the outcome of the first ones', min(first_row))
                    FROM batch JOIN import ON import.id = import WHERE first_look >= 0 AND first_row > first_look
                    AND attempts > 0 AND coalesce(import = ?1, 1) GROUP BY import
                UNION ALL SELECT id, printf('%d records count as failing, and %d failed', failing, failed) FROM (
                    SELECT *, (SELECT count(*) FROM outcome WHERE import = import.id) AS failed FROM import)
                    WHERE failing > failed AND coalesce(id = ?1, 1)
                UNION ALL SELECT import, printf('the totals of state %d are not what the batches add up to', state) FROM (
                    SELECT import, state, batches, records, succeeded, failed FROM tally
                        WHERE coalesce(import = ?1, 1) AND (batches <> 0 OR records <> 0 OR succeeded <> 0 OR failed <> 0)
                    UNION ALL SELECT import, state, -count(*), -sum(records), -sum(iif(state IN (5, 12), succeeded, 0)),
                        -sum(iif(state IN (5, 12), failed, 0))
                        FROM batch WHERE coalesce(import = ?1, 1) GROUP BY import, state
                    UNION ALL SELECT import, 20 + state, 0, -sum(records), 0, 0 FROM left_out
                        WHERE coalesce(import = ?1, 1) GROUP BY import, state)
                    GROUP BY import, state
                    HAVING sum(batches) <> 0 OR sum(records) <> 0 OR sum(succeeded) <> 0 OR sum(failed) <> 0)
            SELECT name || ': ' || text FROM fault JOIN import ON import.id = fault.import LIMIT 100
            """, id, to: &found)
    }
}

/// A batch with records that differ from those that were added, as read in one transaction.
private struct ChangedRecords {
    let batch: Int64
    let start: Int64
    let text: String
}
