// Options
//
// Options are set one by one before a client is opened; the client copies them, so they may be changed or freed
// afterwards. Each setter checks its value at once and leaves the option as it was when the value is refused.
// Only the API key has no default. Texts are copied.

public import CMateo
import MateoCore
import MateoEngine

/// Options as C sees them.
final class OptionsObject {
    var options = Options()
    var log: mateo_log_callback?
    var logContext: UnsafeMutableRawPointer?
}

/// The options behind a handle, to be changed.
@inline(never)
private func change(
    _ options: UnsafeMutablePointer<mateo_options>?, _ outError: ErrorSlot?,
    _ body: (inout Options) throws(MateoError) -> Void
) -> mateo_status {
    boundary(outError) { () throws(MateoError) in
        try body(&object(options, .options, as: OptionsObject.self, "options").options)
    }
}

/// A time in milliseconds that is in range.
private func time(_ milliseconds: Int64) throws(MateoError) -> Int64 {
    guard (1...Options.longestTime).contains(milliseconds) else {
        throw MateoError(.argument, "a time is between 1 millisecond and ten years")
    }
    return milliseconds
}

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

/// Sets the most records in a batch, which is what one request sends.
///
/// Default: 1000. It is lowered to the entities per day where that is less. Batches of an earlier run that are larger are
/// divided before they are sent.
///
/// - Parameter options: the options.
/// - Parameter records: 1 to 1000000.
/// - Returns: MATEO_OK; MATEO_ERROR_ARGUMENT.
///
/// Since: 0.1.0
@c(mateo_options_set_batch_records)
public func optionsSetBatchRecords(
    _ options: UnsafeMutablePointer<mateo_options>?, _ records: Int64,
    _ out_error: UnsafeMutablePointer<UnsafeMutablePointer<mateo_error>?>?
) -> mateo_status {
    change(options, out_error) { options throws(MateoError) in
        options.batch.records = try Options.batchRecords(records)
    }
}

/// Sets the most bytes of records in a batch, which is also the most that one record may take.
///
/// Default: 4194304 (4 MiB).
///
/// - Parameter options: the options.
/// - Parameter size: 1024 to 67108864 bytes (64 MiB).
/// - Returns: MATEO_OK; MATEO_ERROR_ARGUMENT.
///
/// Since: 0.1.0
@c(mateo_options_set_batch_bytes)
public func optionsSetBatchBytes(
    _ options: UnsafeMutablePointer<mateo_options>?, _ size: Int64,
    _ out_error: UnsafeMutablePointer<UnsafeMutablePointer<mateo_error>?>?
) -> mateo_status {
    change(options, out_error) { options throws(MateoError) in
        options.batch.bytes = try Options.batchBytes(size)
    }
}

/// Sets the most requests in a second, all kinds and all processes that share the journal together.
///
/// Default: 2, the service's limit.
///
/// - Parameter options: the options.
/// - Parameter requests: more than 0 and at most 1000000, fractions allowed; 0 for no limit.
/// - Returns: MATEO_OK; MATEO_ERROR_ARGUMENT.
///
/// Since: 0.1.0
@c(mateo_options_set_requests_per_second)
public func optionsSetRequestsPerSecond(
    _ options: UnsafeMutablePointer<mateo_options>?, _ requests: Double,
    _ out_error: UnsafeMutablePointer<UnsafeMutablePointer<mateo_error>?>?
) -> mateo_status {
    change(options, out_error) { options throws(MateoError) in
        options.requestsPerSecond = try Options.rate(requests)
    }
}

/// Sets the most requests in a quota window.
///
/// Default: 10000, the service's limit for a day.
///
/// - Parameter options: the options.
/// - Parameter requests: 1 to 1000000000000; 0 for no limit.
/// - Returns: MATEO_OK; MATEO_ERROR_ARGUMENT.
///
/// Since: 0.1.0
@c(mateo_options_set_requests_per_day)
public func optionsSetRequestsPerDay(
    _ options: UnsafeMutablePointer<mateo_options>?, _ requests: Int64,
    _ out_error: UnsafeMutablePointer<UnsafeMutablePointer<mateo_error>?>?
) -> mateo_status {
    change(options, out_error) { options throws(MateoError) in
        options.requestsPerDay = try Options.limit(requests)
    }
}

/// Sets the most records sent in a quota window.
///
/// Default: 25000, the service's limit for a day.
///
/// - Parameter options: the options.
/// - Parameter entities: 1 to 1000000000000; 0 for no limit.
/// - Returns: MATEO_OK; MATEO_ERROR_ARGUMENT.
///
/// Since: 0.1.0
@c(mateo_options_set_entities_per_day)
public func optionsSetEntitiesPerDay(
    _ options: UnsafeMutablePointer<mateo_options>?, _ entities: Int64,
    _ out_error: UnsafeMutablePointer<UnsafeMutablePointer<mateo_error>?>?
) -> mateo_status {
    change(options, out_error) { options throws(MateoError) in
        options.entitiesPerDay = try Options.limit(entities)
    }
}

