// Records as CSV
//
// CSV has a header line that names the fields. The library finds the character encoding: UTF-8, UTF-16 or UTF-32, with
// or without a byte order mark, else Windows-1252, which the log then says. Cells are separated by comma, semicolon, tab
// or bar, whichever fits the header line and the first rows. A line sep= is obeyed. Quoted cells may hold line breaks.
// Lines end with LF or CRLF, or with CR if the first line does. Rows without any text are skipped. Columns at the
// beginning and at the end that have no name must be empty. All cells are sent as texts. Between bars, blanks around
// cells without quotes are cut. A row without an identifier, or with a value that the checks refuse (see "Record"), is
// held: it is not sent, and mateo_failures_next lists it.
//
// A file that is no text, as a workbook or a ZIP file, is refused with MATEO_ERROR_ENCODING.

public import CMateo
import MateoCore
import MateoEngine

/// Sets what happens to empty cells in CSV that is added after this call.
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
/// - Parameter path: the file, which may be a pipe; copied. The library waits for the writer of a pipe.
/// - Parameter out_error: receives the error, which names the row and the line; or NULL.
/// - Returns: MATEO_OK, also for a file without rows; MATEO_ERROR_FILE; MATEO_ERROR_CSV; MATEO_ERROR_ENCODING;
///   MATEO_ERROR_LIMIT when a row is larger than a batch. The import is then as it was before the call.
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

/// Adds the next bytes of CSV that comes in pieces of any size; mateo_import_end_csv follows after the last. The
/// library collects the first 20 rows before it reads them, so their faults may be reported by a later call.
///
/// - Parameter import: the import, not sealed.
/// - Parameter csv: the bytes; copied. NULL only with length 0.
/// - Parameter length: how many bytes.
/// - Parameter out_error: receives the error, which names the row and the line; or NULL.
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

/// Ends CSV that was given in pieces.
///
/// - Parameter import: the import.
/// - Parameter out_error: receives the error, which names the row and the line; or NULL.
/// - Returns: MATEO_OK; MATEO_ERROR_STATE when no piece was given; else as mateo_import_add_csv_file. The import is
///   then as it was before the first piece.
///
/// Since: 0.1.0
@c(mateo_import_end_csv)
public func importEndCSV(
    _ import: UnsafeMutablePointer<mateo_import>?,
    _ out_error: UnsafeMutablePointer<UnsafeMutablePointer<mateo_error>?>?
) -> mateo_status {
    withImport(`import`, out_error) { found throws(MateoError) in try found.live.endCSV() }
}
