import MateoCore
import MateoEngine

/// All records of one type under one name, from adding them to their outcomes. It survives restarts.
///
/// ```swift
/// let contacts = try MateoImport(client, type: .contacts, name: "contacts 2026-11")
/// try await contacts.add(csvFile: "contacts.csv")
/// try await contacts.seal()
/// let outcome = try await contacts.run()
/// for try await record in contacts.failures { print(record.row ?? 0, record.message) }
/// ```
///
/// What it does takes place in a thread of its own, never in the pool that tasks share. While ``run()`` is under way, other
/// tasks may read its counts and its outcomes. The import is closed when nothing refers to it any more. A sealed one stays in
/// the journal, and records that were not sealed are discarded.
public actor MateoImport {
    /// Its name in the journal.
    public nonisolated let name: String
    /// What its records are.
    public nonisolated let type: RecordType

    // `cancel` alone is called from outside of the actor, and may come from any thread.
    private nonisolated(unsafe) let live: Import<CurlTransport, SystemHost>
    private var csvOptions = CSVOptions()
    private nonisolated let worker = Worker(name: "mateo.import")
    private nonisolated let watchers = Watchers()
    private var isRunning = false

    /// Opens an import.
    ///
    /// An unfinished one of the name goes on: its records are in the journal, and adding them again only checks
    /// that they are the same. One that was never sealed starts empty, since nothing of it was sent.
    public init(_ client: MateoClient, type: RecordType, name: String) throws(MateoError) {
        live = try Import(client.live, type: type, name: name)
        self.name = name
        self.type = type
        live.onProgress = { [watchers] counts in watchers.send(counts) }
    }

    /// Opens the newest import of a name as it is in the journal, with its type, its records and its settings. One that
    /// is not over can be run at once; one that is over has its outcomes.
    ///
    /// - Throws: `state` when there is none of that name, when it was never sealed, or when it is not over and of
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

    // MARK: Settings

    /// Sets the list that contacts are put in, by its UUID; nil for none.
    public func setContactList(id: String?) throws(MateoError) {
        try live.setContactList(id: id)
    }

    /// Sets the list that contacts are put in, by the caller's identifier of it; nil for none.
    public func setContactList(externalID: String?) throws(MateoError) {
        try live.setContactList(externalID: externalID)
    }

    /// Sets whether deals or appointments may move to another contact.
    public func setReassignment(_ allow: Bool) throws(MateoError) {
        try live.setReassignment(allow)
    }

    /// Sets the mapping of columns to fields, and how CSV is read, from a JSON document. It applies to CSV that is added
    /// afterwards without options of its own. `mateo help mapping` describes the form.
    public func setMapping(_ json: [UInt8]) throws(MateoError) {
        var options = CSVOptions()
        try options.readMapping(json)
        csvOptions = options
    }

    /// Sets whether records are sent again that an import of this name has sent. Without it they are that import, which is
    /// over, and nothing is sent.
    public func setAgain(_ again: Bool) throws(MateoError) {
        try live.setAgain(again)
    }

    /// Sets the import that this one comes after, as deals come after the contacts that they belong to. Nothing is sent before
    /// that one is over, and rows whose contact it did not bring in are held. A run fails with `predecessor` when it is not
    /// over and no process runs it.
    ///
    /// - Parameter name: The name of an import in the journal. It stands for the newest one. Nil for none.
    public func setAfter(_ name: String?) throws(MateoError) {
        try live.setAfter(name)
    }

    /// Sets whether the account is asked for its custom fields and marketing channels before anything is sent. Rows with a field
    /// that it does not have, or with a value of the wrong type, are held. Of deals only the types are checked.
    public func setCheckAccount(_ check: Bool) throws(MateoError) {
        try live.setCheckAccount(check)
    }

    /// Sets whether the service is asked for the contacts of deals or appointments before anything is sent, 50 with each
    /// request. Rows whose contact it does not have are held.
    public func setContactsMustExist(_ mustExist: Bool) throws(MateoError) {
        try live.setContactsMustExist(mustExist)
    }

    /// Sets whether records are left out that are as they were when they succeeded last, in whatever import of the key and
    /// the journal. A key has digests for this from its first import on of at most 25,000 rows, or that has this set. Other programs may have
    /// changed the record at the service since: that is not noticed.
    public func setOnlyChanged(_ onlyChanged: Bool) throws(MateoError) {
        try live.setOnlyChanged(onlyChanged)
    }

    /// Whether its records were sent before, under this name, and their result was told: nothing is sent this time. Known
    /// once it is sealed.
    public var isRepeated: Bool { live.isRepeated }

    // MARK: Records

    /// Adds one record. An identifier or a consent that the checks refuse is an error, which names the field.
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

    /// The error with the row of the next record, if it is about a record and does not say which.
    func locate(_ error: MateoError) -> MateoError {
        switch error.status {
        case .record, .encoding, .limit, .argument, .json:
            guard error.row == 0 else { return error }
            let row = live.rows + 1
            return MateoError(error.status, "row \(row): \(error.message)", row: row)
        default: return error
        }
    }

    /// Adds records given as JSON: one object, or an array of objects.
    public func add(json: String) throws(MateoError) {
        try live.add(json: Array(json.utf8).span)
    }

    /// Adds records given as JSON in UTF-8: one object, or an array of objects.
    public func add(json: [UInt8]) throws(MateoError) {
        try live.add(json: json.span)
    }

    /// Adds the records of a CSV file with a header line. The file is read once, in constant memory.
    ///
    /// An error leaves the import as it was before, and names the row and the line.
    ///
    /// - Throws: `MateoError`, also when ``cancel()`` ends the reading; `CancellationError` when the task is cancelled.
    public func add(csvFile path: String, options: CSVOptions? = nil) async throws {
        let options = options ?? csvOptions
        try await cancellable { [live] () throws(MateoError) in try live.add(csvFile: path, options: options) }
    }

    /// Adds the records of a file with one JSON object a line, or with one array of objects.
    ///
    /// An error leaves the import as it was before, and names the row and the line.
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

    /// Adds the next bytes of CSV that comes in pieces of any size; `endCSV` follows after the last.
    ///
    /// An error takes back all pieces since the first.
    public func add(csv piece: [UInt8], options: CSVOptions? = nil) throws(MateoError) {
        try live.add(csv: piece.span, options: options ?? csvOptions)
    }

    /// Ends CSV that was given in pieces.
    public func endCSV() throws(MateoError) {
        try live.endCSV()
    }

    /// Ends the adding of records. From here on the import can run, and survives the end of the process.
    ///
    /// For an unfinished import this checks that the same records were added again. Adding none is also allowed.
    public func seal() throws(MateoError) {
        try live.seal()
    }

    /// When the records that were added and not sent yet will be sent. It need not be sealed, and nothing is sent.
    public var plan: Plan {
        get throws(MateoError) { try live.plan() }
    }

    // MARK: Running

    /// Runs until every record has its outcome, or there is nothing to do before a known time.
    ///
    /// When the task is cancelled, the request under way ends at once, and the next run asks the service for the outcome of its
    /// batch. The import stays in the journal, and another run goes on with it.
    ///
    /// - Throws: `CancellationError` when the task is cancelled. `MateoError` with the status `unauthorized` or `refused` when
    ///   the service refuses the key or the requests; `unreachable` after all retries; `failing` when the records fail, see
    ///   ``ignoreFailures()``; `deadline` when one was set and has passed; `state` when another task runs this import; any
    ///   `journal` status. Nothing is lost then: run it again later.
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

    /// Sends the rest of an import that has stopped with `failing`, whatever fails. Run it again then. The journal keeps
    /// that, so the import does not stop for failing records any more.
    public func ignoreFailures() throws(MateoError) {
        try live.ignoreFailures()
    }

    /// Sends the failed rows again for which the service was at fault, and those that are held since their contacts were
    /// missing, when it is run again. What becomes of them takes the place of their failures.
    ///
    /// - Returns: How many rows these are. With 0 the import stays as it is.
    public func retry() throws(MateoError) -> Int64 {
        try live.retry()
    }

    /// Ends a run early: the request under way gets its answer and no other starts. Called a second time, the request ends at
    /// once too, and the next run asks the service for the outcome of its batch. The run returns `interrupted`.
    ///
    /// A file that is being added is not read further. With nothing under way, the next run ends at once.
    public nonisolated func cancel() {
        live.cancel()
    }

    /// The counts of the records, from now to the end of the run: first those that are known, then each change. One who is slow
    /// misses some in between, but never the last.
    ///
    /// ```swift
    /// async let outcome = contacts.run()
    /// for await counts in contacts.progress { print(counts.settled, "of", counts.total) }
    /// print(try await outcome)
    /// ```
    ///
    /// Before the first run it waits for that one. Between two runs it has the last counts and ends.
    public nonisolated var progress: AsyncStream<RecordCounts> {
        watchers.stream()
    }

    // MARK: Outcomes

    /// How many records are in which state.
    public var counts: RecordCounts {
        get throws(MateoError) { try live.counts() }
    }

    /// The requests it took so far.
    public var requests: RequestCounts {
        get throws(MateoError) { try live.requests() }
    }

    /// The failed, held and superseded rows so far, in their order.
    public nonisolated var failures: FailedRecords { failures(in: .known) }

    /// The rows so far that are in some states, in their order.
    public nonisolated func failures(in states: RowStates) -> FailedRecords {
        FailedRecords { last throws(MateoError) in try await self.failures(after: last, states) }
    }

    /// Rows so far as a CSV file that can be mended and imported again.
    ///
    /// - Parameters:
    ///   - states: the states of the rows.
    ///   - isForExcel: whether text in Unicode begins with a byte order mark, which Excel needs. Else it does if the source
    ///     did.
    public func failedRecordFile(
        in states: RowStates = .open, isForExcel: Bool = false
    ) throws(MateoError) -> FailedRecordFile {
        FailedRecordFile(file: try live.failureFile(states, isForExcel: isForExcel))
    }

    /// The service's remarks so far, in the order in which they came: at most 100 for each request.
    public var hints: [ServiceHint] {
        get throws(MateoError) { try live.hints(after: nil, limit: .max).map(ServiceHint.init) }
    }

    /// Rows with an unknown outcome so far. Rows among them that are listed as failed are not unknown.
    public var unknownRows: [ClosedRange<Int64>] {
        get throws(MateoError) { try live.unknownRows(after: 0, limit: .max).joined() }
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

    /// Does something that ends early when the task is cancelled.
    private func cancellable<Result>(
        _ body: () async throws(MateoError) -> Result
    ) async throws -> Result {
        // A cancellation that comes when the body has ended must not end the next call.
        defer { if Task.isCancelled { live.forgetCancellation() } }
        do {
            return try await withTaskCancellationHandler {
                try await body()
            } onCancel: {
                // Twice: the request under way ends too.
                cancel()
                cancel()
            }
        } catch let error as MateoError where error.status == .state && Task.isCancelled {
            throw CancellationError()
        }
    }
}
