public import CMateo
import MateoCore
import MateoEngine

/// Returns the name of a type, as the command `mateo` shows it.
///
/// - Parameter type: any number.
/// - Returns: `contacts`, `deals` or `appointments`; an empty text for another number. Borrowed, never NULL.
///
/// Since: 0.1.0
@c(mateo_type_name)
public func typeName(_ type: mateo_type) -> UnsafePointer<CChar> {
    switch RecordType(rawValue: type) {
    case .contacts: characters(of: "contacts")
    case .deals: characters(of: "deals")
    case .appointments: characters(of: "appointments")
    case nil: characters(of: "")
    }
}

/// Returns the name of a state, as the command `mateo` shows it.
///
/// - Parameter state: any number.
/// - Returns: `filling`, `running`, `finished`, `paused`, `stopped`, `interrupted` or `unknown`; an empty text for
///   another number. Borrowed, never NULL.
///
/// Since: 0.1.0
@c(mateo_state_name)
public func stateName(_ state: mateo_state) -> UnsafePointer<CChar> {
    switch RunState(rawValue: state) {
    case .filling: characters(of: "filling")
    case .running: characters(of: "running")
    case .finished: characters(of: "finished")
    case .paused: characters(of: "paused")
    case .stopped: characters(of: "stopped")
    case .interrupted: characters(of: "interrupted")
    case .unknown: characters(of: "unknown")
    case nil: characters(of: "")
    }
}

/// Returns the name of a count, as the command `mateo` shows it.
///
/// - Parameter what: any number.
/// - Returns: the word, such as `in_flight`; an empty text for another number. Borrowed, never NULL.
///
/// Since: 0.1.0
@c(mateo_count_name)
public func countName(_ what: mateo_count) -> UnsafePointer<CChar> {
    switch what {
    case MATEO_COUNT_TOTAL: characters(of: "total")
    case MATEO_COUNT_PENDING: characters(of: "pending")
    case MATEO_COUNT_IN_FLIGHT: characters(of: "in_flight")
    case MATEO_COUNT_SUCCEEDED: characters(of: "succeeded")
    case MATEO_COUNT_FAILED: characters(of: "failed")
    case MATEO_COUNT_HELD: characters(of: "held")
    case MATEO_COUNT_SUPERSEDED: characters(of: "superseded")
    case MATEO_COUNT_UNCHANGED: characters(of: "unchanged")
    case MATEO_COUNT_UNKNOWN: characters(of: "unknown")
    case MATEO_COUNT_JOBS: characters(of: "jobs")
    case MATEO_COUNT_POSTS: characters(of: "posts")
    case MATEO_COUNT_POLLS: characters(of: "polls")
    case MATEO_COUNT_OTHER_REQUESTS: characters(of: "other_requests")
    default: characters(of: "")
    }
}

/// Returns the name of a status, for logs.
///
/// - Parameter status: any number; an unknown number gives `MATEO_ERROR_UNKNOWN`.
/// - Returns: the constant's name, such as `MATEO_ERROR_ARGUMENT`; borrowed, never NULL.
///
/// Since: 0.1.0
@c(mateo_status_name)
public func statusName(_ status: mateo_status) -> UnsafePointer<CChar> {
    characters(of: Status(rawValue: status)?.name ?? "MATEO_ERROR_UNKNOWN")
}
