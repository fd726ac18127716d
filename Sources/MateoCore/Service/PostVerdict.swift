/// The result of a `POST /import`.
public enum PostVerdict: Equatable, Sendable {
    /// 2xx: the body should name the job.
    case accepted
    /// It is proven that the batch did not arrive, and it may be sent again: no connection, 421, 425, or a redirect other
    /// than 302 and 303.
    case turnedAway
    /// 429: a limit is reached.
    case limited
    /// 413, or 500 with 57014: it is proven that nothing was stored, and a smaller batch may succeed.
    case tooLarge
    /// 422, 400 with a code about data, or 409 with 23503 (foreign key violation): the service refuses a record in it.
    case badContent
    /// The service does not accept `reference_id` from this key.
    case referenceRefused
    /// 401 or 403: the key is not accepted.
    case unauthorized
    /// Any other 4xx: the service refuses the request itself.
    case refused
    /// It is unknown whether it arrived: no clear answer, 302, 303, 408, 499, 5xx, or 409 with a code about a passing
    /// state of the service, such as 40001.
    case lost
    /// Any other 409: it may be in conflict with itself, if it arrived before.
    case conflict
}
