import MateoCore

/// Records that are values of the program's own types.
extension MateoImport {
    /// Adds a value as one record. ``MateoRecord/init(_:)`` says what becomes a field.
    ///
    /// ```swift
    /// try await contacts.add(Customer(number: "A-17", mail: "ann@example.com"))
    /// ```
    ///
    /// - Throws: `MateoError` with the row and the path of what cannot be sent. What the value's own `encode(to:)` throws
    ///   comes out as it is. The import is then as it was.
    @_disfavoredOverload  // A literal such as ["email": nil] is a MateoRecord, and not a dictionary.
    public nonisolated(nonsending) func add(_ value: some Encodable) async throws {
        try await add(contentsOf: CollectionOfOne(value))
    }

    /// Adds the records of a sequence in its order.
    ///
    /// - Throws: `MateoError` with the row and what is wrong with it; `CancellationError`; what the sequence throws. The records
    ///   before stay added, and nothing is sealed. To add all of them again, let go of this import and open its name anew.
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

    /// Adds the values of a sequence as records, in its order. ``MateoRecord/init(_:)`` says what becomes a field.
    ///
    /// - Throws: `MateoError` with the row and the path of what cannot be sent; `CancellationError`; what `encode(to:)`
    ///   throws. The records before stay added, and nothing is sealed. To add all of them again, let go of this import and
    ///   open its name anew.
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

    /// Adds the records of an asynchronous sequence as they come.
    ///
    /// - Throws: `MateoError` with the row and what is wrong with it; `CancellationError`, also when the sequence ends since
    ///   the task is cancelled; what the sequence throws. The records before stay added, and nothing is sealed. To add
    ///   all of them again, let go of this import and open its name anew.
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

    /// Adds the values of an asynchronous sequence as records, as they come. ``MateoRecord/init(_:)`` says what becomes a
    /// field.
    ///
    /// - Throws: `MateoError` with the row and the path of what cannot be sent; `CancellationError`, also when the sequence
    ///   ends since the task is cancelled; what the sequence and `encode(to:)` throw. The records before stay added, and
    ///   nothing is sealed. To add all of them again, let go of this import and open its name anew.
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

/// Records on their way to an import, some hundred at a time: each time takes another thread.
private struct RecordChunk {
    private static let most = 256
    private var records: [MateoRecord] = []

    nonisolated(nonsending) mutating func add(_ record: MateoRecord, to destination: MateoImport) async throws {
        try Task.checkCancellation()
        records.append(record)
        if records.count == Self.most { try await send(to: destination) }
    }

    /// There are no more. Sequences also end early, without an error, when the task is cancelled.
    nonisolated(nonsending) mutating func end(_ destination: MateoImport) async throws {
        try await send(to: destination)
        try Task.checkCancellation()
    }

    /// There are no more because of an error.
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
        // What is refused must not be sent a second time.
        let sent = records
        records.removeAll(keepingCapacity: true)
        try await destination.add(sent)
    }
}
