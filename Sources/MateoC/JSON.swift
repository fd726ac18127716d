// Records as JSON

public import CMateo
import MateoCore
import MateoEngine

/// Adds records given as JSON: one object, or an array of objects.
///
/// - Parameter import: the import, not sealed.
/// - Parameter json: UTF-8; copied. NULL only with length 0.
/// - Parameter length: how many bytes it has.
/// - Returns: MATEO_OK; MATEO_ERROR_JSON; MATEO_ERROR_ENCODING; MATEO_ERROR_RECORD when a record lacks an identifier,
///   names a field twice, or has a value that the checks refuse (see "Record"); MATEO_ERROR_LIMIT. The import is then
///   as it was before the call.
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

/// Adds records given as JSON Lines: one JSON object a line. One array of objects will do too.
///
/// A record that the checks refuse is held, as with mateo_import_add_json_lines_file. Larger amounts may come in several
/// calls, each with whole lines.
///
/// - Parameter import: the import, not sealed.
/// - Parameter lines: UTF-8; copied. NULL only with length 0.
/// - Parameter length: how many bytes it has.
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

/// Adds the records of a file with one JSON object a line (JSON Lines), or with one array of objects. Objects may have
/// several lines if the first one has them. A file without any text has no records.
///
/// A record without an identifier, with a value that the checks refuse, or with U+0000 in a text is held: it is not
/// sent, and mateo_failures_next lists it.
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
