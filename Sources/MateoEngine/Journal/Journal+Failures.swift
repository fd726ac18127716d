public import MateoCore

/// Lists rows that did not succeed.
extension Journal {
    /// Returns an import's rows in some states behind a row, in the order of rows. Failures with an unknown row come
    /// last. An empty result is the end: large rows come in smaller pages.
    public func failures(
        of importID: Int64, after last: Failure?, limit: Int64, _ states: RowStates = .known
    ) throws(MateoError) -> [Failure] {
        var page = FailurePage(after: last, limit: limit)
        guard last?.row != 0 else {
            try addUnnamed(importID, after: last, states, to: &page)
            return page.failures
        }
        guard states.contains(RowStates(.unknown)) else {
            try addNamed(importID, after: last, through: .max, states, to: &page)
            if page.hasRoom { try addUnnamed(importID, after: last, states, to: &page) }
            return page.failures
        }
        var row = last?.row ?? 0
        while let batch = try unknownBatch(of: importID, behind: row) {
            try addNamed(importID, after: last, through: batch.lastRow, states, to: &page)
            let end = page.hasRoom ? batch.lastRow : page.failures.last?.row ?? batch.lastRow
            page.merge(try unknownRecords(of: batch, behind: row, through: end))
            if !page.failures.isEmpty { return page.failures }
            row = batch.lastRow
        }
        try addNamed(importID, after: last, through: .max, states, to: &page)
        if page.hasRoom { try addUnnamed(importID, after: last, states, to: &page) }
        return page.failures
    }

    /// Returns whether some of these rows have no file.
    func hasRowsWithoutSource(_ importID: Int64, _ states: RowStates) throws(MateoError) -> Bool {
        let query = try database.statement(
            """
            SELECT EXISTS (SELECT 1 FROM outcome WHERE import = ?1 AND row > 0 AND source = '' AND ?2 & 1)
                OR EXISTS (SELECT 1 FROM left_out WHERE import = ?1 AND source = '' AND state IN (1, 2)
                    AND ?2 >> state & 1)
            """)
        query.bind(1, importID)
        query.bind(2, Int64(states.rawValue))
        return try query.step() && query.flag(0)
    }

    /// Adds rows that failed or were left out.
    private func addNamed(
        _ importID: Int64, after last: Failure?, through row: Int64, _ states: RowStates, to page: inout FailurePage
    ) throws(MateoError) {
        let query = try database.statement(
            """
            SELECT row, 0 AS kind, id, external_id, code, message, input, 0, line, 0, source FROM outcome
                WHERE import = ?1 AND row >= ?2 AND row <= ?6 AND (row > ?2 OR ?3 = 0 AND id > ?4) AND ?7 & 1
            UNION ALL SELECT first_row, 1, id, external_id, code, reason, input, state, line, other_row, source
                FROM left_out WHERE import = ?1 AND state IN (1, 2) AND ?7 >> state & 1
                AND first_row >= ?2 AND first_row <= ?6 AND (first_row > ?2 OR ?3 = 0 OR ?3 = 1 AND id > ?4)
            ORDER BY 1, 2, 3 LIMIT ?5
            """)
        query.bind(1, importID)
        // With a second bound such as row > 0, SQLite would search by that bound. Each page would then read all rows
        // before it.
        query.bind(2, last?.row ?? 1)
        query.bind(3, last.map { $0.state == .failed ? 0 : $0.state == .unknown ? 2 : 1 } ?? 0)
        query.bind(4, last?.id ?? 0)
        query.bind(5, page.room)
        query.bind(6, row)
        query.bind(7, Int64(states.rawValue))
        try page.read(query, path)
    }

    /// Adds failures with an unknown row.
    private func addUnnamed(
        _ importID: Int64, after last: Failure?, _ states: RowStates, to page: inout FailurePage
    ) throws(MateoError) {
        guard states.contains(RowStates(.failed)) else { return }
        let query = try database.statement(
            """
            SELECT row, 0, id, external_id, code, message, input, 0, 0, 0, '' FROM outcome
            WHERE import = ?1 AND row = 0 AND id > ?2 ORDER BY id LIMIT ?3
            """)
        query.bind(1, importID)
        query.bind(2, last?.row == 0 ? last?.id ?? 0 : 0)
        query.bind(3, page.room)
        try page.read(query, path)
    }

