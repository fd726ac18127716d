/// A request, as far as the sandbox cares.
struct Call: Sendable {
    let method: String
    let path: String
    /// The query string as it was sent.
    let query: String
    let authorization: String?
    let contentType: String?
    let prefer: String?
    let accept: String?
    let range: String?
    let body: Bytes
    /// Whether the body was longer than the sandbox takes; it is not kept then.
    let isTooLarge: Bool
    /// When the head of the request had been read, on the monotonic clock.
    let arrival: Int64
}
