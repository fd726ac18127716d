public import MateoCore

/// An import in the journal.
public struct ImportEntry: Sendable {
    /// Its number in the journal.
    public let id: Int64
    /// The key's account.
    let account: Int64
    /// A unique identifier that distinguishes its references from those of every other import.
    let uuid: String
    /// The caller's name for it.
    public let name: String
    /// The type of its records.
    public let type: RecordType
    /// The settings of its requests, in the form of the body.
    var settings: [UInt8]
    /// Whether it has all its records.
    public var isSealed: Bool
    /// The number of its records once it is sealed.
    public var records: Int64
    /// The digest of all its records once it is sealed, and the kind of digest.
    var digest: String
    var digestKind: DigestKind
    /// The number of its requests so far.
    public var requests: RequestCounts
    /// When it was opened, in milliseconds since 1970.
    public let createdAt: Int64
}

/// Requests that were sent for an import.
public struct RequestCounts: Equatable, Sendable {
    /// `POST /import`.
    public var post: Int64
    /// `GET /import` for polls.
    public var poll: Int64
    /// Look-ups of lost batches and lists of failed records.
    public var other: Int64
}

extension RequestCounts {
    /// Creates counts of 0.
    public init() {
        self.init(post: 0, poll: 0, other: 0)
    }
}

/// The kind of a request in the books.
enum RequestKind {
    case post
    case poll
    case other
}

extension Journal {
    /// Returns the newest import of a name.
    public func importEntry(named name: String) throws(MateoError) -> ImportEntry? {
        let query = try database.statement("SELECT id - 1 FROM import WHERE name = ?1 ORDER BY id DESC LIMIT 1")
        query.bind(1, name)
        return try importEntry(query)
    }

    /// Returns the newest finished import of a name, an account and a type.
    func finishedEntry(named name: String, account: Int64, _ type: RecordType) throws(MateoError) -> ImportEntry? {
        let query = try database.statement(
            """
            SELECT id - 1 FROM import WHERE name = ?1 AND account = ?2 AND type = ?3 AND sealed_at IS NOT NULL
            ORDER BY id DESC LIMIT 1
            """)
        query.bind(1, name)
        query.bind(2, account)
        query.bind(3, Int64(type.rawValue))
        guard let entry = try importEntry(query), try isOver(entry.id) else { return nil }
        return entry
    }

    private func importEntry(_ query: borrowing Statement) throws(MateoError) -> ImportEntry? {
        try query.step() ? importEntry(after: query.key(0)) : nil
    }

    /// Returns the import that was opened after the one with a number, or the first of all for 0.
    public func importEntry(after id: Int64) throws(MateoError) -> ImportEntry? {
        let query = try database.statement(
            """
            SELECT id, account, uuid, name, type, settings, sealed_at IS NOT NULL, records, digest, posts, polls, others,
                created_at, digest_kind
            FROM import WHERE id > ?1 ORDER BY id LIMIT 1
            """)
        query.bind(1, id)
        guard try query.step() else { return nil }
        guard let type = RecordType(rawValue: Int32(truncatingIfNeeded: query.key(4))) else {
            throw MateoError(
                .journalCorrupt, "the journal \(path) holds an import of a type that does not exist")
        }
        let settings = query.bytes(5)
        guard JSONValue([UInt8(ascii: "{")] + settings + Array("\"\":0}".utf8)) != nil else {
            throw Soundness.damage(path, "the settings of the import \(query.text(3)) are not JSON")
        }
        return ImportEntry(
            id: query.key(0), account: query.key(1), uuid: try query.identifier(2), name: query.text(3),
            type: type,
            settings: settings, isSealed: query.flag(6), records: try query.count(7),
            digest: query.text(8),
            digestKind: DigestKind(rawValue: query.key(13)) ?? .xxh3,
            requests: RequestCounts(
                post: try query.count(9), poll: try query.count(10), other: try query.count(11)),
            createdAt: try query.time(12))
    }

