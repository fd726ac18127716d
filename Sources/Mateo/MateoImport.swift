import MateoCore
import MateoEngine

/// All records of one type under one name, from their addition to their outcomes. It survives restarts.
///
/// ```swift
/// let contacts = try MateoImport(client, type: .contacts, name: "contacts 2026-11")
/// try await contacts.add(csvFile: "contacts.csv")
/// try await contacts.seal()
/// let outcome = try await contacts.run()
/// for try await record in contacts.failures { print(record.row ?? 0, record.message) }
/// ```
///
/// It works in a separate thread, never in the pool that tasks share. During ``run()``, other tasks may read its counts
/// and its outcomes. The import is closed once nothing refers to it. A sealed import stays in the journal, and records
/// that were not sealed are discarded.
public actor MateoImport {
    /// Its name in the journal.
    public nonisolated let name: String
    /// The type of its records.
    public nonisolated let type: RecordType

    // Only `cancel` is called from outside of the actor, from any thread.
    nonisolated(unsafe) let live: Import<CurlTransport, SystemHost>
    var csvOptions = CSVOptions()
    private nonisolated let worker = Worker(name: "mateo.import")
    private nonisolated let watchers = Watchers()
    private var isRunning = false

    /// Opens an import.
    ///
    /// An unfinished import of the name continues: its records are in the journal, and adding them again only checks
    /// that they are the same. An import that was never sealed starts empty, since nothing of it was sent.
    public init(_ client: MateoClient, type: RecordType, name: String) throws(MateoError) {
        live = try Import(client.live, type: type, name: name)
        self.name = name
        self.type = type
        live.onProgress = { [watchers] counts in watchers.send(counts) }
    }

    /// Opens the newest import of a name from the journal, with its type, records and settings. An unfinished one can
    /// run at once. A finished one has its outcomes.
    ///
    /// - Throws: `state` if there is no import of that name, if it was never sealed, or if it is unfinished and has
    ///   another key or address.
    public init(_ client: MateoClient, resuming name: String) throws(MateoError) {
        live = try Import(client.live, resuming: name)
        self.name = name
        type = live.type
        live.onProgress = { [watchers] counts in watchers.send(counts) }
    }

    /// The thread in which it works.
    public nonisolated var unownedExecutor: UnownedSerialExecutor {
        worker.asUnownedSerialExecutor()
    }

    /// Whether its records were sent before under this name, and their result was returned. Then nothing is sent. Known
    /// once it is sealed.
    public var isRepeated: Bool { live.isRepeated }

    // MARK: Records

    /// Adds one record. An identifier or a consent that the checks refuse is an error with the name of the field.
    public func add(_ record: MateoRecord) throws(MateoError) {
        do throws(MateoError) {
            try live.add(record.builder(), tag: Array(record.tag.utf8))
        } catch {
            throw locate(error)
        }
    }

    func add(_ records: [MateoRecord]) throws(MateoError) {
        for record in records { try add(record) }
    }

    /// Adds the row of the next record to an error about a record without a row.
    func locate(_ error: MateoError) -> MateoError {
        switch error.status {
        case .record, .encoding, .limit, .argument, .json:
            guard error.row == 0 else { return error }
            let row = live.rows + 1
            return MateoError(error.status, "row \(row): \(error.message)", row: row)
        default: return error
        }
    }

    /// Adds records from JSON: one object, or an array of objects.
    public func add(json: String) throws(MateoError) {
        try live.add(json: Array(json.utf8).span)
    }

    /// Adds records from JSON in UTF-8: one object, or an array of objects.
    public func add(json: [UInt8]) throws(MateoError) {
        try live.add(json: json.span)
    }

    /// Adds the records of a CSV file with a header line. The file is read once, in constant memory.
    ///
    /// An error leaves the import unchanged, and has the row and the line.
    ///
    /// - Throws: `MateoError`, also when ``cancel()`` ends the reading; `CancellationError` when the task is cancelled.
    public func add(csvFile path: String, options: CSVOptions? = nil) async throws {
        let options = options ?? csvOptions
        try await cancellable { [live] () throws(MateoError) in try live.add(csvFile: path, options: options) }
    }

    /// Adds the records of a file with one JSON object a line, or with one array of objects.
    ///
    /// An error leaves the import unchanged, and has the row and the line.
    ///
    /// - Parameters:
    ///   - path: the file.
    ///   - encoding: its character encoding.
    ///   - isStrict: whether a record that would be held is an error.
    /// - Throws: `MateoError`, also when ``cancel()`` ends the reading; `CancellationError` when the task is cancelled.
    public func add(jsonLinesFile path: String, encoding: Encoding = .auto, isStrict: Bool = false) async throws {
        try await cancellable { [live] () throws(MateoError) in
            try live.add(jsonLinesFile: path, encoding: encoding, isStrict: isStrict)
        }
    }

    /// Adds the next bytes of CSV in pieces of any size. The last piece must be followed by `endCSV`.
    ///
    /// After an error, all pieces since the first are removed.
    public func add(csv piece: [UInt8], options: CSVOptions? = nil) throws(MateoError) {
        try live.add(csv: piece.span, options: options ?? csvOptions)
    }

    /// Ends the CSV that was added in pieces.
    public func endCSV() throws(MateoError) {
        try live.endCSV()
    }

    /// Seals the import. From here on it can run, and it survives the end of the process.
    ///
    /// For an unfinished import this checks that the same records were added again. Adding none is also allowed.
    public func seal() throws(MateoError) {
        try live.seal()
    }

    /// The plan for the records that are not yet sent. It sends nothing, and the import need not be sealed.
    public var plan: Plan {
        get throws(MateoError) { try live.plan() }
    }

    // MARK: Running

    /// Runs until every record has its outcome, or there is nothing to do before a known time.
    ///
    /// If the task is cancelled, the current request ends at once, and the next run asks the service for the outcome of
    /// its batch. The import stays in the journal, and another run continues it.
    ///
    /// - Throws: `CancellationError` if the task is cancelled. `MateoError` with the status `unauthorized` or `refused`
    ///   if the service refuses the key or the requests; `unreachable` after all retries; `failing` if the records
    ///   fail, see ``ignoreFailures()``; `deadline` if one was set and has passed; `state` if another task runs this
    ///   import; any `journal` status. Nothing is lost: run it again later.
    public func run() async throws -> Outcome {
        guard !isRunning else {
            throw MateoError(.state, "another task runs this import: wait until that run has ended")
        }
        isRunning = true
        watchers.begin(try? live.counts())
        defer {
            watchers.end(try? live.counts())
            isRunning = false
        }
        let outcome = try await cancellable { () async throws(MateoError) in try await drive() }
        if outcome == .interrupted { try Task.checkCancellation() }
        return outcome
    }

    /// Sends the rest of an import that has stopped with `failing`, even if records fail. Run it again afterwards. The
    /// journal stores this, so the import does not stop for failing records any more.
    public func ignoreFailures() throws(MateoError) {
        try live.ignoreFailures()
    }

    /// Sends rows again in the next run: those that failed through the service's fault, and those that are held because
    /// their contacts were missing. Their new outcomes replace their failures.
    ///
    /// - Returns: the number of rows. 0 leaves the import unchanged.
    public func retry() throws(MateoError) -> Int64 {
        try live.retry()
    }

    /// Ends a run early: the current request gets its answer, and no other one starts. A second call also ends the
    /// current request at once, and the next run asks the service for the outcome of its batch. The run returns
    /// `interrupted`.
    ///
    /// Reading an added file stops. If nothing is in progress, the next run ends at once.
    public nonisolated func cancel() {
        live.cancel()
    }

    /// The counts of the records until the end of the run: first the current ones, then each change. A slow reader
    /// misses some, but never the last.
    ///
    /// ```swift
    /// async let outcome = contacts.run()
    /// for await counts in contacts.progress { print(counts.settled, "of", counts.total) }
    /// print(try await outcome)
    /// ```
    ///
    /// Before the first run it waits for that run. Between two runs it has the last counts and ends.
    public nonisolated var progress: AsyncStream<RecordCounts> {
        watchers.stream()
    }

    // MARK: Outcomes

    /// The number of records in each state.
    public var counts: RecordCounts {
        get throws(MateoError) { try live.counts() }
    }

    /// The number of requests so far.
    public var requests: RequestCounts {
        get throws(MateoError) { try live.requests() }
    }

    /// The failed, held and superseded rows so far, in order.
    public nonisolated var failures: FailedRecords { failures(in: .known) }

    /// Returns the rows so far that are in some states, in order.
    public nonisolated func failures(in states: RowStates) -> FailedRecords {
        FailedRecords { last throws(MateoError) in try await self.failures(after: last, states) }
    }

    /// Returns rows so far as a CSV file to correct and import again.
    ///
    /// - Parameters:
    ///   - states: the states of the rows.
    ///   - isForExcel: whether Unicode text begins with a byte order mark, which Excel needs. Otherwise it begins with
    ///     one if the source did.
    public func failedRecordFile(
        in states: RowStates = .open, isForExcel: Bool = false
    ) throws(MateoError) -> FailedRecordFile {
        FailedRecordFile(file: try live.failureFile(states, isForExcel: isForExcel))
    }

    /// The service's hints so far in the order of their arrival, at most 100 for each request.
    public var hints: [ServiceHint] {
        get throws(MateoError) { try live.hints(after: nil, limit: .max).map(ServiceHint.init) }
    }

    /// The rows with an unknown outcome so far. Rows among them that are listed as failed are not unknown.
    public var unknownRows: [ClosedRange<Int64>] {
        get throws(MateoError) { try live.unknownRows(after: 0, limit: .max).joined() }
    }

    /// Why its last run paused: `quota`, or `limit` if the service asked to wait; nil if it did not pause.
    public var pauseReason: PauseReason? {
        get throws(MateoError) { try live.pauseReason() }
    }

    private func failures(
        after last: FailedRecord?, _ states: RowStates
    ) throws(MateoError) -> [FailedRecord] {
        try live.failures(after: last?.entry, limit: FailedRecords.pageSize, states).map(FailedRecord.init)
    }

    /// Works in short steps, so that other calls come in between.
    private func drive() async throws(MateoError) -> Outcome {
        while true {
            let state = try live.step(milliseconds: 200)
            if let outcome = Outcome(state, resumeAt: live.resumeAt) { return outcome }
            await Task.yield()
        }
    }

    /// Runs an operation that ends early if the task is cancelled.
    private func cancellable<Result>(
        _ body: () async throws(MateoError) -> Result
    ) async throws -> Result {
        // A cancellation after the end of the body must not end the next call.
        defer { if Task.isCancelled { live.forgetCancellation() } }
        do {
            return try await withTaskCancellationHandler {
                try await body()
            } onCancel: {
                // The second call also ends the current request.
                cancel()
                cancel()
            }
        } catch let error as MateoError where error.status == .state && Task.isCancelled {
            throw CancellationError()
        }
    }
}
