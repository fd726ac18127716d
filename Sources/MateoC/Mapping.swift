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
        // What an earlier mapping said of the file ends with it.
        var options = CSVOptions(emptyCells: found.csvOptions.emptyCells)
        if json.count > 0 { try options.readMapping(Array(json)) }
        found.csvOptions = options
    }
}

/// Proposes a mapping for a CSV file from the first bytes of it. The library looks at the headings and the first 1,000
/// rows.
///
/// The member "comment" of the document has the columns that are not mapped. It also has the columns about consent, which
/// a proposal never maps, and "warnings": texts for a person, if no column identifies a record.
///
/// - Parameter csv: the beginning of the file, in any encoding that the library finds. 1 MiB is enough.
/// - Parameter length: how many bytes.
/// - Parameter type: what the records are.
/// - Parameter buffer: receives the mapping as JSON in UTF-8, without a NUL at its end; NULL only with capacity 0.
/// - Parameter capacity: how many bytes the buffer has.
/// - Parameter out_length: receives the length of the mapping. If it is above the capacity, the buffer is unchanged.
/// - Parameter out_error: receives the error; or NULL.
/// - Returns: MATEO_OK; MATEO_ERROR_ARGUMENT; MATEO_ERROR_CSV; MATEO_ERROR_ENCODING.
///
/// Since: 0.1.0
@c(mateo_mapping_propose)
public func mappingPropose(
    _ csv: UnsafePointer<CChar>?, _ length: UInt, _ type: mateo_type, _ buffer: UnsafeMutablePointer<CChar>?,
    _ capacity: UInt, _ out_length: UnsafeMutablePointer<UInt>?,
    _ out_error: UnsafeMutablePointer<UnsafeMutablePointer<mateo_error>?>?
) -> mateo_status {
    boundary(out_error) { () throws(MateoError) in
        let out = try place(out_length, "out_length")
        guard let type = RecordType(rawValue: type) else {
            throw MateoError(.argument, "the type \(type) is not one of MATEO_TYPE_*")
        }
        let json = try MappingProposal.json(for: bytes(csv, length, "csv").span, type: type)
        out.pointee = UInt(json.count)
        guard UInt(json.count) <= capacity else { return }
        guard let buffer else { throw MateoError(.argument, "the buffer is NULL, but its capacity is not 0") }
        json.withUnsafeBytes { json in
            guard let start = json.baseAddress else { return }
            UnsafeMutableRawPointer(buffer).copyMemory(from: start, byteCount: json.count)
        }
    }
}
