/// How large a batch may become.
public struct BatchLimits: Equatable, Sendable {
    /// The most records in a batch; at least 1, 1,000 by default.
    public var records: Int
    /// The most bytes in a batch, the commas between records included; 4 MiB by default. It is also the most
    /// that one record may take. Values are brought into the range from 64 bytes to 1 GiB.
    public var bytes: Int

    /// Limits for batches; what is out of range is brought into it.
    public init(records: Int = 1000, bytes: Int = 4 << 20) {
        self.records = max(records, 1)
        self.bytes = min(max(bytes, 64), 1 << 30)
    }
}
