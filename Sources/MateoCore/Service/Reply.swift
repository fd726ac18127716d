/// What came of a request, as far as the transport can say.
public enum Reply: Equatable, Sendable {
    /// An answer with this status and a whole body.
    case answered(status: Int32)
    /// The connection was never made: nothing was sent.
    case notSent
    /// The connection broke, the time ran out, or the answer broke off: it may have arrived.
    case broken
    /// The answer is larger than its cap; it may have arrived.
    case tooLarge
    /// The server's certificate is not trusted: nothing was sent.
    case untrusted
}
