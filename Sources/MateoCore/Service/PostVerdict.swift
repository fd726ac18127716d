/// What a `POST /import` came to.
public enum PostVerdict: Equatable, Sendable {
    /// 2xx: the body should name the job.
    case accepted
    /// Proven that nothing happened, and it may be sent again: no connection, or a redirect.
    case turnedAway
    /// 429: a limit is reached.
    case limited
    /// 413, or 500 with 57014: proven that nothing happened, and a smaller batch may pass.
    case tooLarge
    /// 400, 409 or 422 with a code about data: some record in it is refused.
    case badContent
    /// The service does not take `reference_id` from this key.
    case referenceRefused
    /// 401 or 403: the key is not accepted.
    case unauthorized
    /// Any other 4xx: the request itself is refused.
    case refused
    /// Nobody can say whether it arrived.
    case lost
}
