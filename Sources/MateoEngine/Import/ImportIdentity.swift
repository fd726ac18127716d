import MateoCore

/// The shared data of an import's parts: its client, and its place in the journal.
final class ImportIdentity<Transport: TransportProtocol, Host: HostProtocol> {
    let client: Client<Transport, Host>
    let name: String
    let type: RecordType
    /// The unfinished import in the journal with which added records are compared.
    let earlier: ImportEntry?
    /// The members of all its requests other than the records.
    var settings = ImportSettings()
    /// Its number in the journal; nil while the journal has nothing of it.
    var id: Int64?
    /// A unique identifier that distinguishes its references from those of every other import.
    var uuid: String

    init(_ client: Client<Transport, Host>, type: RecordType, name: String, earlier: ImportEntry?) {
        self.client = client
        self.name = name
        self.type = type
        self.earlier = earlier
        id = earlier?.id
        uuid = earlier?.uuid ?? Self.makeUUID(client.host)
    }

    /// The members of all bodies. An import in the journal keeps its original ones.
    var members: [UInt8] {
        earlier?.settings ?? settings.members
    }

    /// Releases the lease, so that others can fill or run the import.
    func giveBackLease() {
        if let id { client.giveBackLease(id) }
    }

    /// Checks that the journal still has the import. It may have been removed while no process ran it, and its number
    /// reused.
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