/// Sets the length of the quota's window.
///
/// Default: 86400000, 24 hours. The window rolls: what was used leaves it that long after its use.
///
/// - Parameter options: the options.
/// - Parameter milliseconds: 1 to 315360000000.
/// - Returns: MATEO_OK; MATEO_ERROR_ARGUMENT.
///
/// Since: 0.1.0
@c(mateo_options_set_quota_window)
public func optionsSetQuotaWindow(
    _ options: UnsafeMutablePointer<mateo_options>?, _ milliseconds: Int64,
    _ out_error: UnsafeMutablePointer<UnsafeMutablePointer<mateo_error>?>?
) -> mateo_status {
    change(options, out_error) { options throws(MateoError) in options.quotaWindow = try time(milliseconds) }
}

/// Sets whether mateo_import_run sleeps through a used-up quota.
///
/// Default: 0. The run then returns with MATEO_STATE_PAUSED and the time at which it can go on. With another
/// number mateo_import_step says MATEO_STATE_RUNNING in the meantime.
///
/// - Parameter options: the options.
/// - Parameter wait: 0: return; any other number: sleep, which may take a day.
/// - Returns: MATEO_OK; MATEO_ERROR_ARGUMENT.
///
/// Since: 0.1.0
@c(mateo_options_set_wait_for_quota)
public func optionsSetWaitForQuota(
    _ options: UnsafeMutablePointer<mateo_options>?, _ wait: Int32,
    _ out_error: UnsafeMutablePointer<UnsafeMutablePointer<mateo_error>?>?
) -> mateo_status {
    change(options, out_error) { options throws(MateoError) in options.waitsForQuota = wait != 0 }
}

/// Sets the time from the first job to the first poll. The time doubles from poll to poll.
///
/// Default: 2000.
///
/// - Parameter options: the options.
/// - Parameter milliseconds: 1 to 315360000000.
/// - Returns: MATEO_OK; MATEO_ERROR_ARGUMENT.
///
/// Since: 0.1.0
@c(mateo_options_set_first_poll)
public func optionsSetFirstPoll(
    _ options: UnsafeMutablePointer<mateo_options>?, _ milliseconds: Int64,
    _ out_error: UnsafeMutablePointer<UnsafeMutablePointer<mateo_error>?>?
) -> mateo_status {
    change(options, out_error) { options throws(MateoError) in options.firstPoll = try time(milliseconds) }
}

/// Sets the longest time between two polls of the jobs.
///
/// Default: 60000. One request polls up to 50 jobs. At 60000 or more, an import may poll eight times in a burst, then
/// once a minute. Polls that take more than three requests are limited to eight requests in a burst, then three a
/// minute.
///
/// - Parameter options: the options.
/// - Parameter milliseconds: 1 to 315360000000.
/// - Returns: MATEO_OK; MATEO_ERROR_ARGUMENT.
///
/// Since: 0.1.0
@c(mateo_options_set_longest_poll)
public func optionsSetLongestPoll(
    _ options: UnsafeMutablePointer<mateo_options>?, _ milliseconds: Int64,
    _ out_error: UnsafeMutablePointer<UnsafeMutablePointer<mateo_error>?>?
) -> mateo_status {
    change(options, out_error) { options throws(MateoError) in options.longestPoll = try time(milliseconds) }
}

/// Sets how long a job is followed before its records count as unknown.
///
/// Default: 3600000, one hour; the service promises no time. Records of such a job are neither failed nor sent
/// again; the next run looks at the job again.
///
/// - Parameter options: the options.
/// - Parameter milliseconds: 1 to 315360000000.
/// - Returns: MATEO_OK; MATEO_ERROR_ARGUMENT.
///
/// Since: 0.1.0
@c(mateo_options_set_job_deadline)
public func optionsSetJobDeadline(
    _ options: UnsafeMutablePointer<mateo_options>?, _ milliseconds: Int64,
    _ out_error: UnsafeMutablePointer<UnsafeMutablePointer<mateo_error>?>?
) -> mateo_status {
    change(options, out_error) { options throws(MateoError) in options.jobDeadline = try time(milliseconds) }
}

