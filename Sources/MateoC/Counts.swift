// State and counts
//
// At every moment each record is in exactly one state, so the counts from pending to unknown add up to the total.

public import CMateo
import MateoCore
import MateoEngine

/// Returns the state of an import.
///
/// - Parameter import: the import.
/// - Parameter out_state: receives the state.
/// - Returns: MATEO_OK; MATEO_ERROR_ARGUMENT; MATEO_ERROR_HANDLE.
///
/// Since: 0.1.0
@c(mateo_import_state)
public func importState(
    _ import: UnsafeMutablePointer<mateo_import>?, _ out_state: UnsafeMutablePointer<mateo_state>?,
    _ out_error: UnsafeMutablePointer<UnsafeMutablePointer<mateo_error>?>?
) -> mateo_status {
    withImport(`import`, out_error) { found throws(MateoError) in
        let out_state = try place(out_state, "out_state")
        out_state.pointee = found.live.state.rawValue
    }
}

/// Returns the time at which a paused import can continue.
///
/// - Parameter import: the import.
/// - Parameter out_time: receives the time in milliseconds since 1970; 0 when the import is not paused.
/// - Returns: MATEO_OK; MATEO_ERROR_ARGUMENT; MATEO_ERROR_HANDLE.
///
/// Since: 0.1.0
@c(mateo_import_resume_at)
public func importResumeAt(
    _ import: UnsafeMutablePointer<mateo_import>?, _ out_time: UnsafeMutablePointer<Int64>?,
    _ out_error: UnsafeMutablePointer<UnsafeMutablePointer<mateo_error>?>?
) -> mateo_status {
    withImport(`import`, out_error) { found throws(MateoError) in
        let out_time = try place(out_time, "out_time")
        out_time.pointee = found.live.resumeAt
    }
}

/// Counts the records in a state, the jobs, or the requests.
///
/// - Parameter import: the import.
/// - Parameter what: one of MATEO_COUNT_*.
/// - Parameter out_count: receives the count.
/// - Returns: MATEO_OK; MATEO_ERROR_ARGUMENT if what is another number; any MATEO_ERROR_JOURNAL_* status.
///
/// Since: 0.1.0
@c(mateo_import_count)
public func importCount(
    _ import: UnsafeMutablePointer<mateo_import>?, _ what: mateo_count,
    _ out_count: UnsafeMutablePointer<Int64>?,
    _ out_error: UnsafeMutablePointer<UnsafeMutablePointer<mateo_error>?>?
) -> mateo_status {
    withImport(`import`, out_error) { found throws(MateoError) in
        let out_count = try place(out_count, "out_count")
        guard let number = number(what, of: try found.live.counts(), try found.live.requests()) else {
            throw MateoError(.argument, "the number \(what) is not one of MATEO_COUNT_*")
        }
        out_count.pointee = number
    }
}

/// Reads all counts of an import at one moment.
///
/// - Parameter import: the import.
/// - Parameter out_counts: receives the counts, indexed by MATEO_COUNT_*. Elements after the last count are set to 0.
///   If length is smaller, the remaining counts are not written.
/// - Parameter length: the number of elements, such as MATEO_COUNTS.
/// - Returns: MATEO_OK; MATEO_ERROR_ARGUMENT; any MATEO_ERROR_JOURNAL_* status.
///
/// Since: 0.1.0
@c(mateo_import_counts)
public func importCounts(
    _ import: UnsafeMutablePointer<mateo_import>?, _ out_counts: UnsafeMutablePointer<Int64>?, _ length: UInt,
    _ out_error: UnsafeMutablePointer<UnsafeMutablePointer<mateo_error>?>?
) -> mateo_status {
    withImport(`import`, out_error) { found throws(MateoError) in
        let out_counts = try place(out_counts, "out_counts")
        let (counts, requests) = (try found.live.counts(), try found.live.requests())
        for index in 0..<Int(min(length, 1000)) {
            out_counts[index] = number(mateo_count(index), of: counts, requests) ?? 0
        }
    }
}

/// One of the counts; nil when there is none of that number.
@inline(never)
func number(_ what: mateo_count, of counts: RecordCounts, _ requests: RequestCounts) -> Int64? {
    switch what {
    case MATEO_COUNT_TOTAL: counts.total
    case MATEO_COUNT_PENDING: counts.pending
    case MATEO_COUNT_IN_FLIGHT: counts.inFlight
    case MATEO_COUNT_SUCCEEDED: counts.succeeded
    case MATEO_COUNT_FAILED: counts.failed
    case MATEO_COUNT_HELD: counts.held
    case MATEO_COUNT_SUPERSEDED: counts.superseded
    case MATEO_COUNT_UNCHANGED: counts.unchanged
    case MATEO_COUNT_UNKNOWN: counts.unknown
    case MATEO_COUNT_JOBS: counts.jobs
    case MATEO_COUNT_POSTS: requests.post
    case MATEO_COUNT_POLLS: requests.poll
    case MATEO_COUNT_OTHER_REQUESTS: requests.other
    default: nil
    }
}
