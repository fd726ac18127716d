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
    /// Failures of an import after one of them, in the order of their rows; those of unknown rows come last. There are no
    /// more when there is none in the result: large ones come in smaller pages.
    public func failures(
        of importID: Int64, after last: Failure?, limit: Int64
    ) throws(MateoError) -> [Failure] {
        var page = FailurePage(after: last, limit: limit)
        if last?.row != 0 {
            let query = try database.statement(
                """
                SELECT id, row, external_id, code, message, input FROM outcome
                WHERE import = ?1 AND row > 0 AND (row, id) > (?2, ?3) ORDER BY row, id LIMIT ?4
                """)
            query.bind(1, importID)
            query.bind(2, last?.row ?? 0)
            query.bind(3, last?.id ?? 0)
            query.bind(4, limit)
            try page.read(query, path)
            guard page.hasRoom else { return page.failures }
        }
        let query = try database.statement(
            """
            SELECT id, row, external_id, code, message, input FROM outcome
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
        for failure in failures {
            let add = try database.statement(
                """
                INSERT INTO outcome(import, batch, row, external_id, code, message, input)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
                """)
            add.bind(1, batch.importID)
            add.bind(2, batch.id)
            add.bind(3, failure.position.flatMap { rows.row(at: $0) } ?? 0)  // mutation: gap-ignored
            add.bind(4, failure.externalID)
            add.bind(5, failure.code)
            add.bind(6, failure.message)
            add.bind(7, failure.input)
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
            guard query.key(0) != last?.id else { throw Soundness.damage(path, "a failure in it follows itself") }
            let failure = Failure(
                id: query.key(0), row: try query.count(1), externalID: try query.largeBytes(2),
                code: query.bytes(3), message: try query.largeBytes(4), input: try query.largeBytes(5))
            room -= failure.externalID.count + failure.message.count + failure.input.count
            failures.append(failure)
        }
    }
}
