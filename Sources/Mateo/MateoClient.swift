import MateoEngine

/// The key, the limits and the journal that imports share.
///
/// ```swift
/// var options = MateoOptions()
/// try options.setAPIKey(key)
/// options.journalPath = "/var/lib/erp/mateo.db"
/// let client = try MateoClient(options)
/// ```
///
/// All requests of all clients that share a journal and a key keep the key's limits together, in one process or
/// in several.
public final class MateoClient: Sendable {
    let live: Client<CurlTransport, SystemHost>

    /// Opens a client: checks the options and opens the journal. Nothing is sent.
    ///
    /// - Parameters:
    ///   - options: the key, which has no default, and the rest.
    ///   - log: takes messages about what is being dealt with; called in the thread that works for an import.
    /// - Throws: `argument` when the key is missing or the address may not be used; any `journal` status when
    ///   the journal cannot be used. The journal then stays as it is.
    public init(
        _ options: Options, log: @escaping @Sendable (LogLevel, String) -> Void = { _, _ in }
    ) throws(MateoError) {
        live = try Client(options, host: SystemHost(), log: log) { options throws(MateoError) in
            try CurlTransport(options)
        }
    }

    /// Asks the service whether it takes the key: one request within the limits, which sends no records.
    ///
    /// - Throws: `unauthorized` or `refused` when it does not; `unreachable` when there is no usable answer; `deadline` when the
    ///   day's requests are used up.
    public func check() async throws(MateoError) {
        try await Checker().check(live)
    }
}
