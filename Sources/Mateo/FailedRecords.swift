public import MateoCore

/// The failed, held and superseded rows of an import, in order. Records with an unknown row come last. It takes the
/// same memory for any number of rows.
public struct FailedRecords: AsyncSequence, Sendable {
    /// The number of rows to read at a time.
    static let pageSize: Int64 = 200

    let page: @Sendable (FailedRecord?) async throws(MateoError) -> [FailedRecord]

    /// Creates an iterator before the first row.
    public func makeAsyncIterator() -> Iterator {
        Iterator(page: page)
    }

    /// An iterator over the rows.
    public struct Iterator: AsyncIteratorProtocol {
        let page: @Sendable (FailedRecord?) async throws(MateoError) -> [FailedRecord]
        private var found: ArraySlice<FailedRecord> = []
        private var last: FailedRecord?

        init(page: @escaping @Sendable (FailedRecord?) async throws(MateoError) -> [FailedRecord]) {
            self.page = page
        }

        /// Returns the next failed record, or nil after the last.
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
