/// Maps the records of a batch to their rows: spans of rows, with gaps for rows that are left out.
public struct RowMap: Equatable, Sendable {
    /// The spans, in the order of the rows.
    public let spans: [RowSpan]

    /// Creates the map of a batch.
    public init(_ spans: [RowSpan]) {
        self.spans = spans
    }

    /// Returns the row of a record, or nil if there is no such record.
    ///
    /// - Parameter position: its place in the batch, from 0.
    public func row(at position: Int64) -> Int64? {
        guard position >= 0 else { return nil }
        var left = position
        for span in spans {
            if left < span.count { return span.first + left }  // mutation: rows-off-by-one
            left -= span.count
        }
        return nil
    }

    /// Returns the place of a row among the records, from 0, or nil if it is not one of them.
    public func position(of row: Int64) -> Int64? {
        var before: Int64 = 0
        for span in spans {
            if row >= span.first, row - span.first < span.count { return before + row - span.first }
            before += span.count
        }
        return nil
    }

    /// Returns the rows of a part of the records.
    public func part(from start: Int64, count: Int64) -> RowMap {
        var (skip, left) = (start, count)
        var part: [RowSpan] = []
        for span in spans where left > 0 {
            let skipped = min(skip, span.count)
            skip -= skipped
            let taken = min(span.count - skipped, left)
            guard taken > 0 else { continue }
            part.append(RowSpan(first: span.first + skipped, count: taken))
            left -= taken
        }
        return RowMap(part)
    }
}
