/// On which line of a file a row begins. The rows after it begin on the lines after that, up to the next mark.
struct LineMark: BitwiseCopyable {
    /// The row, counted from 1 without the header.
    var row: Int64
    var line: Int64
}
