/// Finds out which contacts of the records exist. It asks the service for each external id once.
package struct ContactSearch: Sendable {
    /// The longest external id to ask for, and the most bytes that ids may take in an address.
    private static let longestID = 500
    private static let longestQuery = 6000

    private let hash: KeyedHash
    /// Hashes of the ids asked for so far. The last bit is set if the contact exists.
    private var answers: Set<UInt64> = []
    /// Ids still to ask for.
    private var open: [[UInt8]] = []
    /// The number of these ids in the current request.
    private var asked = 0
    /// The most ids in a request. It shrinks when the service refuses an address as too long.
    private var most = Int(AccountResource.page)

    /// Creates a search that knows no contacts.
    ///
    /// - Parameter secret: 16 bytes that the author of the records cannot know.
    package init(secret: [UInt8]) {
        hash = KeyedHash(secret: secret.span)
    }

    /// Whether there are ids to ask for.
    package var hasQuestions: Bool { !open.isEmpty }

    /// Adds the contacts of a batch that are not yet known.
    package mutating func add(_ batch: Span<UInt8>) throws(MateoError) {
        open.removeAll()
        var added: Set<UInt64> = []
        for range in RecordBoundaries.ranges(in: batch) {
            let record = batch.extracting(range)
            let id = try LinkedContact.id(in: record)
            if id.isEmpty || id.count > Self.longestID { continue }
            let key = hash.hash(id.span) | 1
            if answers.contains(key) || answers.contains(key & ~1) { continue }
            if added.insert(key).inserted { open.append(id) }
        }
    }

    /// Returns the address of the next request, relative to the service's base address.
    package mutating func query() -> String {
        var list: [UInt8] = []
        asked = 0
        while asked < min(open.count, most) {
            var item: [UInt8] = []
            Self.put(open[asked], to: &item)
            if asked > 0, list.count + item.count > Self.longestQuery { break }
            if asked > 0 { list.append(UInt8(ascii: ",")) }
            list += item
            asked += 1
        }
        let query: Text =
            "/contact_details?select=external_id&external_id=in.(\(String(decoding: list, as: UTF8.self)))"
            + "&limit=\(AccountResource.page)"
        return query.string
    }

    /// Reads the answer to the last request.
    ///
    /// - Returns: false if the body is not a list of contacts, or lists only other contacts.
    package mutating func take(_ body: [UInt8]) -> Bool {
        guard let list = JSONValue(body), list.kind == .array else { return false }
        var (rows, found): (Int64, Set<UInt64>) = (0, [])
        for row in list.elements {
            guard row.kind == .object, rows <= AccountResource.page else { return false }
            rows += 1
            if let id = row.member("external_id") { found.insert(hash.hash(id.words.span) | 1) }
        }
        var rest: [[UInt8]] = []
        for id in open.prefix(asked) {
            let key = hash.hash(id.span) | 1
            if found.contains(key) { answers.insert(key) } else { rest.append(id) }
        }
        guard rows == 0 || rest.count < asked else { return false }
        // A full page may be truncated.
        if rows < AccountResource.page {
            for id in rest { answers.insert(hash.hash(id.span) & ~1) }
            rest.removeAll()
        }
        open = rest + open.dropFirst(asked)
        asked = 0
        return true
    }

    /// Asks for fewer contacts, because the service refused the address as too long.
    ///
    /// - Returns: false if the last request already asked for one contact alone.
    package mutating func askLess() -> Bool {
        guard asked > 1 else { return false }
        most = max(1, asked / 2)
        return true
    }

    /// Returns why a record is held. Returns nil if its contact exists or was not asked for.
    package func fault(in record: Span<UInt8>) throws(MateoError) -> LeftOutRow? {
        let id = try LinkedContact.id(in: record)
        if id.isEmpty || !answers.contains(hash.hash(id.span) & ~1) { return nil }
        return LeftOutRow(
            .held, code: MissingContacts.code.description,
            reason: "the service has no contact with its contact_external_id. Import the contact first, then this row")
    }

    /// Writes an id as an item of a list in an address, with escapes, and in quotes unless it is plain.
    private static func put(_ id: [UInt8], to list: inout [UInt8]) {
        let isPlain = id.allSatisfy(Identifier.allows)
        if !isPlain { put(UInt8(ascii: "\""), to: &list) }
        for byte in id {
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { put(UInt8(ascii: "\\"), to: &list) }
            put(byte, to: &list)
        }
        if !isPlain { put(UInt8(ascii: "\""), to: &list) }
    }

    private static func put(_ byte: UInt8, to list: inout [UInt8]) {
        if Identifier.allows(byte) { return list.append(byte) }
        list.append(UInt8(ascii: "%"))
        list.append(Hexadecimal.digit(byte >> 4))
        list.append(Hexadecimal.digit(byte & 15))
    }
}
