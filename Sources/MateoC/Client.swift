// Client
//
// A client has an API key, its limits and its journal. All clients that share a journal and a key share the limits of
// the key, in one process or in several.

public import CMateo
import MateoCore
import MateoEngine

/// Opens a client: checks the options and opens the journal. Nothing is sent.
///
/// - Parameter options: the options; copied.
/// - Parameter out_client: receives the client, owned by the caller; close it with mateo_client_close.
/// - Returns: MATEO_OK; MATEO_ERROR_ARGUMENT if the API key is missing or the address is not allowed;
///   MATEO_ERROR_JOURNAL_READ_ONLY if the journal cannot be written, and is missing or has an older format; any other
///   MATEO_ERROR_JOURNAL_* status if the journal cannot be used. The function then changes no file.
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

/// Checks whether the service accepts the key. The function makes one request within the limits, sends no records, and
/// waits for the answer.
///
/// - Parameter client: the client.
/// - Returns: MATEO_OK if it does; MATEO_ERROR_UNAUTHORIZED or MATEO_ERROR_REFUSED if it does not;
///   MATEO_ERROR_UNREACHABLE if there is no usable answer; MATEO_ERROR_DEADLINE if the requests of the day are used up;
///   MATEO_ERROR_HANDLE; any MATEO_ERROR_JOURNAL_* status.
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
