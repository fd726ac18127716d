// Options: polls, deadlines and timeouts

public import CMateo
import MateoCore
import MateoEngine

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
