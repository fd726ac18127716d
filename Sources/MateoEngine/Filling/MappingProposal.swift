public import MateoCore

/// Proposes mappings.
public enum MappingProposal {
    /// The most bytes to examine.
    public static let most = 4 << 20

    /// Returns a mapping for a CSV file from the file's beginning, as a JSON document.
    ///
    /// - Parameter options: how to read the file. The document gets the options that were set.
    /// - Throws: the fault of the first rows; `.csv` if there are no rows, if the first line looks like a row, and for
    ///   JSON.
    public static func json(
        for csv: Span<UInt8>, type: RecordType, options: CSVOptions = CSVOptions()
    ) throws(MateoError) -> [UInt8] {
        if Proposal.isJSON(csv) {
            throw MateoError(.csv, "a mapping is for CSV. JSON already has the names of its fields")
        }
        var options = options
        Proposal.listing(&options)
        var batch = BatchBuilder(limits: Proposal.limits)
        let failure = read(csv, type, options, into: &batch)
        // The last row of a beginning is incomplete.
        if batch.records == 0 {
            throw failure.map { advised($0, options) } ?? MateoError(.csv, "the file has no rows")
        }
        return try Proposal(batch, type: type, options: options).json()
    }

    /// Reads rows until the batch is full. Returns the fault of the file.
    ///
    /// It has one end, because the code that destroys a reader is large.
    @inline(never)
    private static func read(
        _ csv: Span<UInt8>, _ type: RecordType, _ options: CSVOptions, into batch: inout BatchBuilder
    ) -> MateoError? {
        var reader = DecodingReader(MappedReader(type: type, options: options), options.encoding)
        var failure: MateoError?
        do throws(MateoError) {
            _ = try reader.read(csv, into: &batch)
            if !batch.isFull { _ = try reader.finish(into: &batch) }
        } catch {
            failure = error
        }
        return failure
    }

    /// Adds advice for a first row that does not fit the header: it may be the headings below a title.
    private static func advised(_ error: MateoError, _ options: CSVOptions) -> MateoError {
        guard error.status == .csv, error.row == 1, options.columns.isEmpty else { return error }
        let lines = Int64(options.skipLines) + 1
        return MateoError(
            .csv, "\(error.message). If line \(lines) is a title, set \"skip_lines\" to \(lines) in the mapping",
            row: error.row
        ).with(excerpt: Array(error.excerpt.utf8))
    }
}
