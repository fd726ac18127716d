// Options
//
// Options are set one by one before a client is opened; the client copies them, so they may be changed or freed
// afterwards. A setter checks its value, and leaves the option as it was when it refuses the value. mateo_client_open
// checks the address and opens the journal. Most programs set the key and the journal's path only. Only the API key has
// no default. Texts are copied.

public import CMateo
import MateoCore
import MateoEngine

/// Makes options that hold the defaults.
///
/// - Parameter out_options: receives the options, owned by the caller; end them with mateo_options_free.
/// - Returns: MATEO_OK; MATEO_ERROR_ARGUMENT when out_options is NULL.
///
/// Since: 0.1.0
@c(mateo_options_new)
public func optionsNew(
    _ out_options: UnsafeMutablePointer<UnsafeMutablePointer<mateo_options>?>?,
    _ out_error: UnsafeMutablePointer<UnsafeMutablePointer<mateo_error>?>?
) -> mateo_status {
    boundary(out_error) { () throws(MateoError) in
        try give(OptionsObject(), .options, to: out_options, "out_options")
    }
}

/// Frees options.
///
/// - Parameter options: the options, consumed; NULL is fine. Clients that were opened with them are not touched.
///
/// Since: 0.1.0
@c(mateo_options_free)
public func optionsFree(_ options: UnsafeMutablePointer<mateo_options>?) {
    Handles.close(UnsafeMutableRawPointer(options), .options, as: OptionsObject.self)
}

/// Sets the service's address.
///
/// Default: https://integration.getmateo.com/api/v1. It must be https; http is taken for this machine alone
/// (127.0.0.1, [::1], localhost), for a test server. A user name, a password, a query or a fragment in it is
/// refused when the client is opened.
///
/// - Parameter options: the options.
/// - Parameter url: the address; copied.
/// - Returns: MATEO_OK; MATEO_ERROR_ARGUMENT.
///
/// Since: 0.1.0
@c(mateo_options_set_base_url)
public func optionsSetBaseURL(
    _ options: UnsafeMutablePointer<mateo_options>?, _ url: UnsafePointer<CChar>?,
    _ out_error: UnsafeMutablePointer<UnsafeMutablePointer<mateo_error>?>?
) -> mateo_status {
    change(options, out_error) { options throws(MateoError) in options.baseURL = try string(url, "url") }
}

/// Sets the API key. There is no default.
///
/// The key is sent to the service's own origin alone. It is in no message, no log and no journal; the journal
/// holds a fingerprint that tells keys apart.
///
/// - Parameter options: the options.
/// - Parameter api_key: the key, printable ASCII without line breaks; copied.
/// - Returns: MATEO_OK; MATEO_ERROR_ARGUMENT.
///
/// Since: 0.1.0
@c(mateo_options_set_api_key)
public func optionsSetAPIKey(
    _ options: UnsafeMutablePointer<mateo_options>?, _ api_key: UnsafePointer<CChar>?,
    _ out_error: UnsafeMutablePointer<UnsafeMutablePointer<mateo_error>?>?
) -> mateo_status {
    change(options, out_error) { options throws(MateoError) in
        try options.setAPIKey(string(api_key, "api_key"))
    }
}

/// Sets the journal's file.
///
/// Default: none. Without a path, the journal exists only while the process runs: in memory, and in a file without a
/// name when it grows. The end of the process then loses what was not finished, and records that were sent may be sent
/// again. Set a path for everything that must not be lost.
///
/// The library creates the file with the mode 0600 if it is missing. Its folder must exist. Processes may share it.
/// "Files" at the top lists the files that belong to it, and what must not be done to them.
///
/// - Parameter options: the options.
/// - Parameter path: the file; copied. NULL or an empty text for none.
/// - Returns: MATEO_OK; MATEO_ERROR_ARGUMENT.
///
/// Since: 0.1.0
@c(mateo_options_set_journal_path)
public func optionsSetJournalPath(
    _ options: UnsafeMutablePointer<mateo_options>?, _ path: UnsafePointer<CChar>?,
    _ out_error: UnsafeMutablePointer<UnsafeMutablePointer<mateo_error>?>?
) -> mateo_status {
    change(options, out_error) { options throws(MateoError) in
        options.journalPath = try optionalString(path, "path") ?? ""
    }
}

