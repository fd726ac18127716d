public import MateoCore
import MateoEngine

/// A CSV file of rows that did not succeed, to correct and import again. Each row keeps the form of its file, with
/// additional cells for the reason. Rows without a file, or from different files, have the fields of their records as
/// columns.
public struct FailedRecordFile: Sendable {
    let file: FailureFile

    /// Returns the lines before the first row, in the encoding of the file.
    public func head() throws(MateoError) -> [UInt8] {
        try file.head()
    }

    /// Returns a row in the encoding of the file; empty if it is unknown which row of the import it was.
    public func row(_ record: FailedRecord) throws(MateoError) -> [UInt8] {
        try file.row(record.entry)
    }
}
