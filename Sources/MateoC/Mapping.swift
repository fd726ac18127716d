// Mapping
//
// A mapping is a JSON document. It says which column becomes which field, and how a file is read. These are its
// members; only the first is needed:
//
//     {"mateo_mapping": 1,
//      "fields": [{"column": "Geburtsdatum", "field": "birthday", "type": "date(DD.MM.YYYY)", "empty": "null"}],
//      "set": {"country": "DE", "full_name": "{Vorname} {Nachname}", "country_codes": ["DE", "AT"]},
//      "only_mapped": true, "require": ["external_id"], "strict": false,
//      "encoding": "windows-1252", "delimiter": ";", "quote": "\"", "escape": "none", "skip_lines": 2,
//      "columns": ["a", "b"], "null": ["\\N"], "ragged": "refuse", "empty": "omit"}
//
// The types are text, number, number(,), number(.), boolean, boolean(aktiv=true, inaktiv=false), date(DD.MM.YYYY),
// date(excel), datetime(DD.MM.YYYY HH:mm:ss, Europe/Berlin), list(;), phone, phone(DE) and
// consent(ja=accepted, nein=declined). A row with a cell that does not fit its type is held: it is not sent. The
// command "mateo help mapping" describes the form in full.

public import CMateo
import MateoCore
import MateoEngine

/// Sets how the columns of CSV become fields, for CSV that is added after this call.
///
/// The library reads the time zones of the mapping from /usr/share/zoneinfo.
///
/// - Parameter import: the import.
/// - Parameter json: the mapping in UTF-8; copied. NULL with length 0 ends the use of a mapping.
/// - Parameter length: how many bytes it has.
/// - Parameter out_error: receives the error, which names the place of the mistake; or NULL.
/// - Returns: MATEO_OK; MATEO_ERROR_JSON; MATEO_ERROR_ARGUMENT when a member is unknown or has a wrong value, or when a
///   newer library wrote the mapping; MATEO_ERROR_LIMIT when it is larger than 1 MiB. The import is then as it was.
///
/// Since: 0.1.0
@c(mateo_import_set_mapping)
public func importSetMapping(
    _ import: UnsafeMutablePointer<mateo_import>?, _ json: UnsafePointer<CChar>?, _ length: UInt,
    _ out_error: UnsafeMutablePointer<UnsafeMutablePointer<mateo_error>?>?
) -> mateo_status {
    withImport(`import`, out_error) { found throws(MateoError) in
        let json = try bytes(json, length, "json")
        if json.count == 0 {
            found.csvOptions.mapping = nil
        } else {
            try found.csvOptions.readMapping(Array(json))
        }
    }
}
