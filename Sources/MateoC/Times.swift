// Options: polls, deadlines and timeouts

public import CMateo
import MateoCore
import MateoEngine

/// Sets the time from the first job to the first poll. The time doubles with each poll.
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
/// once a minute. An import with more than 150 open jobs needs more than three requests for a poll. It is limited to
/// eight requests in a burst, then three a minute.
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

/// Sets how long a job is polled before its records count as unknown.
///
/// Default: 3600000, one hour. The service does not promise a time. Records of such a job are unknown. They are not
/// sent again. The next run polls the job again.
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

/// Sets how long a run may last.
///
/// Default: 0. After this time, no request starts, and mateo_import_run or mateo_import_step returns
/// MATEO_ERROR_DEADLINE. It first waits for the answer to the current request, for at most the request timeout. Nothing
/// is lost. The next call continues, with the same time again. The time begins with the first step of a run, on the
/// monotonic clock.
///
/// - Parameter options: the options.
/// - Parameter milliseconds: 0: no deadline; else 1 to 315360000000.
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

/// Sets the connection timeout.
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

/// Sets the timeout of a request.
///
/// Default: 30000. Keep it well above 2000, the service's own limit for a request. The service may still carry out a
/// request that timed out.
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
