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
        guard let out_state else {
            throw MateoError(.argument, "the pointer out_state is NULL: there is no place for the result")
        }
        out_state.pointee = found.live.state.rawValue
    }
}

/// Returns when a paused import can go on.
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
        guard let out_time else {
            throw MateoError(.argument, "the pointer out_time is NULL: there is no place for the result")
        }
        out_time.pointee = found.live.resumeAt
    }
}

/// Counts records in a state, or requests.
///
/// - Parameter import: the import.
/// - Parameter what: what is counted.
/// - Parameter out_count: receives the count.
/// - Returns: MATEO_OK; MATEO_ERROR_ARGUMENT when what is none of MATEO_COUNT_*; any MATEO_ERROR_JOURNAL_* status.
///
/// Since: 0.1.0
@c(mateo_import_count)
public func importCount(
    _ import: UnsafeMutablePointer<mateo_import>?, _ what: mateo_count,
    _ out_count: UnsafeMutablePointer<Int64>?,
    _ out_error: UnsafeMutablePointer<UnsafeMutablePointer<mateo_error>?>?
) -> mateo_status {
    withImport(`import`, out_error) { found throws(MateoError) in
        guard let out_count else {
            throw MateoError(.argument, "the pointer out_count is NULL: there is no place for the result")
        }
        guard let number = number(what, of: try found.live.counts(), try found.live.requests()) else {
            throw MateoError(.argument, "the number \(what) is none of MATEO_COUNT_*")
        }
        out_count.pointee = number
    }
}

/// One of the counts; nil when there is none of that number.
@inline(never)
func number(_ what: mateo_count, of counts: RecordCounts, _ requests: RequestCounts) -> Int64? {
    switch what {
    case 0: counts.total
    case 1: counts.pending
    case 2: counts.inFlight
    case 3: counts.succeeded
    case 4: counts.failed
    case 5: counts.held
    case 6: counts.superseded
    case 7: counts.unchanged
    case 8: counts.unknown
    case 9: counts.jobs
    case 10: requests.post
    case 11: requests.poll
    case 12: requests.other
    default: nil
    }
}
