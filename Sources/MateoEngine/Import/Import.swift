public import MateoCore

/// How far an import is. The raw values are those of `mateo_state`.
public enum RunState: Int32, CaseIterable, Sendable {
    /// Records are being added.
    case filling = 0
    /// It is sealed, and there is something to do.
    case running = 1
    /// Every record has its outcome.
    case finished = 2
    /// The quota is used up; it goes on at a known time.
    case paused = 3
    /// The service refuses the key or the requests.
    case stopped = 4
    /// It was ended early, or the service could not be reached; it can go on at any time.
    case interrupted = 5
    /// Every record has its outcome, but for some nobody can tell which.
    case unknown = 6
}

/// All records of one type under one name, from adding them to their outcomes. It survives restarts.
///
/// For one thread at a time; only `cancel` may be called from another.
public final class Import<Transport: TransportProtocol, Host: HostProtocol> {
    /// The client it belongs to.
    public let client: Client<Transport, Host>
    /// Its name in the journal.
    public let name: String
    /// What its records are.
    public let type: RecordType
    /// What all its requests have beside the records.
    public internal(set) var settings = ImportSettings()
    /// How far it is.
    public internal(set) var state = RunState.filling
    /// When a paused import can go on, in milliseconds since 1970; 0 when it is not paused.
    public internal(set) var resumeAt: Int64 = 0
    /// Called in the thread that runs the import whenever something has changed.
    public var onProgress: ((RecordCounts) -> Void)?

    /// Its number in the journal; nil while the journal holds nothing of it.
    var id: Int64?
    /// The first of the records that were taken back while the journal could not remove them.
    var takenBackFrom: Int64?
    /// The import in the journal that is over, and whose result nobody has had yet.
    var untold: ImportEntry?
    /// The newest import of the name when this one was opened, by its uuid; nil when there was none.
    var newest: String?
    /// The import in the journal that is unfinished and that added records are compared with.
    let earlier: ImportEntry?
    var uuid: String
    var intake: Intake
    var courier: Courier
    /// The request under way.
    var exchange: Exchange<Transport>?
    /// Whether another process did not let the last use of the journal begin.
    var isLockedOut = false
    let transport: Transport
    let cancellation = Cancellation()
    /// The records of CSV that arrives in pieces.
    var csv: CSVIntake?

    /// Opens an import.
    ///
    /// An unfinished one of the name goes on: its records are in the journal, and adding them again only
    /// checks that they are the same. One that was never sealed starts empty, since nothing of it was sent. One that is
    /// over begins anew; but if its process ended before it could tell, and the same records are added, it is that one.
    public convenience init(
        _ client: Client<Transport, Host>, type: RecordType, name: String
    ) throws(MateoError) {
        guard !name.isEmpty, name.utf8.count <= 255, Array(name.utf8).allSatisfy({ $0 >= 32 && $0 != 127 })
        else {
            throw MateoError(.argument, "an import's name has 1 to 255 bytes and no control characters")
        }
        let account = client.account
        var untold: ImportEntry?
        var newest: String?
        let unfinished = try client.withJournal { (journal) throws(MateoError) -> ImportEntry? in
            guard let entry = try journal.importEntry(named: name) else { return nil }
            if !entry.isSealed {
                guard journal.leases.take(entry.id) else { throw Leases.busy(name) }
                defer { journal.leases.giveBack(entry.id) }
                try journal.write { () throws(MateoError) in try journal.remove(entry.id) }
                newest = try journal.importEntry(named: name)?.uuid
                return nil
            }
            newest = entry.uuid
            if try journal.isOver(entry.id) {
                let isTold = try journal.isAcknowledged(entry.id)
                if !isTold, entry.account == account, entry.type == type { untold = entry }
                return nil
            }
            guard entry.type == type else {
                throw MateoError(
                    .state,
                    "the journal holds an unfinished import called \(name) of another type: finish it as it was begun, or "
                        + "take another name")
            }
            try journal.checkOwner(of: entry, is: account)
            return entry
        }
        let transport = try client.makeTransport(client.transportOptions)
        self.init(client, type: type, name: name, unfinished: unfinished, transport: transport)
        self.untold = untold
        self.newest = newest
    }

