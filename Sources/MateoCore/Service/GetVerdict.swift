/// The result of a GET.
public enum GetVerdict: Equatable, Sendable {
    /// 2xx: the body can be read.
    case answered
    /// Nothing usable came, also with 408, 421, 425 and 499. A retry does no harm.
    case retry
    /// 429: a limit is reached.
    case limited
    /// The answer exceeded its size limit, or the service timed out. Ask for less at once.
    case tooLarge
    /// 400: a column that was asked for is not known here.
    case badColumn
    /// 401 or 403: the key is not accepted.
    case unauthorized
    /// Other 4xx.
    case refused
}
