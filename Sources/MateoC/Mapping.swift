// Mapping
//
// A mapping is a JSON document. It maps columns to fields, and describes how to read a file. Only the member
// "mateo_mapping" is required. An example with all members:
//
//     {"mateo_mapping": 1,
//      "fields": [
//        {"column": "Kundennr", "field": "external_id"},
//        {"column": "Geburtsdatum", "field": "birthday", "type": "date(DD.MM.YYYY)",
//         "empty": "null"},
//        {"column": "Notiz", "field": null}],
//      "set": {"country": "DE", "full_name": "{Vorname} {Nachname}", "country_codes": ["DE"]},
//      "only_mapped": true,
//      "require": ["external_id"],
//      "strict": false,
//      "encoding": "windows-1252", "delimiter": ";", "quote": "\"", "escape": "none",
//      "skip_lines": 2, "columns": ["a", "b"], "null": ["\\N"],
//      "ragged": "refuse", "empty": "omit"}
//
// fields: the columns. Without a field (null), a column is left out. set: values for every record; {HEADING} inserts a
// cell. only_mapped: whether columns that are not listed are left out. require: fields without which a row is held.
// strict: whether the file is refused if any row would be held. The other members describe the file.
//
// The types are text, number, number(,), number(.), boolean, boolean(aktiv=true, inaktiv=false), date(DD.MM.YYYY),
// date(excel), datetime(DD.MM.YYYY HH:mm:ss, Europe/Berlin), list(;), phone, phone(DE) and
// consent(ja=accepted, nein=declined). A row with a cell that does not fit its type is held. The command
// "mateo help mapping" and the manual page mateo(1) describe all details.

public import CMateo
import MateoCore
import MateoEngine

/// Sets the mapping of columns to fields. It applies to CSV that is added after this call. Records and JSON are sent
/// with the names and values that they have.
///
/// The library reads time zones from /usr/share/zoneinfo.
///
/// - Parameter import: the import.
/// - Parameter json: the mapping in UTF-8; copied. NULL only with length 0.
/// - Parameter length: the number of bytes; 0: no mapping, the default.
/// - Parameter out_error: receives the error, with the place of the fault; or NULL.
/// - Returns: MATEO_OK; MATEO_ERROR_JSON; MATEO_ERROR_ARGUMENT if a member is unknown or has a wrong value, or if the
///   mapping has a newer version; MATEO_ERROR_LIMIT if it is larger than 1 MiB. The import is then as it was.
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

/// Proposes a mapping for a CSV file from its first bytes. The library reads the headings and the first 1,000 rows.
///
/// The member "comment" of the document lists the columns that are not mapped, and the columns about consent, which a
/// proposal never maps. "refusals" lists those of them in which yes means no consent. "words" has the most common
/// cells of columns about consent, at most two, if the column has few different cells. "reasons" has the reason why a
/// known column is not mapped. "warnings" and "notes" have texts for people, for example if no column identifies a record.
///
/// - Parameter csv: the beginning of the file. 1 MiB is enough.
/// - Parameter length: the number of bytes.
/// - Parameter type: the type of the records.
/// - Parameter dialect: a mapping in UTF-8 whose members describe the file: encoding, delimiter, quote, escape,
///   skip_lines, columns, null and ragged. The library reads the file with them, and they become part of the proposal.
///   It ignores the other members. NULL only with length 0.
/// - Parameter dialect_length: the number of bytes; 0: the library detects encoding and delimiter.
/// - Parameter buffer: receives the mapping as JSON in UTF-8, without a NUL at its end; NULL only with capacity 0.
/// - Parameter capacity: the size of the buffer in bytes.
/// - Parameter out_length: receives the length of the mapping. If it is greater than capacity, the buffer is unchanged.
/// - Parameter out_error: receives the error, or NULL.
/// - Returns: MATEO_OK; MATEO_ERROR_ARGUMENT; MATEO_ERROR_CSV; MATEO_ERROR_ENCODING; MATEO_ERROR_JSON for the dialect.
///
/// Since: 0.1.0
@c(mateo_mapping_propose)
public func mappingPropose(
    _ csv: UnsafePointer<CChar>?, _ length: UInt, _ type: mateo_type, _ dialect: UnsafePointer<CChar>?,
    _ dialect_length: UInt, _ buffer: UnsafeMutablePointer<CChar>?, _ capacity: UInt,
    _ out_length: UnsafeMutablePointer<UInt>?,
    _ out_error: UnsafeMutablePointer<UnsafeMutablePointer<mateo_error>?>?
) -> mateo_status {
    boundary(out_error) { () throws(MateoError) in
        let out = try place(out_length, "out_length")
        guard let type = RecordType(rawValue: type) else {
            throw MateoError(.argument, "the type \(type) is not one of MATEO_TYPE_*")
        }
        var options = CSVOptions()
        let mapping = try bytes(dialect, dialect_length, "dialect")
        if mapping.count > 0 { try options.setMapping(Array(mapping)) }
        let json = try MappingProposal.json(for: bytes(csv, length, "csv").span, type: type, options: options)
        out.pointee = UInt(json.count)
        guard UInt(json.count) <= capacity else { return }
        guard let buffer else { throw MateoError(.argument, "the buffer is NULL, but its capacity is not 0") }
        json.withUnsafeBytes { json in
            guard let start = json.baseAddress else { return }
            UnsafeMutableRawPointer(buffer).copyMemory(from: start, byteCount: json.count)
        }
    }
}
