// Options
//
// A program sets options before it opens a client. The client copies them, so the program may change or free them
// afterwards. A setter that refuses a value leaves the option as it was. mateo_client_open also checks the address and
// opens the journal. Most programs set only the API key and the journal's path. All options except the API key have
// defaults.

public import CMateo
import MateoCore
import MateoEngine

/// Creates options with the defaults.
///
/// - Parameter out_options: receives the options, owned by the caller; free them with mateo_options_free.
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
/// - Parameter options: the options, consumed; NULL is fine. Clients that were opened with them keep their copy.
///
/// Since: 0.1.0
@c(mateo_options_free)
public func optionsFree(_ options: UnsafeMutablePointer<mateo_options>?) {
    Handles.close(UnsafeMutableRawPointer(options), .options, as: OptionsObject.self)
}

/// Sets the address of the service.
///
/// Default: https://integration.getmateo.com/api/v1. The address must be https. Only a test server on this machine may
/// have http (127.0.0.1, [::1], localhost). mateo_client_open refuses a user name, a password, a query or a fragment in
/// it.
///
/// - Parameter options: the options.
/// - Parameter url: the address; copied. NULL: the default.
/// - Returns: MATEO_OK; MATEO_ERROR_ARGUMENT.
///
/// Since: 0.1.0
@c(mateo_options_set_base_url)
public func optionsSetBaseURL(
    _ options: UnsafeMutablePointer<mateo_options>?, _ url: UnsafePointer<CChar>?,
    _ out_error: UnsafeMutablePointer<UnsafeMutablePointer<mateo_error>?>?
) -> mateo_status {
    change(options, out_error) { options throws(MateoError) in
        options.baseURL = url == nil ? Options().baseURL : try string(url, "url")
    }
}

/// Sets the API key. There is no default.
///
/// The library sends the key only to the origin of the service. No message, log or journal contains it. The journal has
/// a fingerprint to distinguish keys.
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
/// name when it grows. An unfinished import is then lost when the process ends, and records may be sent again. Set a
/// path for all data that must not be lost.
///
/// The library creates the file with the mode 0600 if it is missing. Its folder must exist. Processes may share the
/// journal. See "Files" at the top for its other files and their rules.
///
/// - Parameter options: the options.
/// - Parameter path: the file; copied. NULL or an empty text: none.
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
/// Default: MATEO_ON_UNKNOWN_BY_TYPE. If the answer to a batch is lost, the library looks for its job by the reference.
/// If the service does not accept references, the library adopts the only unclaimed job with the same creation time and
/// size. This option applies if there is no such job.
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

/// Sets whether an import stops if its records fail.
///
/// Default: 1. If an import has more than one batch, the first batch has at most 100 records, and the others wait for
/// its outcome. If all of its records fail, mateo_import_run sends nothing more and fails with MATEO_ERROR_FAILING. It
/// also fails if later 200 consecutive records fail with the same code, counted in whole batches. A file with a general
/// fault then costs 100 records of the quota, not all of it.
///
/// The error has an example: a row, and the service's code and message for it. mateo_import_ignore_failures sends the
/// rest anyway. To send corrected records instead, remove the import with mateo_client_forget and force 1, and open it
/// again.
///
/// - Parameter options: the options.
/// - Parameter first_look: 0: never wait and never stop; any other number: as described.
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

/// Sets what happens to a record with a contact handle that an earlier record of the import has.
///
/// Default: MATEO_SHARED_HANDLES_HOLD. The identity of a record is its external_id, or without one the first other
/// value that identifies it. Its other identifying values are contact handles, such as an e-mail address or a telephone
/// number. The service assigns a handle to one contact, so it would take the handle from the earlier record. The
/// comparison ignores the case of e-mail addresses and the spelling of telephone numbers. Handles are sent as they are.
///
/// If several records have the same identity, the last one is sent and the earlier ones are superseded, regardless of
/// this option. A record that a check holds supersedes none. mateo_import_seal decides both. mateo_failures_kind distinguishes held and superseded records.
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

/// Sets the callback for log messages.
///
/// Default: none. The library prints nothing.
///
/// The context must stay valid until every handle of every client with these options is closed: clients, imports and
/// cursors. Closing the last of them waits until no other thread is inside the callback. After that, the callback is
/// not called again.
///
/// - Parameter options: the options.
/// - Parameter callback: called in the thread that called the library, inside that call; NULL: none.
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
