/// The answer to a client.
struct Answer: Sendable {
    /// How the answer is sent.
    enum Delivery: Equatable, Sendable {
        case normal
        /// The connection is closed without sending a byte.
        case dropped
        case delayed(milliseconds: Int)
    }

    var status: Int
    var headers: [(name: String, value: String)] = []
    var body: [UInt8] = []
    var delivery = Delivery.normal

    init(status: Int, json: [UInt8]? = nil) {
        self.status = status
        if let json {
            headers = [("Content-Type", "application/json; charset=utf-8")]
            body = json
        }
    }

    init(_ error: ServiceError) { self.init(status: error.status, json: error.body) }

    /// Creates an HTML page as sent by gateways.
    init(status: Int, page title: String) {
        self.status = status
        headers = [("Content-Type", "text/html")]
        let html =
            "<html>\n<head><title>\(status) \(title)</title></head>\n<body>\n<center><h1>\(status) \(title)</h1></center>\n</body>\n</html>\n"
        body = Array(html.utf8)
    }

    mutating func add(_ reading: RateLimits.Reading?) {
        guard let reading else { return }
        headers.append(("ratelimit-limit", String(reading.limit)))
        headers.append(("ratelimit-remaining", String(reading.remaining)))
        headers.append(("ratelimit-reset", String(reading.resetSeconds)))
    }
}
