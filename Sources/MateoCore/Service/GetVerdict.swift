/// What a GET came to.
public enum GetVerdict: Equatable, Sendable {
    /// 2xx: the body can be read.
    case answered
    /// Nothing usable came; asking again is free of harm.
    case retry
    /// 429: a limit is reached.
    case limited
    /// The answer was over its cap or took the service too long: ask for less at once.
    case tooLarge
    /// 400: a column that was asked for is not known here.
    case badColumn
    /// 401 or 403: the key is not accepted.
    case unauthorized
    /// 404 and other 4xx.
    case refused
}
