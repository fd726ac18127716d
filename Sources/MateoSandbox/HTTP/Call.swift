/// The parts of a request that the sandbox needs.
struct Call: Sendable {
    let method: String
    let path: String
    /// The query string unchanged.
    let query: String
    let authorization: String?
    let contentType: String?
    let prefer: String?
    let accept: String?
    let range: String?
    let body: Bytes
    /// Whether the body was longer than the sandbox accepts. Then it is not kept.
    let isTooLarge: Bool
    /// When the head of the request was read, on the monotonic clock.
    let arrival: Int64
}
