public import MateoCore

/// Lists the outcomes of rows, and what was sent for them.
extension Import {
    /// Returns the rows in some states behind a row, in order.
    public func failures(
        after last: Failure?, limit: Int64, _ states: RowStates = .known
    ) throws(MateoError) -> [Failure] {
        guard let id = try sealedID() else { return [] }
        return try client.withJournal { (journal) throws(MateoError) in
            var failures = try journal.failures(of: id, after: last, limit: limit, states)
            for index in failures.indices { failures[index].tag = try journal.tag(of: failures[index].row, in: id) }
            return failures
        }
    }

    /// Returns a file of its rows in some states. See `Journal.failureFile`.
    public func failureFile(_ states: RowStates, isForExcel: Bool) throws(MateoError) -> FailureFile {
        let id = try sealedID() ?? 0
        return try client.withJournal { (journal) throws(MateoError) in
            try journal.failureFile(of: id, states, isForExcel: isForExcel)
        }
    }

    /// Returns the service's hints behind a hint, in the order of arrival.
    public func hints(after last: Hint?, limit: Int64) throws(MateoError) -> [Hint] {
        guard let id = try sealedID() else { return [] }
        return try client.withJournal { (journal) throws(MateoError) in
            try journal.hints(of: id, after: last, limit: limit)
        }
    }

    /// Returns the sent batches behind a batch. Batches that replaced a larger one come last.
    public func sentBatches(after last: SentBatch?, limit: Int64) throws(MateoError) -> [SentBatch] {
        guard let id = try sealedID() else { return [] }
        return try client.withJournal { (journal) throws(MateoError) in
            try journal.sentBatches(of: id, after: last, limit: limit)
        }
    }

    /// Returns the pauses behind a pause, in the order of their start.
    public func pauses(after last: Pause?, limit: Int64) throws(MateoError) -> [Pause] {
        guard let id = try sealedID() else { return [] }
        return try client.withJournal { (journal) throws(MateoError) in
            try journal.pauses(of: id, after: last, limit: limit)
        }
    }

    /// Returns the rows with an unknown outcome. Rows that are listed as failed may be among them.
    ///
    /// - Parameter row: the row to start behind.
    public func unknownRows(after row: Int64, limit: Int64) throws(MateoError) -> [RowRange] {
        guard let id = try sealedID() else { return [] }
        return try client.withJournal { (journal) throws(MateoError) in
            try journal.unknownRows(of: id, after: row, limit: limit)
        }
    }
}
