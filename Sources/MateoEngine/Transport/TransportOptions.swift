/// The options of a transport.
public struct TransportOptions: Sendable {
    /// The API key, for the service's own origin only.
    public var apiKey: String
    /// The longest time to make a connection, in milliseconds.
    public var connectTimeout: Int64
    /// The longest time for a whole request, in milliseconds.
    public var requestTimeout: Int64
    /// A file of certificates to trust instead of the system's.
    public var caFile: String?
    /// The proxy's address; nil to use the environment's, as curl does.
    public var proxy: String?
    /// The User-Agent header.
    public var userAgent: String
    /// Whether the service is on this machine. Then no proxy is used.
    public var isLoopback: Bool
    /// Whether the service's own address is plain HTTP. Then other plain addresses are allowed too.
    public var isPlain: Bool
}
