// Options: limits
//
// Most programs set none of these. All clients and processes that share a journal share the limits of a key.

public import CMateo
import MateoCore
import MateoEngine

/// Sets the most records in a batch. One request sends one batch.
///
/// Default: 1000. A batch never has more records than the entities per day. Larger batches of an earlier run are
/// divided.
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

/// Sets the most bytes of records in a batch. This is also the largest size of one record.
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

/// Sets the most requests in a second, of all kinds, from all processes that share the journal.
///
/// Default: 2, the service's limit.
///
/// - Parameter options: the options.
/// - Parameter requests: 0: no limit; else at most 1000000. Fractions are allowed.
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
/// - Parameter requests: 0: no limit; else 1 to 1000000000000.
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

/// Sets the most records (entities) sent in a quota window.
///
/// Default: 25000, the service's limit for a day.
///
/// - Parameter options: the options.
/// - Parameter entities: 0: no limit; else 1 to 1000000000000.
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

/// Sets the length of the quota window.
///
/// Default: 86400000, 24 hours. The window rolls: a request or record leaves it 24 hours after it was sent.
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

/// Sets whether mateo_import_run waits when the quota is used up or the service asks for it.
///
/// Default: 0. The run then returns MATEO_STATE_PAUSED, and mateo_import_resume_at returns the time at which it can
/// continue. With another number, mateo_import_step returns MATEO_STATE_RUNNING while it waits.
///
/// - Parameter options: the options.
/// - Parameter wait: 0: return; any other number: wait, which may take a day.
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
