public import MateoCore

/// The rows of an import that failed, are held or are superseded, in their order. Records without a known row come last. Any number of them
/// takes the same memory.
public struct FailedRecords: AsyncSequence, Sendable {
    /// How many are read at a time.
    static let pageSize: Int64 = 200

    let page: @Sendable (FailedRecord?) async throws(MateoError) -> [FailedRecord]

    /// Starts before the first.
    public func makeAsyncIterator() -> Iterator {
        Iterator(page: page)
    }

    /// A place among them.
    public struct Iterator: AsyncIteratorProtocol {
        let page: @Sendable (FailedRecord?) async throws(MateoError) -> [FailedRecord]
        private var found: ArraySlice<FailedRecord> = []
        private var last: FailedRecord?

        init(page: @escaping @Sendable (FailedRecord?) async throws(MateoError) -> [FailedRecord]) {
            self.page = page
        }

        /// Goes to the next failed record; nil after the last.
        public mutating func next(
            isolation actor: isolated (any Actor)? = #isolation
        ) async throws(MateoError) -> FailedRecord? {
            if found.isEmpty { found = try await page(last)[...] }
            guard let next = found.popFirst() else { return nil }
            last = next
            return next
        }
    }
}
