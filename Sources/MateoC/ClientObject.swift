import MateoEngine

/// A client with the network and the clock of this machine.
typealias LiveClient = Client<CurlTransport, SystemHost>

/// A client as C sees it.
final class ClientObject: ClientOwned {
    let client: LiveClient

    init(_ client: LiveClient, _ log: LogGate) {
        self.client = client
        super.init(log)
    }

    /// Its open imports.
    func imports() -> [(handle: UnsafeMutableRawPointer?, object: ImportObject)] {
        Handles.all(.importing, as: ImportObject.self).filter { $0.object.live.client === client }
    }
}