    init(
        _ client: Client<Transport, Host>, type: RecordType, name: String, unfinished: ImportEntry?,
        transport: Transport
    ) {
        self.client = client
        self.name = name
        self.type = type
        earlier = unfinished
        id = unfinished?.id
        uuid = unfinished?.uuid ?? Self.makeUUID(client.host)
        intake = Intake(limits: client.options.batch)
        self.transport = transport
        courier = Courier(client.options)
        if unfinished != nil { state = .running }
    }

    deinit {
        discardUnsealed()
        endExchange()
        if state == .finished || state == .unknown { acknowledge() }
        giveBackLease()
    }

    /// The caller has had its result. When this cannot be written down, the same records give the same result again.
    private func acknowledge() {
        guard let id else { return }
        do throws(MateoError) {
            try client.withJournal { (journal) throws(MateoError) in
                guard try journal.isOver(id) else { return }
                try journal.writeSoftly { () throws(MateoError) in try journal.acknowledge(id) }
            }
        } catch {
            client.log(.warning, "\(error.message)")
        }
    }

    /// Lets others fill or run the import.
    func giveBackLease() {
        guard let id else { return }
        courier.hasTakenOver = false
        courier.endsAt = nil
        client.giveBackLease(id)
    }

    /// Whether the journal holds all its records, so that it can run.
    public var isSealed: Bool {
        state != .filling
    }

    /// What became of its records so far.
    public func counts() throws(MateoError) -> RecordCounts {
        guard isSealed, let id else {
            var counts = RecordCounts()
            counts.total = intake.builder.totalRecords
            counts.pending = counts.total
            return counts
        }
        return try client.withJournal { (journal) throws(MateoError) in try journal.counts(of: id) }
    }

    /// The requests it took so far.
    public func requests() throws(MateoError) -> RequestCounts {
        guard let id else { return RequestCounts(post: 0, poll: 0, other: 0) }
        return try client.withJournal { (journal) throws(MateoError) in try journal.requests(of: id) }
    }

    /// Failed records after one of them, in the order of their rows.
    public func failures(after last: Failure?, limit: Int64) throws(MateoError) -> [Failure] {
        guard let id, isSealed else { return [] }
        return try client.withJournal { (journal) throws(MateoError) in
            try journal.failures(of: id, after: last, limit: limit)
        }
    }

    /// The service's remarks after one of them, in the order in which they came.
    public func hints(after last: Hint?, limit: Int64) throws(MateoError) -> [Hint] {
        guard let id, isSealed else { return [] }
        return try client.withJournal { (journal) throws(MateoError) in
            try journal.hints(of: id, after: last, limit: limit)
        }
    }

    /// Rows of which nobody can tell what came, but for those that are listed as failed.
    ///
    /// - Parameter row: only ranges behind this row.
    public func unknownRows(after row: Int64, limit: Int64) throws(MateoError) -> [RowRange] {
        guard let id, isSealed else { return [] }
        return try client.withJournal { (journal) throws(MateoError) in
            try journal.unknownRows(of: id, after: row, limit: limit)
        }
    }

    /// Ends a run early, from any thread: the request under way gets its answer and no other starts. Called
    /// again, the request under way is let go of too, and its batch will be looked up. A file that is being added
    /// is not read further, and nothing of it is added.
    public func cancel() {
        cancellation.request()
        transport.wake()
    }

    private static func makeUUID(_ host: Host) -> String {
        var bytes: [UInt8] = []
        for _ in 0..<2 {
            let word = host.random()
            for shift in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: word >> UInt64(shift * 8))) }
        }
        return Hexadecimal.text(of: bytes)
    }
}
