public import MateoCore
import MateoEngine

/// Rows that are not in, as CSV that can be mended and imported again: each as its file has it, with cells behind it that
/// say why. Rows that came from no file, or from several that differ, have the fields of their records as columns.
public struct FailedRecordFile: Sendable {
    let file: FailureFile

    /// The lines before the first row, in the encoding of the file.
    public func head() throws(MateoError) -> [UInt8] {
        try file.head()
    }

    /// A row, in the encoding of the file; empty when it is not known which row of the import it was.
    public func row(_ record: FailedRecord) throws(MateoError) -> [UInt8] {
        try file.row(record.entry)
    }
}
