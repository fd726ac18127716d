// Options: limits
//
// All clients and processes that share a journal keep the limits of a key together.

public import CMateo
import MateoCore
import MateoEngine

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
