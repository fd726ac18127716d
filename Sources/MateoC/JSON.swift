// Records as JSON

public import CMateo
import MateoCore
import MateoEngine

/// Adds records from JSON: one object, or an array of objects.
///
/// - Parameter import: the import, not sealed.
/// - Parameter json: UTF-8; copied. NULL only with length 0.
/// - Parameter length: the number of bytes.
/// - Returns: MATEO_OK; MATEO_ERROR_JSON; MATEO_ERROR_ENCODING; MATEO_ERROR_RECORD if a record has no identifier, a
///   duplicate field, or a value that the checks refuse (see "Record"); MATEO_ERROR_LIMIT. The import is then as it was
///   before the call.
///
/// Since: 0.1.0
@c(mateo_import_add_json)
public func importAddJSON(
    _ import: UnsafeMutablePointer<mateo_import>?, _ json: UnsafePointer<CChar>?, _ length: UInt,
    _ out_error: UnsafeMutablePointer<UnsafeMutablePointer<mateo_error>?>?
) -> mateo_status {
    withImport(`import`, out_error) { found throws(MateoError) in
        try found.live.add(json: bytes(json, length, "json").span)
    }
}

/// Adds records from JSON Lines: one JSON object a line. One array of objects is also accepted.
///
/// A record that the checks refuse is held, as with mateo_import_add_json_lines_file. Add large amounts in several
/// calls, each with whole lines.
///
/// - Parameter import: the import, not sealed.
/// - Parameter lines: UTF-8; copied. NULL only with length 0.
/// - Parameter length: the number of bytes.
/// - Returns: as mateo_import_add_json. The import is then as it was before the call.
///
/// Since: 0.1.0
@c(mateo_import_add_json_lines)
public func importAddJSONLines(
    _ import: UnsafeMutablePointer<mateo_import>?, _ lines: UnsafePointer<CChar>?, _ length: UInt,
    _ out_error: UnsafeMutablePointer<UnsafeMutablePointer<mateo_error>?>?
) -> mateo_status {
    withImport(`import`, out_error) { found throws(MateoError) in
        try found.live.add(jsonLines: bytes(lines, length, "lines").span)
    }
}

/// Sets the tag of a row that was added as JSON or CSV, as mateo_record_set_tag does for a record.
///
/// - Parameter import: the import, not sealed.
/// - Parameter row: the row, counted from 1 over all records of the import. Between mateo_import_add_csv and
///   mateo_import_end_csv, also a row that the library has not parsed yet.
/// - Parameter tag: UTF-8 of at most 255 bytes; copied. NULL or an empty text: none, the default.
/// - Returns: MATEO_OK; MATEO_ERROR_ARGUMENT if the import has no such row; MATEO_ERROR_LIMIT; MATEO_ERROR_ENCODING;
///   MATEO_ERROR_STATE.
///
/// Since: 0.1.0
@c(mateo_import_set_tag)
public func importSetTag(
    _ import: UnsafeMutablePointer<mateo_import>?, _ row: Int64, _ tag: UnsafePointer<CChar>?,
    _ out_error: UnsafeMutablePointer<UnsafeMutablePointer<mateo_error>?>?
) -> mateo_status {
    withImport(`import`, out_error) { found throws(MateoError) in
        try found.live.setTag(tag == nil ? [] : Array(bytes(tag, "tag")), ofRow: row)
    }
}

/// Adds the records of a file with one JSON object a line (JSON Lines), or with one array of objects. Objects may have
/// several lines if the first one does. A file without any text has no records.
///
/// A record is held if it has no identifier, a value that the checks refuse, or U+0000 in a text.
///
/// - Parameter import: the import, not sealed.
/// - Parameter path: the file; copied.
/// - Returns: MATEO_OK; MATEO_ERROR_FILE; else as mateo_import_add_json. The import is then as it was.
///
/// Since: 0.1.0
@c(mateo_import_add_json_lines_file)
public func importAddJSONLinesFile(
    _ import: UnsafeMutablePointer<mateo_import>?, _ path: UnsafePointer<CChar>?,
    _ out_error: UnsafeMutablePointer<UnsafeMutablePointer<mateo_error>?>?
) -> mateo_status {
    withImport(`import`, out_error) { found throws(MateoError) in
        try found.live.add(jsonLinesFile: string(path, "path"))
    }
}
