import MateoCore

/// What the parts of an import share: its client, and its place in the journal.
final class ImportIdentity<Transport: TransportProtocol, Host: HostProtocol> {
    let client: Client<Transport, Host>
    let name: String
    let type: RecordType
    /// The import in the journal that is unfinished and that added records are compared with.
    let earlier: ImportEntry?
    /// What all its requests have beside the records.
    var settings = ImportSettings()
    /// Its number in the journal; nil while the journal holds nothing of it.
    var id: Int64?
    /// Makes its references differ from those of every other import.
    var uuid: String

    init(_ client: Client<Transport, Host>, type: RecordType, name: String, earlier: ImportEntry?) {
        self.client = client
        self.name = name
        self.type = type
        self.earlier = earlier
        id = earlier?.id
        uuid = earlier?.uuid ?? Self.makeUUID(client.host)
    }

    /// The members of all bodies: for an import in the journal, as it was begun.
    var members: [UInt8] {
        earlier?.settings ?? settings.members
    }

    /// Lets others fill or run the import.
    func giveBackLease() {
        if let id { client.giveBackLease(id) }
    }

    /// Checks that the journal still holds it: it may have been removed while no process ran it, and its number may be
    /// another's.
    func checkIsThere(_ id: Int64, _ journal: Journal) throws(MateoError) {
        guard try journal.hasImport(id, uuid: uuid) else {
            throw MateoError(.state, "the import called \(name) is no longer in the journal: it was removed")
        }
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