/// Sets how long an import is run at a time.
///
/// Default: 0. When the time is over, mateo_import_run or mateo_import_step ends with MATEO_ERROR_DEADLINE: no further
/// request starts, nothing is lost, and the next call goes on with the same time again. The time runs from the first
/// step to the end of the run, on the monotonic clock.
///
/// - Parameter options: the options.
/// - Parameter milliseconds: 1 to 315360000000; 0: as long as it takes.
/// - Returns: MATEO_OK; MATEO_ERROR_ARGUMENT.
///
/// Since: 0.1.0
@c(mateo_options_set_import_deadline)
public func optionsSetImportDeadline(
    _ options: UnsafeMutablePointer<mateo_options>?, _ milliseconds: Int64,
    _ out_error: UnsafeMutablePointer<UnsafeMutablePointer<mateo_error>?>?
) -> mateo_status {
    change(options, out_error) { options throws(MateoError) in
        options.importDeadline = milliseconds == 0 ? 0 : try time(milliseconds)
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
            throw MateoError(.argument, "the number \(action) is none of MATEO_ON_UNKNOWN_*")
        }
        options.onUnknown = action
    }
}

/// Sets the longest time to make a connection.
///
/// Default: 10000.
///
/// - Parameter options: the options.
/// - Parameter milliseconds: 1 to 315360000000.
/// - Returns: MATEO_OK; MATEO_ERROR_ARGUMENT.
///
/// Since: 0.1.0
@c(mateo_options_set_connect_timeout)
public func optionsSetConnectTimeout(
    _ options: UnsafeMutablePointer<mateo_options>?, _ milliseconds: Int64,
    _ out_error: UnsafeMutablePointer<UnsafeMutablePointer<mateo_error>?>?
) -> mateo_status {
    change(options, out_error) { options throws(MateoError) in options.connectTimeout = try time(milliseconds)
    }
}

/// Sets the longest time for a whole request.
///
/// Default: 30000. Keep it well above the service's own limit of 2000 for the execution: a request that is given
/// up may have been carried out.
///
/// - Parameter options: the options.
/// - Parameter milliseconds: 1 to 315360000000.
/// - Returns: MATEO_OK; MATEO_ERROR_ARGUMENT.
///
/// Since: 0.1.0
@c(mateo_options_set_request_timeout)
public func optionsSetRequestTimeout(
    _ options: UnsafeMutablePointer<mateo_options>?, _ milliseconds: Int64,
    _ out_error: UnsafeMutablePointer<UnsafeMutablePointer<mateo_error>?>?
) -> mateo_status {
    change(options, out_error) { options throws(MateoError) in options.requestTimeout = try time(milliseconds)
    }
}

/// Sets a file of certificates to trust instead of the system's.
///
/// Default: none.
///
/// - Parameter options: the options.
/// - Parameter path: a file of certificates in PEM form; copied. NULL or an empty text for none.
/// - Returns: MATEO_OK; MATEO_ERROR_ARGUMENT.
///
/// Since: 0.1.0
@c(mateo_options_set_ca_file)
public func optionsSetCAFile(
    _ options: UnsafeMutablePointer<mateo_options>?, _ path: UnsafePointer<CChar>?,
    _ out_error: UnsafeMutablePointer<UnsafeMutablePointer<mateo_error>?>?
) -> mateo_status {
    change(options, out_error) { options throws(MateoError) in
        options.caFile = try optionalString(path, "path")
    }
}

/// Sets the proxy.
///
/// Default: none; then the environment's https_proxy and no_proxy count. A service on this machine is always
/// reached without a proxy.
///
/// - Parameter options: the options.
/// - Parameter url: the proxy's address as libcurl takes it; copied. NULL or an empty text for the environment's.
/// - Returns: MATEO_OK; MATEO_ERROR_ARGUMENT.
///
/// Since: 0.1.0
@c(mateo_options_set_proxy)
public func optionsSetProxy(
    _ options: UnsafeMutablePointer<mateo_options>?, _ url: UnsafePointer<CChar>?,
    _ out_error: UnsafeMutablePointer<UnsafeMutablePointer<mateo_error>?>?
) -> mateo_status {
    change(options, out_error) { options throws(MateoError) in options.proxy = try optionalString(url, "url")
    }
}

/// Sets the User-Agent header.
///
/// Default: libmateo/ and the version.
///
/// - Parameter options: the options.
/// - Parameter user_agent: printable ASCII without line breaks; copied.
/// - Returns: MATEO_OK; MATEO_ERROR_ARGUMENT.
///
/// Since: 0.1.0
@c(mateo_options_set_user_agent)
public func optionsSetUserAgent(
    _ options: UnsafeMutablePointer<mateo_options>?, _ user_agent: UnsafePointer<CChar>?,
    _ out_error: UnsafeMutablePointer<UnsafeMutablePointer<mateo_error>?>?
) -> mateo_status {
    change(options, out_error) { options throws(MateoError) in
        try options.setUserAgent(string(user_agent, "user_agent"))
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
