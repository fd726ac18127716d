import MateoCore

/// Adds records from values of the program's own types.
extension MateoImport {
    /// Adds a value as one record. ``MateoRecord/init(_:)`` describes the fields.
    ///
    /// ```swift
    /// try await contacts.add(Customer(number: "A-17", mail: "ann@example.com"))
    /// ```
    ///
    /// - Throws: `MateoError` with the row and the path of a value that cannot be sent. Errors of the value's own
    ///   `encode(to:)` are thrown unchanged. The import is then unchanged.
    @_disfavoredOverload  // A literal such as ["email": nil] is a MateoRecord, and not a dictionary.
    public nonisolated(nonsending) func add(_ value: some Encodable) async throws {
        try await add(contentsOf: CollectionOfOne(value))
    }

    /// Adds the records of a sequence in order.
    ///
    /// - Throws: `MateoError` with the row and its fault; `CancellationError`; errors of the sequence. The records
    ///   before it stay added, and nothing is sealed. To add all of them again, release this import and open its name
    ///   again.
    public nonisolated(nonsending) func add<Records: Sequence>(contentsOf records: Records) async throws
    where Records.Element == MateoRecord {
        var chunk = RecordChunk()
        do {
            for record in records { try await chunk.add(record, to: self) }
        } catch {
            throw try await chunk.end(self, after: error)
        }
        try await chunk.end(self)
    }

    /// Adds the values of a sequence as records, in order. ``MateoRecord/init(_:)`` describes the fields.
    ///
    /// - Throws: `MateoError` with the row and the path of a value that cannot be sent; `CancellationError`; errors of
    ///   `encode(to:)`. The records before it stay added, and nothing is sealed. To add all of them again, release this
    ///   import and open its name again.
    @_disfavoredOverload
    public nonisolated(nonsending) func add<Values: Sequence>(contentsOf values: Values) async throws
    where Values.Element: Encodable {
        var chunk = RecordChunk()
        do {
            for value in values { try await chunk.add(MateoRecord(value), to: self) }
        } catch {
            throw try await chunk.end(self, after: error)
        }
        try await chunk.end(self)
    }

    /// Adds the records of an asynchronous sequence as they arrive.
    ///
    /// - Throws: `MateoError` with the row and its fault; `CancellationError`, also if the sequence ends because the
    ///   task is cancelled; errors of the sequence. The records before it stay added, and nothing is sealed. To add all
    ///   of them again, release this import and open its name again.
    public nonisolated(nonsending) func add<Records: AsyncSequence>(contentsOf records: Records) async throws
    where Records.Element == MateoRecord {
        var chunk = RecordChunk()
        do {
            for try await record in records { try await chunk.add(record, to: self) }
        } catch {
            throw try await chunk.end(self, after: error)
        }
        try await chunk.end(self)
    }

    /// Adds the values of an asynchronous sequence as records, as they arrive. ``MateoRecord/init(_:)`` describes the
    /// fields.
    ///
    /// - Throws: `MateoError` with the row and the path of a value that cannot be sent; `CancellationError`, also if
    ///   the sequence ends because the task is cancelled; errors of the sequence and of `encode(to:)`. The records
    ///   before it stay added, and nothing is sealed. To add all of them again, release this import and open its name
    ///   again.
    @_disfavoredOverload
    public nonisolated(nonsending) func add<Values: AsyncSequence>(contentsOf values: Values) async throws
    where Values.Element: Encodable {
        var chunk = RecordChunk()
        do {
            for try await value in values { try await chunk.add(MateoRecord(value), to: self) }
        } catch {
            throw try await chunk.end(self, after: error)
        }
        try await chunk.end(self)
    }
}

/// Collects some hundred records for an import, since each call changes to another thread.
private struct RecordChunk {
    private static let most = 256
    private var records: [MateoRecord] = []

    nonisolated(nonsending) mutating func add(_ record: MateoRecord, to destination: MateoImport) async throws {
        try Task.checkCancellation()
        records.append(record)
        if records.count == Self.most { try await send(to: destination) }
    }

    /// Ends the records. A sequence also ends early, without an error, if the task is cancelled.
    nonisolated(nonsending) mutating func end(_ destination: MateoImport) async throws {
        try await send(to: destination)
        try Task.checkCancellation()
    }

    /// Ends the records because of an error.
    ///
    /// - Returns: the error, with the row if the next record caused it.
    nonisolated(nonsending) mutating func end(
        _ destination: MateoImport, after error: any Error
    ) async throws -> any Error {
        try await send(to: destination)
        guard let error = error as? MateoError, error.row == 0 else { return error }
        return await destination.locate(error)
    }

    private nonisolated(nonsending) mutating func send(to destination: MateoImport) async throws {
        // Refused records must not be sent a second time.
        let sent = records
        records.removeAll(keepingCapacity: true)
        try await destination.add(sent)
    }
}