    /// Returns the names of the imports that have all their records, newest first.
    public func importNames(limit: Int64) throws(MateoError) -> [String] {
        let query = try database.statement(
            "SELECT DISTINCT name FROM import WHERE sealed_at IS NOT NULL ORDER BY id DESC LIMIT ?1")
        query.bind(1, limit)
        var names: [String] = []
        while try query.step() { names.append(query.text(0)) }
        return names
    }

    /// Returns the number of an import's requests so far.
    func requests(of importID: Int64) throws(MateoError) -> RequestCounts {
        let query = try database.statement("SELECT posts, polls, others FROM import WHERE id = ?1")
        query.bind(1, importID)
        guard try query.step() else { return RequestCounts(post: 0, poll: 0, other: 0) }
        return RequestCounts(post: try query.count(0), poll: try query.count(1), other: try query.count(2))
    }

    /// Counts one request.
    func count(_ kind: RequestKind, of importID: Int64) throws(MateoError) {
        let update =
            switch kind {
            case .post: try database.statement("UPDATE import SET posts = posts + 1 WHERE id = ?1")
            case .poll: try database.statement("UPDATE import SET polls = polls + 1 WHERE id = ?1")
            case .other: try database.statement("UPDATE import SET others = others + 1 WHERE id = ?1")
            }
        update.bind(1, importID)
        try update.run()
    }

    /// Adds an import without records.
    func addImport(
        account: Int64, uuid: String, name: String, type: RecordType, wallNow: Int64
    ) throws(MateoError) -> Int64 {
        let add = try database.statement(
            "INSERT INTO import(account, uuid, name, type, created_at) VALUES (?1, ?2, ?3, ?4, ?5)")
        add.bind(1, account)
        add.bind(2, uuid)
        add.bind(3, name)
        add.bind(4, Int64(type.rawValue))
        add.bind(5, wallNow)
        try add.run()
        return database.lastInsertedRow
    }

    /// Seals an import. From here on it can be sent.
    func seal(
        _ importID: Int64, settings: [UInt8], records: Int64, _ digest: String, _ kind: DigestKind,
        wallNow: Int64
    ) throws(MateoError) {
        let seal = try database.statement(
            "UPDATE import SET settings = ?2, records = ?3, digest = ?4, sealed_at = ?5, digest_kind = ?6 WHERE id = ?1"
        )
        seal.bind(1, importID)
        seal.bind(2, settings)
        seal.bind(3, records)
        seal.bind(4, digest)
        seal.bind(5, wallNow)
        seal.bind(6, kind.rawValue)
        try seal.run()
    }

    /// Sets the owner of an import.
    func setAccount(_ account: Int64, of importID: Int64) throws(MateoError) {
        let update = try database.statement("UPDATE import SET account = ?2 WHERE id = ?1")
        update.bind(1, importID)
        update.bind(2, account)
        try update.run()
    }

    /// Returns whether the journal has an import.
    func hasImport(_ importID: Int64, uuid: String) throws(MateoError) -> Bool {
        let query = try database.statement("SELECT 1 FROM import WHERE id = ?1 AND uuid = ?2")
        query.bind(1, importID)
        query.bind(2, uuid)
        return try query.step()
    }

    /// Returns whether the caller has had the result of a finished import.
    func isAcknowledged(_ importID: Int64) throws(MateoError) -> Bool {
        let query = try database.statement("SELECT acknowledged FROM import WHERE id = ?1")
        query.bind(1, importID)
        return try query.step() && query.flag(0)
    }

    /// Stores that the caller has had the result of a finished import.
    func acknowledge(_ importID: Int64) throws(MateoError) {
        let update = try database.statement("UPDATE import SET acknowledged = 1 WHERE id = ?1")
        update.bind(1, importID)
        try update.run()
    }

    /// Removes an import with all its records and outcomes.
    func remove(_ importID: Int64) throws(MateoError) {
        try releaseRecords(of: importID, fromRow: 0)
        try removeSource(of: importID, fromRow: 0)
        let remove = try database.statement("DELETE FROM import WHERE id = ?1")
        remove.bind(1, importID)
        try remove.run()
    }
}
