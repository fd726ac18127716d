// Records as CSV
//
// CSV needs a header line with the names of the fields. The library detects the character encoding: UTF-8, UTF-16 or
// UTF-32, with or without a byte order mark, else Windows-1252, with a log message. It detects the delimiter: comma,
// semicolon, tab or vertical bar, by the header line and the first rows. A first line such as sep=; sets the delimiter.
// Cells in quotes may have line breaks. Lines end with LF or CRLF, or with CR if the first line does. Rows without any
// text are skipped. Columns at the beginning and at the end may have no name if they are empty. All cells are sent as
// texts; lists and numbers need a mapping. In a file that mateo_failures_next_csv wrote, a JSON array in sms, whatsapp or
// country_codes is a list. A byte order mark at the beginning of any row is skipped, and a row that repeats the header
// line is held, because files may have been joined. A row is held as a total, with the code total, if its external_id
// is a word such as Summe or Total, it has no other identifier, and its other cells have only numbers. This applies if
// external_id is the first column, and the first rows have digits and no blanks there. With vertical bars, blanks
// around cells without quotes are removed, and rules such as -----+---- and |---+---| are skipped. A row is held if it
// has no identifier, or a value that the checks refuse (see "Record").
//
// A file that is not text, such as a workbook or a ZIP file, gives MATEO_ERROR_ENCODING.

public import CMateo
import MateoCore
import MateoEngine

/// Sets how empty cells are sent. It applies to CSV that is added after this call.
///
/// - Parameter import: the import.
/// - Parameter cells: MATEO_EMPTY_CELLS_OMIT, the default, or another of that family.
/// - Returns: MATEO_OK; MATEO_ERROR_ARGUMENT.
///
/// Since: 0.1.0
@c(mateo_import_set_empty_cells)
public func importSetEmptyCells(
    _ import: UnsafeMutablePointer<mateo_import>?, _ cells: mateo_empty_cells,
    _ out_error: UnsafeMutablePointer<UnsafeMutablePointer<mateo_error>?>?
) -> mateo_status {
    withImport(`import`, out_error) { found throws(MateoError) in
        guard let cells = EmptyCells(rawValue: cells) else {
            throw MateoError(
                .argument, "the number \(cells) is not one of MATEO_EMPTY_CELLS_*")
        }
        found.csvOptions.emptyCells = cells
    }
}

/// Adds the records of a CSV file. The library reads the file once, from its start to its end, in constant memory.
///
/// - Parameter import: the import, not sealed.
/// - Parameter path: the file or pipe; copied. For a pipe, the call waits until the writer closes it.
/// - Parameter out_error: receives the error, with the row and the line; or NULL.
/// - Returns: MATEO_OK, also for a file that has only a header line; MATEO_ERROR_FILE; MATEO_ERROR_CSV, also for an
///   empty file; MATEO_ERROR_ENCODING; MATEO_ERROR_LIMIT if a row is larger than a batch; MATEO_ERROR_STATE. The import
///   is then as it was before the call.
///
/// Since: 0.1.0
@c(mateo_import_add_csv_file)
public func importAddCSVFile(
    _ import: UnsafeMutablePointer<mateo_import>?, _ path: UnsafePointer<CChar>?,
    _ out_error: UnsafeMutablePointer<UnsafeMutablePointer<mateo_error>?>?
) -> mateo_status {
    withImport(`import`, out_error) { found throws(MateoError) in
        try found.live.add(csvFile: string(path, "path"), options: found.csvOptions)
    }
}

/// Adds the next bytes of CSV. Pieces may have any size. Call mateo_import_end_csv after the last one. Until then,
/// other functions that add records, and the seal, return MATEO_ERROR_STATE. The library collects the first 20 rows
/// before it parses them, so a later call may report their faults. After an error, the CSV is ended: do not call
/// mateo_import_end_csv.
///
/// - Parameter import: the import, not sealed.
/// - Parameter csv: the bytes; copied. NULL only with length 0.
/// - Parameter length: the number of bytes.
/// - Parameter out_error: receives the error, with the row and the line; or NULL.
/// - Returns: MATEO_OK; else as mateo_import_add_csv_file. The import is then as it was before the first piece.
///
/// Since: 0.1.0
@c(mateo_import_add_csv)
public func importAddCSV(
    _ import: UnsafeMutablePointer<mateo_import>?, _ csv: UnsafePointer<CChar>?, _ length: UInt,
    _ out_error: UnsafeMutablePointer<UnsafeMutablePointer<mateo_error>?>?
) -> mateo_status {
    withImport(`import`, out_error) { found throws(MateoError) in
        try found.live.add(csv: bytes(csv, length, "csv").span, options: found.csvOptions)
    }
}

/// Ends CSV that was added in pieces.
///
/// - Parameter import: the import.
/// - Parameter out_error: receives the error, with the row and the line; or NULL.
/// - Returns: MATEO_OK; MATEO_ERROR_STATE if no piece was added; else as mateo_import_add_csv_file. The import is then
///   as it was before the first piece.
///
/// Since: 0.1.0
@c(mateo_import_end_csv)
public func importEndCSV(
    _ import: UnsafeMutablePointer<mateo_import>?,
    _ out_error: UnsafeMutablePointer<UnsafeMutablePointer<mateo_error>?>?
) -> mateo_status {
    withImport(`import`, out_error) { found throws(MateoError) in try found.live.endCSV() }
}
