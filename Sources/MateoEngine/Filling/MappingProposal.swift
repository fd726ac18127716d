public import MateoCore

/// Proposes mappings.
public enum MappingProposal {
    /// The most bytes that are looked at.
    public static let most = 4 << 20

    /// A mapping for a CSV file, from the file's beginning, as a JSON document.
    ///
    /// - Throws: what is wrong with the first rows; `.csv` when there are none.
    public static func json(for csv: Span<UInt8>, type: RecordType) throws(MateoError) -> [UInt8] {
        let options = Proposal.options
        var reader = DecodingReader(MappedReader(type: type, options: options), options.encoding)
        var batch = BatchBuilder(limits: Proposal.limits)
        do throws(MateoError) {
            _ = try reader.read(csv, into: &batch)
            if !batch.isFull { _ = try reader.finish(into: &batch) }
        } catch {
            // The last row of a beginning is cut.
            if batch.records == 0 { throw error }
        }
        guard batch.records > 0 else {
            throw MateoError(.csv, "the file has no rows to look at")
        }
        return Proposal(batch, type: type).json()
    }
}
