// Client
//
// A client holds an API key, its limits and its journal. All requests of all clients that share a journal and a
// key keep the key's limits together, in one process or in several.

public import CMateo
import MateoCore
import MateoEngine

/// Opens a client: checks the options and opens the journal. Nothing is sent.
///
/// - Parameter options: the options; copied.
/// - Parameter out_client: receives the client, owned by the caller; end it with mateo_client_close.
/// - Returns: MATEO_OK; MATEO_ERROR_ARGUMENT when the API key is missing or the address may not be used;
///   MATEO_ERROR_JOURNAL_READ_ONLY when the journal cannot be written and is missing or of an older format; any other
///   MATEO_ERROR_JOURNAL_* status when the journal cannot be used, which is then left as it is.
///
/// Since: 0.1.0
@c(mateo_client_open)
public func clientOpen(
    _ options: UnsafePointer<mateo_options>?,
    _ out_client: UnsafeMutablePointer<UnsafeMutablePointer<mateo_client>?>?,
    _ out_error: UnsafeMutablePointer<UnsafeMutablePointer<mateo_error>?>?
) -> mateo_status {
    boundary(out_error) { () throws(MateoError) in
        let given = try object(
            UnsafeMutablePointer(mutating: options), .options, as: OptionsObject.self, "options")
        _ = try place(out_client, "out_client")
        let log = LogGate(given.log, given.logContext)
        let client = try LiveClient(given.options, host: SystemHost(), log: log.write) {
            options throws(MateoError) in try CurlTransport(options)
        }
        try give(ClientObject(client, log), .client, to: out_client, "out_client")
    }
}

/// Asks the service whether it takes the key: one request within the limits, which sends no records. It waits for the
/// answer.
///
/// - Parameter client: the client.
/// - Returns: MATEO_OK: it does; MATEO_ERROR_UNAUTHORIZED or MATEO_ERROR_REFUSED: it does not; MATEO_ERROR_UNREACHABLE: there is
///   no usable answer; MATEO_ERROR_DEADLINE: the day's requests are used up; MATEO_ERROR_HANDLE; any MATEO_ERROR_JOURNAL_*
///   status.
///
/// Since: 0.1.0
@c(mateo_client_check)
public func clientCheck(
    _ client: UnsafeMutablePointer<mateo_client>?,
    _ out_error: UnsafeMutablePointer<UnsafeMutablePointer<mateo_error>?>?
) -> mateo_status {
    boundary(out_error) { () throws(MateoError) in
        try object(client, .client, as: ClientObject.self, "client").client.check()
    }
}

/// Closes a client. Its open imports and cursors keep working, and keep using its log callback: see
/// mateo_options_set_log.
///
/// - Parameter client: the client, consumed; NULL is fine.
///
/// Since: 0.1.0
@c(mateo_client_close)
public func clientClose(_ client: UnsafeMutablePointer<mateo_client>?) {
    Handles.close(UnsafeMutableRawPointer(client), .client)
}
