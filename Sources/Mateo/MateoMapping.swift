public import MateoCore
import MateoEngine

/// Mappings of columns to fields.
public enum MateoMapping {
    /// Proposes a mapping for a CSV file from its first 1,000 rows, as a JSON document. Its member `comment` lists the
    /// columns that are not mapped, those about consent, which a proposal never maps, and warnings.
    ///
    /// - Parameters:
    ///   - path: the file.
    ///   - type: the type of its records.
    ///   - options: how to read the file. The document gets the options that were set.
    public static func propose(
        csvFile path: String, type: RecordType, options: CSVOptions = CSVOptions()
    ) throws(MateoError) -> [UInt8] {
        let file = try InputFile(path)
        let start = try file.readStart(MappingProposal.most)
        do throws(MateoError) {
            return try MappingProposal.json(for: start.span, type: type, options: options)
        } catch {
            throw file.locate(error)
        }
    }

    /// Reads a mapping document for ``MateoImport/setMapping(_:)``. Of a longer file, it reads only enough to show that
    /// it is too long.
    public static func document(_ path: String) throws(MateoError) -> [UInt8] {
        try InputFile(path).readStart(Mapping.largest + 1)
    }
}

extension InputFile {
    /// Reads up to this many bytes, or up to the end of the file.
    fileprivate func readStart(_ size: Int) throws(MateoError) -> [UInt8] {
        var start: [UInt8] = []
        while start.count < size, try readPiece() {
            piece.withUnsafeBufferPointer { start.append(contentsOf: $0) }
        }
        return start
    }
}
