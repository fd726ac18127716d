/// The result of a request from the transport's point of view.
public enum Reply: Equatable, Sendable {
    /// An answer with this status and a complete body.
    case answered(status: Int32)
    /// There was no connection, so nothing was sent.
    case notSent
    /// The connection broke, the request timed out, or the answer was cut off. The request may have arrived.
    case broken
    /// The answer exceeds its size limit. The request may have arrived.
    case tooLarge
    /// The server's certificate is not trusted, so nothing was sent.
    case untrusted
}
