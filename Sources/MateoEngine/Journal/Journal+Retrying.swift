import MateoCore

/// Sends failed rows again within their import, because the service was at fault.
extension Journal {
    /// Puts the rows of an import that may succeed later into waiting batches. The import must not be running.
    ///
    /// - Returns: the number of rows.
    /// - Throws: `state` if it was opened with another key.
    func retry(_ importID: Int64, uuid: String, account: Int64, _ limits: BatchLimits) throws(MateoError) -> Int64 {
        let owner = try database.statement("SELECT account FROM import WHERE id = ?1")
        owner.bind(1, importID)
        guard try owner.step(), owner.key(0) == account else {
            throw MateoError(
                .state, "the import was begun with another API key or address: use those to send its rows again")
        }
        let query = try database.statement(
            """
            SELECT DISTINCT batch FROM outcome JOIN batch ON batch.id = batch
            WHERE outcome.import = ?1 AND row > 0 AND record <> '' AND state IN (5, 6) ORDER BY first_row
            """)
        query.bind(1, importID)
        var batches: [Int64] = []
        while try query.step() { batches.append(query.key(0)) }
        var retry = try retry(importID, uuid: uuid, limits)
        for id in batches { try move(batch(id), to: &retry) }
        try add(&retry)
        _ = try retryHeld(importID, to: &retry)
        if retry.rows > 0 { try begin(importID) }
        return retry.rows
    }

    /// Does the same only for rows that are held because the service lacked something.
    func retryHeld(_ importID: Int64, uuid: String, _ limits: BatchLimits) throws(MateoError) -> Int64 {
        var retry = try retry(importID, uuid: uuid, limits)
        let rows = try retryHeld(importID, to: &retry)
        if rows > 0 { try begin(importID) }
        return rows
    }

    /// Creates an empty collection, with references that no batch has.
    private func retry(_ importID: Int64, uuid: String, _ limits: BatchLimits) throws(MateoError) -> Retry {
        let newest = try database.statement("SELECT max(id) FROM batch")
        let text: Text = "\(uuid)r\(try newest.step() ? newest.key(0) : 0)"
        return Retry(importID: importID, uuid: text.string, limits: limits)
    }

    /// Marks an import as unfinished. It stays stopped if its records fail, except for those that are sent again.
    private func begin(_ importID: Int64) throws(MateoError) {
        let begin = try database.statement(
            """
            UPDATE import SET acknowledged = 0, failing = min(failing, (
                SELECT count(*) FROM outcome WHERE import = ?1 AND iif(code = '', message, code) = failing_reason))
            WHERE id = ?1
            """)
        begin.bind(1, importID)
        try begin.run()
    }

    /// Removes the failed rows that may be sent again from a batch.
    private func move(_ batch: Batch, to retry: inout Retry) throws(MateoError) {
        let query = try database.statement(
            "SELECT row, record, source, line FROM outcome WHERE batch = ?1 AND row > 0 AND record <> '' ORDER BY row")
        query.bind(1, batch.id)
        var moved: [Int64] = []
        while try query.step() {
            let row = try query.number(0, in: Bounds.row)
            let record = try query.largeBytes(1)
            if !retry.fits(record) { try add(&retry) }
            retry.add(row, record, SourceRow(text: try query.largeBytes(2), line: try query.count(3)))
            moved.append(row)
        }
        let remove = try database.statement("DELETE FROM outcome WHERE batch = ?1 AND row > 0 AND record <> ''")
        remove.bind(1, batch.id)
        try remove.run()
        try leave(batch, without: moved)
    }

    /// Updates a batch that lost some rows. If none remain, other batches replace it, as if it was divided.
    private func leave(_ batch: Batch, without moved: [Int64]) throws(MateoError) {
        let count = Int64(moved.count)
        try tally(batch.importID, batch.delivery, records: batch.records, sign: -1)
        guard count < batch.records else {
            let update = try database.statement(
                "UPDATE batch SET state = 7, turn = 0, succeeded = 0, failed = 0 WHERE id = ?1")
            update.bind(1, batch.id)
            try update.run()
            return try tally(batch.importID, .divided, batches: 1, records: batch.records)
        }
        var (rest, index): ([RowSpan], Int) = ([], 0)
        for span in try rows(of: batch).spans {
            var first = span.first
            while index < moved.count, moved[index] < span.first + span.count {
                if moved[index] > first { rest.append(RowSpan(first: first, count: moved[index] - first)) }
                first = moved[index] + 1
                index += 1
            }
            if first < span.first + span.count {
                rest.append(RowSpan(first: first, count: span.first + span.count - first))
            }
        }
        guard let first = rest.first, let last = rest.last else {
            throw Soundness.damage(path, "\(batch.rows) have no rows")
        }
        let remove = try database.statement("DELETE FROM span WHERE batch = ?1")
        remove.bind(1, batch.id)
        try remove.run()
        try addSpans(rest, of: batch.id)
        let update = try database.statement(
            """
            UPDATE batch SET records = records - ?2, failed = failed - ?2, first_row = ?3, last_row = ?4 WHERE id = ?1
            """)
        update.bind(1, batch.id)
        update.bind(2, count)
        update.bind(3, first.first)
        update.bind(4, last.first + last.count - 1)
        try update.run()
        let left = try self.batch(batch.id)
        try tally(batch.importID, left.delivery, records: left.records, sign: 1)
    }

    /// Adds the collected batch.
    func add(_ retry: inout Retry) throws(MateoError) {
        guard let first = retry.spans.first else { return }
        let (records, count) = (retry.records, retry.spans.reduce(0) { $0 + $1.count })
        let reference = Reference.make(retry.uuid, row: first.first, records: count, BatchDigest(of: records.span))
        try addBatch(retry.importID, retry.spans, reference: reference, records: records.span)
        var index = 0
        for span in retry.spans {
            var (layout, text): (SourceLayout, [UInt8]) = (SourceLayout(), [])
            for source in retry.sources[index..<index + Int(span.count)] {
                layout.add(length: source.text.count, line: source.line)
                text += source.text
            }
            if !text.isEmpty { try addSource(span, layout, text.span, of: retry.importID, isRetried: true) }
            index += Int(span.count)
        }
        retry.begin()
    }
}

/// The rows of a batch to send again, while they are collected.
struct Retry {
    let importID: Int64
    /// The part of references that identifies the import.
    let uuid: String
    let limits: BatchLimits
    /// The number of rows, including those of added batches.
    private(set) var rows: Int64 = 0
    private(set) var records: [UInt8] = []
    private(set) var spans: [RowSpan] = []
    private(set) var sources: [SourceRow] = []

    init(importID: Int64, uuid: String, limits: BatchLimits) {
        self.importID = importID
        self.uuid = uuid
        self.limits = limits
    }

    /// Returns whether the batch has room for a record.
    func fits(_ record: [UInt8]) -> Bool {
        sources.isEmpty || sources.count < limits.records && records.count + 1 + record.count <= limits.bytes
    }

    mutating func add(_ row: Int64, _ record: [UInt8], _ source: SourceRow) {
        if !records.isEmpty { records.append(UInt8(ascii: ",")) }
        records += record
        sources.append(source)
        rows += 1
        if let last = spans.last, last.first + last.count == row {
            spans[spans.count - 1] = RowSpan(first: last.first, count: last.count + 1)
        } else {
            spans.append(RowSpan(first: row, count: 1))
        }
    }

    /// Begins the next batch.
    mutating func begin() {
        (records, spans, sources) = ([], [], [])
    }
}
