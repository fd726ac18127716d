public import MateoCore

/// How a client connects to the service, which limits it keeps, and where its journal is.
public struct Options: Sendable {
    /// The service's address. Default: `https://integration.getmateo.com/api/v1`, Hellomateo's address.
    public var baseURL = "https://integration.getmateo.com/api/v1"
    /// The API key. There is no default.
    public var apiKey = ""
    /// The journal's file. Default: empty. The journal then exists only while the process runs.
    public var journalPath = ""
    /// The size of a batch. Default: 1,000 records and 4 MiB.
    public var batch = BatchLimits()
    /// The most requests in a second, of all kinds; 0 for no limit. Default: 2.
    public var requestsPerSecond = 2.0
    /// The most requests in a quota window; 0 for no limit. Default: 10,000.
    public var requestsPerDay: Int64 = 10_000
    /// The most records sent in a quota window; 0 for no limit. Default: 25,000.
    public var entitiesPerDay: Int64 = 25_000
    /// The length of the quota's window in milliseconds. Default: 24 hours.
    public var quotaWindow: Int64 = 86_400_000
    /// Whether a run waits when the quota is used up, instead of pausing. Default: no.
    public var waitsForQuota = false
    /// The time from the first job to the first poll, in milliseconds. It doubles from poll to poll. Default: 2 s.
    public var firstPoll: Int64 = 2000
    /// The longest time between polls in milliseconds. Default: 60 s. Below that, polls have no budget.
    public var longestPoll: Int64 = 60_000
    /// How long a job is polled before its records count as unknown, in milliseconds. Default: 1 hour.
    public var jobDeadline: Int64 = 3_600_000
    /// The longest time of one run before it is interrupted, in milliseconds; 0 for no limit. Default: 0.
    public var importDeadline: Int64 = 0
    /// What happens to a batch that the service never confirmed. Default: by the type of its records.
    public var onUnknown = OnUnknown.byType
    /// What happens to a record with a handle that an earlier record of its import has. Default: it is held.
    public var sharedHandles = SharedHandles.hold
    /// Whether the first records of an import must have their outcome before the others are sent. The import then also
    /// stops if its records fail. Default: yes.
    public var firstLook = true
    /// The limits of that first look.
    package var firstLookLimits = FirstLook.Limits()
    /// The longest time to make a connection, in milliseconds. Default: 10 s.
    public var connectTimeout: Int64 = 10_000
    /// The longest time for a request, in milliseconds, well above the service's own 2 s. Default: 30 s.
    public var requestTimeout: Int64 = 30_000
    /// A file of certificates to trust instead of the system's. Default: none.
    public var caFile: String?
    /// The proxy's address. Default: none, which uses the environment's.
    public var proxy: String?
    /// The User-Agent header. Default: `libmateo/` and the version.
    public var userAgent = "libmateo/\(Version.text)"

    /// Creates options with their defaults.
    public init() {}

    /// The longest allowed time, in milliseconds: ten years.
    public static let longestTime: Int64 = 315_360_000_000

    /// Sets the API key, if it is valid in a header field.
    public mutating func setAPIKey(_ key: String) throws(MateoError) {
        guard !key.utf8.isEmpty else { throw MateoError(.argument, "the API key is empty") }
        try Self.check(key, "the API key")
        apiKey = key
    }

    /// Sets the user agent, if it is valid in a header field.
    public mutating func setUserAgent(_ agent: String) throws(MateoError) {
        try Self.check(agent, "the user agent")
        userAgent = agent
    }

    /// Sets the proxy, if libcurl can use its address. An empty one means no proxy at all.
    public mutating func setProxy(_ address: String?) throws(MateoError) {
        try Self.check(proxy: address)
        proxy = address
    }

    /// Returns a valid number of records in a batch, or throws.
    public static func batchRecords(_ records: Int64) throws(MateoError) -> Int {
        guard (1...1_000_000).contains(records) else {
            throw MateoError(.argument, "a batch must have 1 to 1,000,000 records, not \(records)")
        }
        return Int(records)
    }

    /// Returns a valid number of bytes in a batch, or throws.
    public static func batchBytes(_ bytes: Int64) throws(MateoError) -> Int {
        // SQLite stores at most 1,000,000,000 bytes in one value, and reading a batch takes several times its size.
        guard (1024...67_108_864).contains(bytes) else {
            throw MateoError(
                .argument, "a batch must have 1,024 to 67,108,864 bytes, not \(bytes)")
        }
        return Int(bytes)
    }

    /// Returns a valid number of requests or records in a quota window, or throws; 0 for no limit.
    public static func limit(_ number: Int64) throws(MateoError) -> Int64 {
        guard (0...1_000_000_000_000).contains(number) else {
            throw MateoError(
                .argument,
                "a limit must be 1 to 1,000,000,000,000, or 0 for no limit, not \(number)")
        }
        return number
    }

    /// Returns a valid number of requests a second, or throws.
    public static func rate(_ requests: Double) throws(MateoError) -> Double {
        guard requests >= 0, requests <= 1_000_000 else {
            throw MateoError(
                .argument, "requests per second must be more than 0 and at most 1,000,000, or 0 for no limit")
        }
        return requests
    }

    /// The most records of the first look; 0 for none.
    var plannedFirstLook: Int64 {
        firstLook ? firstLookLimits.records : 0
    }

    /// Checks everything that can be checked without the network.
    func check() throws(MateoError) {
        guard !apiKey.utf8.isEmpty else { throw MateoError(.argument, "the API key is not set") }
        try Self.check(apiKey, "the API key")
        try Self.check(userAgent, "the user agent")
        try Self.check(proxy: proxy)
        _ = try Self.rate(requestsPerSecond)
        _ = try Self.batchRecords(Int64(batch.records))
        _ = try Self.batchBytes(Int64(batch.bytes))
        _ = try Self.limit(requestsPerDay)
        _ = try Self.limit(entitiesPerDay)
        guard importDeadline >= 0, importDeadline <= Self.longestTime else {
            throw MateoError(.argument, "a deadline must be at most ten years, or 0 for none")
        }
        for time in [quotaWindow, firstPoll, longestPoll, jobDeadline, connectTimeout, requestTimeout] {
            guard (1...Self.longestTime).contains(time) else {
                throw MateoError(.argument, "a time must be from 1 millisecond to ten years")
            }
        }
    }

    private static func check(proxy: String?) throws(MateoError) {
        if let proxy, !proxy.utf8.isEmpty { try ProxyAddress.check(proxy) }
    }

    /// Checks that a header field is printable ASCII. With a line break, a value could add other fields.
    private static func check(_ value: String, _ what: StaticString) throws(MateoError) {
        guard Array(value.utf8).allSatisfy({ $0 >= 32 && $0 < 127 }) else {
            throw MateoError(
                .argument,
                "\(what) holds a byte that is not printable ASCII, such as a line break. Does it hold a whole file?"
            )
        }
    }
}
