public import MateoCore

/// A row that failed or is left out, and why.
public struct Failure: Sendable {
    /// Its number in its table; failures are listed in the order of rows, then of tables, and of this number within one.
    let id: Int64
    /// The row from 1; 0 when the service's answer does not tell which record it was.
    public let row: Int64
    /// Why it was not sent; nil when it was, and failed.
    public let leftOut: LeftOut?
    /// The line of the file on which the row begins; 0 when that is not known.
    public let line: Int64
    /// The later row that takes its place; 0 for none.
    public let otherRow: Int64
    /// Its `external_id`; empty when it has none.
    public let externalID: [UInt8]
    /// The service's code, usually an SQLSTATE, or that of the check that held the row; empty for none.
    public let code: [UInt8]
    /// The reason: the service's words, or those of the check.
    public let message: [UInt8]
    /// The record as JSON; empty when it is not known.
    public let input: [UInt8]
    /// The row as its file has it, in UTF-8; empty when it is from none.
    public let source: [UInt8]

    /// Why the service refused it, in words for a person; nil when it was not sent, and `message` says why.
    public var reason: FailureReason? {
        leftOut == nil ? FailureReason(code: code, message: message, input: input) : nil
    }

    /// Whether the same row may succeed another time: the service failed, and not the record.
    public var isRetryable: Bool { leftOut == nil && FailureCode.isTransient(code.span) }
}

extension Journal {
    /// Failures of an import after one of them, with the rows that are held or superseded, in the order of their rows;
    /// those of unknown rows come last. There are no more when there is none in the result: large ones come in smaller
    /// pages.
    public func failures(
        of importID: Int64, after last: Failure?, limit: Int64
    ) throws(MateoError) -> [Failure] {
        var page = FailurePage(after: last, limit: limit)
        if last?.row != 0 {
            let query = try database.statement(
                """
                SELECT row, 0 AS kind, id, external_id, code, message, input, 0, line, 0, source FROM outcome
                    WHERE import = ?1 AND row > 0 AND row >= ?2 AND (row > ?2 OR ?3 = 0 AND id > ?4)
                UNION ALL SELECT first_row, 1, id, external_id, code, reason, input, state, line, other_row, source
                    FROM left_out
                    WHERE import = ?1 AND state IN (1, 2) AND first_row >= ?2
                    AND (first_row > ?2 OR ?3 = 0 OR id > ?4)
                ORDER BY 1, 2, 3 LIMIT ?5
                """)
            query.bind(1, importID)
            query.bind(2, last?.row ?? 0)
            query.bind(3, last?.leftOut == nil ? 0 : 1)
            query.bind(4, last?.id ?? 0)
            query.bind(5, limit)
            try page.read(query, path)
            guard page.hasRoom else { return page.failures }
        }
        let query = try database.statement(
            """
            SELECT row, 0, id, external_id, code, message, input, 0, 0, 0, '' FROM outcome
            WHERE import = ?1 AND row = 0 AND id > ?2 ORDER BY id LIMIT ?3
            """)
        query.bind(1, importID)
        query.bind(2, last?.row == 0 ? last?.id ?? 0 : 0)
        query.bind(3, limit)
        try page.read(query, path)
        return page.failures
    }

    /// Writes down records of a batch that failed.
    func book<Failures: Sequence<MatchedFailure>>(
        _ failures: Failures, of batch: Batch
    ) throws(MateoError) {
        let rows = try rows(of: batch)
        let parts = try sourceParts(of: batch.importID, batch.firstRow...batch.lastRow)
        for failure in failures {
            let row = failure.position.flatMap { rows.row(at: $0) } ?? 0  // mutation: gap-ignored
            let source = try source(ofRow: row, in: parts)
            let add = try database.statement(
                """
                INSERT INTO outcome(import, batch, row, external_id, code, message, input, source, line)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
                """)
            add.bind(1, batch.importID)
            add.bind(2, batch.id)
            add.bind(3, row)
            add.bind(4, failure.externalID)
            add.bind(5, failure.code)
            add.bind(6, failure.message)
            add.bind(7, failure.input)
            add.bind(8, source?.text ?? [])
            add.bind(9, source?.line ?? 0)
            try add.run()
        }
    }

    /// Writes down failures that the service counts and does not name.
    func bookUnnamed(_ count: Int64, of batch: Batch) throws(MateoError) {
        guard count > 0 else { return }
        let add = try database.statement(
            """
            INSERT INTO outcome(import, batch, row, external_id, code, message, input)
            WITH RECURSIVE missing(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM missing WHERE n < ?3)
            SELECT ?1, ?2, 0, '', '', ?4, '' FROM missing
            """)
        add.bind(1, batch.importID)
        add.bind(2, batch.id)
        add.bind(3, count)
        let reason: Text = "the service counts a failure among \(batch.rows) and does not name it"
        add.bind(4, reason.string)
        try add.run()
    }

    /// Takes back what was written down of a batch.
    func unbook(_ batch: Batch) throws(MateoError) {
        let remove = try database.statement("DELETE FROM outcome WHERE batch = ?1")
        remove.bind(1, batch.id)
        try remove.run()
    }
}

/// Failures that are read at a time.
private struct FailurePage {
    private(set) var failures: [Failure] = []
    private let last: Failure?
    private let limit: Int64
    /// So many bytes are read at a time, and one failure more.
    private var room = 1 << 20

    init(after last: Failure?, limit: Int64) {
        (self.last, self.limit) = (last, limit)
    }

    var hasRoom: Bool {
        room > 0 && failures.count < limit
    }

    mutating func read(_ query: borrowing Statement, _ path: String) throws(MateoError) {
        while hasRoom, try query.step() {
            let leftOut = LeftOut(rawValue: query.key(7))
            guard query.key(2) != last?.id || (leftOut == nil) != (last?.leftOut == nil) else {
                throw Soundness.damage(path, "a failure in it follows itself")
            }
            let failure = Failure(
                id: query.key(2), row: try query.count(0), leftOut: leftOut, line: try query.count(8),
                otherRow: try query.count(9), externalID: try query.largeBytes(3), code: query.bytes(4),
                message: try query.largeBytes(5), input: try query.largeBytes(6),
                source: try query.largeBytes(10))
            room -= failure.externalID.count + failure.message.count + failure.input.count + failure.source.count
            failures.append(failure)
        }
    }
}
