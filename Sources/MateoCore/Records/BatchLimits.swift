/// The size limits of a batch.
public struct BatchLimits: Equatable, Sendable {
    /// The most records in a batch; at least 1. Default: 1,000.
    public var records: Int
    /// The most bytes in a batch, with the commas between records. Default: 4 MiB. One record may take as many. Values
    /// are clamped to 64 bytes to 1 GiB.
    public var bytes: Int

    /// Creates limits. Values out of range are clamped.
    public init(records: Int = 1000, bytes: Int = 4 << 20) {
        self.records = max(records, 1)
        self.bytes = min(max(bytes, 64), 1 << 30)
    }
}