    /// Returns the first batch with an unknown outcome and with rows behind one.
    private func unknownBatch(of importID: Int64, behind row: Int64) throws(MateoError) -> Batch? {
        let query = try database.statement(
            """
            SELECT id FROM batch WHERE import = ?1 AND state IN (3, 8, 9, 12) AND last_row > ?2
            ORDER BY first_row LIMIT 1
            """)
        query.bind(1, importID)
        query.bind(2, row)
        return try query.step() ? try batch(query.key(0)) : nil
    }

    /// Returns the rows of a batch with an unknown outcome, except those that are known to have failed.
    private func unknownRecords(
        of batch: Batch, behind row: Int64, through end: Int64
    ) throws(MateoError) -> [Failure] {
        let query = try database.statement("SELECT row FROM outcome WHERE batch = ?1 ORDER BY row")
        query.bind(1, batch.id)
        var known: [Int64] = []
        while try query.step() { known.append(query.key(0)) }
        let (bytes, map) = (try keptRecords(of: batch) ?? [], try rows(of: batch))
        let ranges = RecordBoundaries.ranges(in: bytes.span)
        let parts = try sourceParts(of: batch.importID, batch.firstRow...batch.lastRow)
        var found: [Failure] = []
        for position in 0..<Int(batch.records) {
            guard let number = map.row(at: Int64(position)), number > row, number <= end else { continue }
            while let first = known.first, first < number { known.removeFirst() }
            if known.first == number { continue }
            let input = position < ranges.count ? Array(bytes[ranges[position]]) : []
            let source = try source(ofRow: number, in: parts)
            found.append(
                Failure(
                    state: .unknown, id: 0, row: number, line: source?.line ?? 0, otherRow: 0,
                    externalID: FailureReport.externalID(of: input), code: [],
                    message: Array("the service never confirmed this record: it may be in, or not".utf8), input: input,
                    source: source?.text ?? []))
        }
        return found
    }
}

/// A page of failures.
private struct FailurePage {
    private(set) var failures: [Failure] = []
    private let last: Failure?
    private let limit: Int64
    /// The bytes to read in a page. One more failure may follow.
    private var bytesLeft = 1 << 20

    init(after last: Failure?, limit: Int64) {
        (self.last, self.limit) = (last, limit)
    }

    /// The number of failures that may still be read.
    var room: Int64 { max(limit - Int64(failures.count), 0) }

    var hasRoom: Bool {
        bytesLeft > 0 && room > 0
    }

    mutating func read(_ query: borrowing Statement, _ path: String) throws(MateoError) {
        while hasRoom, try query.step() {
            let state = RowState(rawValue: Int32(truncatingIfNeeded: query.key(7))) ?? .failed
            guard query.key(2) != last?.id || (state == .failed) != (last?.state == .failed) else {
                throw Soundness.damage(path, "a failure in it follows itself")
            }
            let failure = Failure(
                state: state, id: query.key(2), row: try query.count(0), line: try query.count(8),
                otherRow: try query.count(9), externalID: try query.largeBytes(3), code: query.bytes(4),
                message: try query.largeBytes(5), input: try query.largeBytes(6), source: try query.largeBytes(10))
            bytesLeft -=
                failure.externalID.count + failure.message.count + failure.input.count + failure.source.count
            failures.append(failure)
        }
    }

    /// Inserts rows between those that were read.
    mutating func merge(_ others: [Failure]) {
        var merged: [Failure] = []
        merged.reserveCapacity(failures.count + others.count)
        var index = 0
        for failure in failures {
            while index < others.count, others[index].row < failure.row {
                merged.append(others[index])
                index += 1
            }
            merged.append(failure)
        }
        merged += others[index...]
        failures = merged
    }
}
