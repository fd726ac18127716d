public import MateoCore
import MateoEngine

/// Mappings of columns to fields.
public enum MateoMapping {
    /// Proposes a mapping for a CSV file from its first 1,000 rows, as a JSON document. Its member `comment` has the
    /// columns that are not mapped, those about consent, which are never mapped by a proposal, and warnings.
    ///
    /// - Parameter options: how the file is read. The document gets what was set.
    public static func propose(
        csvFile path: String, type: RecordType, options: CSVOptions = CSVOptions()
    ) throws(MateoError) -> [UInt8] {
        let file = try InputFile(path)
        var start: [UInt8] = []
        while start.count < MappingProposal.most, try file.readPiece() {
            file.piece.withUnsafeBufferPointer { start.append(contentsOf: $0) }
        }
        do throws(MateoError) {
            return try MappingProposal.json(for: start.span, type: type, options: options)
        } catch {
            throw file.locate(error)
        }
    }
}