/// Sets what happens to a batch when the service never confirmed it.
///
/// Default: MATEO_ON_UNKNOWN_BY_TYPE. libmateo finds a batch whose answer was lost by its reference. If the service does
/// not accept references, libmateo adopts the only unclaimed job with the same creation time and size. This option
/// decides what happens if there is no such job.
///
/// - Parameter options: the options.
/// - Parameter action: MATEO_ON_UNKNOWN_BY_TYPE or another of that family.
/// - Returns: MATEO_OK; MATEO_ERROR_ARGUMENT.
///
/// Since: 0.1.0
@c(mateo_options_set_on_unknown)
public func optionsSetOnUnknown(
    _ options: UnsafeMutablePointer<mateo_options>?, _ action: mateo_on_unknown,
    _ out_error: UnsafeMutablePointer<UnsafeMutablePointer<mateo_error>?>?
) -> mateo_status {
    change(options, out_error) { options throws(MateoError) in
        guard let action = OnUnknown(rawValue: action) else {
            throw MateoError(.argument, "the number \(action) is not one of MATEO_ON_UNKNOWN_*")
        }
        options.onUnknown = action
    }
}

/// Sets whether an import stops when its records fail.
///
/// Default: 1. A file that is wrong as a whole then costs 100 records of the quota and not all of it. If an import has
/// more than one batch, its first one has at most 100 records. The others are not sent before the outcome of these is
/// known. If all of them failed, nothing more is sent, and mateo_import_run fails with MATEO_ERROR_FAILING. So it does
/// later if 200 records in a row failed for one reason, with no other outcome between them. The reason is the service's
/// code. It counts in whole batches.
///
/// The error has the row of an example, and the service's code and message. mateo_import_ignore_failures lets such an
/// import go on.
///
/// - Parameter options: the options.
/// - Parameter first_look: 0: send everything at once, whatever fails; any other number: as described.
/// - Returns: MATEO_OK; MATEO_ERROR_ARGUMENT.
///
/// Since: 0.1.0
@c(mateo_options_set_first_look)
public func optionsSetFirstLook(
    _ options: UnsafeMutablePointer<mateo_options>?, _ first_look: Int32,
    _ out_error: UnsafeMutablePointer<UnsafeMutablePointer<mateo_error>?>?
) -> mateo_status {
    change(options, out_error) { options throws(MateoError) in options.firstLook = first_look != 0 }
}

/// Sets what happens to a record with a handle that an earlier record of its import has.
///
/// Default: MATEO_SHARED_HANDLES_HOLD. A record's identity is its external_id, or without one its first value that
/// identifies it. Its other identifying values are handles: an e-mail address, a telephone number. The service gives a
/// handle to one contact, so it would take the handle from the earlier one. Handles are compared without regard to the
/// case of e-mail addresses and the spelling of telephone numbers, and are sent as they are.
///
/// Of records with one identity the last is sent, and the earlier ones are superseded, whatever is set here. All of this
/// is decided by mateo_import_seal. mateo_failures_kind tells held and superseded records apart.
///
/// - Parameter options: the options.
/// - Parameter handles: MATEO_SHARED_HANDLES_HOLD or another of that family.
/// - Returns: MATEO_OK; MATEO_ERROR_ARGUMENT.
///
/// Since: 0.1.0
@c(mateo_options_set_shared_handles)
public func optionsSetSharedHandles(
    _ options: UnsafeMutablePointer<mateo_options>?, _ handles: mateo_shared_handles,
    _ out_error: UnsafeMutablePointer<UnsafeMutablePointer<mateo_error>?>?
) -> mateo_status {
    change(options, out_error) { options throws(MateoError) in
        guard let handles = SharedHandles(rawValue: handles) else {
            throw MateoError(
                .argument,
                "the number \(handles) is neither MATEO_SHARED_HANDLES_HOLD nor MATEO_SHARED_HANDLES_SEND")
        }
        options.sharedHandles = handles
    }
}

/// Sets the callback that receives the messages of the log.
///
/// Default: none. The library prints nothing.
///
/// The context must be valid until every handle of every client that was opened with these options is closed: the
/// client, its imports, and the cursors over imports, failures and hints. Closing the last of them waits until no
/// other thread is inside the callback, and the callback is not called again after that.
///
/// - Parameter options: the options.
/// - Parameter callback: called in the thread that called the library, inside that call; NULL for none.
/// - Parameter context: passed to the callback; the library does not read it.
/// - Returns: MATEO_OK; MATEO_ERROR_ARGUMENT.
///
/// Since: 0.1.0
@c(mateo_options_set_log)
public func optionsSetLog(
    _ options: UnsafeMutablePointer<mateo_options>?, _ callback: mateo_log_callback?,
    _ context: UnsafeMutableRawPointer?,
    _ out_error: UnsafeMutablePointer<UnsafeMutablePointer<mateo_error>?>?
) -> mateo_status {
    boundary(out_error) { () throws(MateoError) in
        let object = try object(options, .options, as: OptionsObject.self, "options")
        object.log = callback
        object.logContext = context
    }
}
