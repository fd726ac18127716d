import MateoEngine

/// The key, the limits and the journal that several imports share.
///
/// ```swift
/// var options = MateoOptions()
/// try options.setAPIKey(key)
/// options.journalPath = "/var/lib/erp/mateo.db"
/// let client = try MateoClient(options)
/// ```
///
/// All clients that share a journal and a key keep the key's limits together, in one process or in several.
public final class MateoClient: Sendable {
    let live: Client<CurlTransport, SystemHost>

    /// Opens a client: checks the options and opens the journal. It sends nothing.
    ///
    /// - Parameters:
    ///   - options: the options. The key has no default.
    ///   - log: receives log messages. It is called in the thread that works for an import.
    /// - Throws: `argument` if the key is missing or the address is not allowed; any `journal` status if the journal is
    ///   unusable. The journal is then unchanged.
    public init(
        _ options: Options, log: @escaping @Sendable (LogLevel, String) -> Void = { _, _ in }
    ) throws(MateoError) {
        live = try Client(options, host: SystemHost(), log: log) { options throws(MateoError) in
            try CurlTransport(options)
        }
    }

    /// Tests whether the service accepts the key, with one request within the limits that sends no records.
    ///
    /// - Throws: `unauthorized` or `refused` if it does not; `unreachable` without a usable answer; `deadline` if the
    ///   day's requests are used up.
    public func check() async throws(MateoError) {
        try await Checker().check(live)
    }
}
