// Record
//
// A program sets the fields of a record and adds it to an import, which copies it. A field has a name of the service: a
// built-in field such as external_id or email, the key of a custom field, or the key of a marketing channel. A
// marketing channel has the value accepted, declined or requested. A field such as email_marketing_opt_in is a boolean.
// Every record needs a value in a field that identifies it.
//
// The library checks the identifying fields, the consents, and the contact_id, contact_external_id and assignee_id of
// deals and appointments before it sends a record. It removes blanks and invisible characters around such a value. It
// leaves out a value that is blank or means no value, such as NULL or #N/A. It refuses a text that is not an e-mail address, an identifier with an invisible character in it, an unknown
// consent, such as email_marketing_opt_in = "maybe", a list for a field that takes one value, and a time of an
// appointment without a time zone. mateo_import_add_record and mateo_import_add_json fail for a refused record, and
// do not add it. CSV and JSON Lines hold it instead: it is counted at once, and mateo_failures_next lists it after
// mateo_import_seal.
//
// Fields of contacts (from the service's pages on contact_details). These identify a contact: external_id,
// secondary_external_id, id, email, sms, whatsapp, instagram, facebook, google_business_messaging. Others: full_name,
// display_name, salutation, birthday (YYYY-MM-DD), address_line1, address_line2, city, zipcode, country. sms and
// whatsapp may be lists of numbers. The service uses the first valid one. For national numbers, set country_codes to a
// list of countries, such as DE and AT. A consent is CHANNEL_marketing_opt_in (a boolean) or
// CHANNEL_transactional_opt_in (a word such as legitimate_interest), where CHANNEL is email, sms, whatsapp, instagram,
// facebook, google_business_messaging or postal.
//
// Fields of deals: external_id or id identifies a deal. contact_external_id or contact_id is its contact. The service
// documents no other fields. Fields of appointments: the same, and name, description, status_key, type_key,
// assignee_id, start_time, end_time, confirmed_at, cancelled_at. A time is ISO 8601 with an offset or Z, such
// as 2026-12-31T08:00:00+01:00. Each type also has the custom fields of the account.

public import CMateo
import MateoCore
import MateoEngine

/// Sets a field of the record behind a handle.
@inline(never)
private func setField(
    _ record: UnsafeMutablePointer<mateo_record>?, _ name: UnsafePointer<CChar>?, _ outError: ErrorSlot?,
    _ body: (inout RecordBuilder, Span<UInt8>) throws(MateoError) -> Void
) -> mateo_status {
    boundary(outError) { () throws(MateoError) in
        let found = try object(record, .record, as: RecordObject.self, "record")
        try body(&found.builder, bytes(name, "name").span)
    }
}

/// Creates a record without fields.
///
/// - Parameter out_record: receives the record, owned by the caller; free it with mateo_record_free.
/// - Returns: MATEO_OK; MATEO_ERROR_ARGUMENT when out_record is NULL.
///
/// Since: 0.1.0
@c(mateo_record_new)
public func recordNew(
    _ out_record: UnsafeMutablePointer<UnsafeMutablePointer<mateo_record>?>?,
    _ out_error: UnsafeMutablePointer<UnsafeMutablePointer<mateo_error>?>?
) -> mateo_status {
    boundary(out_error) { () throws(MateoError) in
        try give(RecordObject(), .record, to: out_record, "out_record")
    }
}

/// Sets a field to a text.
///
/// - Parameter record: the record.
/// - Parameter name: the field's name; copied.
/// - Parameter value: the text; copied. An empty text is sent, except in a field that the library checks (see
///   "Record"), where it is left out. Do not set a field that should stay as it is at the service.
/// - Returns: MATEO_OK; MATEO_ERROR_RECORD when the field is set already; MATEO_ERROR_ENCODING; MATEO_ERROR_LIMIT.
///
/// Since: 0.1.0
@c(mateo_record_set_text)
public func recordSetText(
    _ record: UnsafeMutablePointer<mateo_record>?, _ name: UnsafePointer<CChar>?,
    _ value: UnsafePointer<CChar>?,
    _ out_error: UnsafeMutablePointer<UnsafeMutablePointer<mateo_error>?>?
) -> mateo_status {
    setField(record, name, out_error) { builder, name throws(MateoError) in
        try builder.setText(name, bytes(value, "value").span)
    }
}

/// Sets a field to a number.
///
/// - Parameter record: the record.
/// - Parameter name: the field's name; copied.
/// - Parameter value: the number, neither infinite nor NaN; sent with the fewest digits that represent it.
/// - Returns: MATEO_OK; MATEO_ERROR_ARGUMENT; MATEO_ERROR_RECORD when the field is set already.
///
/// Since: 0.1.0
@c(mateo_record_set_number)
public func recordSetNumber(
    _ record: UnsafeMutablePointer<mateo_record>?, _ name: UnsafePointer<CChar>?, _ value: Double,
    _ out_error: UnsafeMutablePointer<UnsafeMutablePointer<mateo_error>?>?
) -> mateo_status {
    setField(record, name, out_error) { builder, name throws(MateoError) in try builder.setNumber(name, value)
    }
}

/// Sets a field to a whole number.
///
/// - Parameter record: the record.
/// - Parameter name: the field's name; copied.
/// - Parameter value: the number.
/// - Returns: MATEO_OK; MATEO_ERROR_RECORD when the field is set already.
///
/// Since: 0.1.0
@c(mateo_record_set_integer)
public func recordSetInteger(
    _ record: UnsafeMutablePointer<mateo_record>?, _ name: UnsafePointer<CChar>?, _ value: Int64,
    _ out_error: UnsafeMutablePointer<UnsafeMutablePointer<mateo_error>?>?
) -> mateo_status {
    setField(record, name, out_error) { builder, name throws(MateoError) in
        try builder.setInteger(name, value)
    }
}

/// Sets a field to true or false.
///
/// - Parameter record: the record.
/// - Parameter name: the field's name; copied.
/// - Parameter value: 0: false; any other number: true.
/// - Returns: MATEO_OK; MATEO_ERROR_RECORD when the field is set already.
///
/// Since: 0.1.0
@c(mateo_record_set_boolean)
public func recordSetBoolean(
    _ record: UnsafeMutablePointer<mateo_record>?, _ name: UnsafePointer<CChar>?, _ value: Int32,
    _ out_error: UnsafeMutablePointer<UnsafeMutablePointer<mateo_error>?>?
) -> mateo_status {
    setField(record, name, out_error) { builder, name throws(MateoError) in
        try builder.setBoolean(name, value != 0)
    }
}

/// Sets a field to null. The service then erases it.
///
/// - Parameter record: the record.
/// - Parameter name: the field's name; copied.
/// - Returns: MATEO_OK; MATEO_ERROR_RECORD when the field is set already.
///
/// Since: 0.1.0
@c(mateo_record_set_null)
public func recordSetNull(
    _ record: UnsafeMutablePointer<mateo_record>?, _ name: UnsafePointer<CChar>?,
    _ out_error: UnsafeMutablePointer<UnsafeMutablePointer<mateo_error>?>?
) -> mateo_status {
    setField(record, name, out_error) { builder, name throws(MateoError) in try builder.setNull(name) }
}

/// Sets a field to an empty list. mateo_record_append_text can then append to it.
///
/// - Parameter record: the record.
/// - Parameter name: the field's name; copied.
/// - Returns: MATEO_OK; MATEO_ERROR_RECORD when the field is set already.
///
/// Since: 0.1.0
@c(mateo_record_set_list)
public func recordSetList(
    _ record: UnsafeMutablePointer<mateo_record>?, _ name: UnsafePointer<CChar>?,
    _ out_error: UnsafeMutablePointer<UnsafeMutablePointer<mateo_error>?>?
) -> mateo_status {
    setField(record, name, out_error) { builder, name throws(MateoError) in try builder.setList(name) }
}

/// Appends a text to a list, such as a number to whatsapp. Creates the list if the field is not set.
///
/// Append all texts of one list before you set another field.
///
/// - Parameter record: the record.
/// - Parameter name: the field's name; copied.
/// - Parameter value: the text; copied.
/// - Returns: MATEO_OK; MATEO_ERROR_RECORD when the field is set already and is not the list that was set last.
///
/// Since: 0.1.0
@c(mateo_record_append_text)
public func recordAppendText(
    _ record: UnsafeMutablePointer<mateo_record>?, _ name: UnsafePointer<CChar>?,
    _ value: UnsafePointer<CChar>?,
    _ out_error: UnsafeMutablePointer<UnsafeMutablePointer<mateo_error>?>?
) -> mateo_status {
    setField(record, name, out_error) { builder, name throws(MateoError) in
        try builder.appendToList(name, bytes(value, "value").span)
    }
}

/// Appends a whole number to a list, as mateo_record_append_text does a text.
///
/// - Parameter record: the record.
/// - Parameter name: the field's name; copied.
/// - Parameter value: the number.
/// - Returns: as mateo_record_append_text.
///
/// Since: 0.1.0
@c(mateo_record_append_integer)
public func recordAppendInteger(
    _ record: UnsafeMutablePointer<mateo_record>?, _ name: UnsafePointer<CChar>?, _ value: Int64,
    _ out_error: UnsafeMutablePointer<UnsafeMutablePointer<mateo_error>?>?
) -> mateo_status {
    setField(record, name, out_error) { builder, name throws(MateoError) in
        try builder.appendToList(name, integer: value)
    }
}

/// Appends a number to a list, as mateo_record_append_text does a text.
///
/// - Parameter record: the record.
/// - Parameter name: the field's name; copied.
/// - Parameter value: the number, neither infinite nor NaN.
/// - Returns: as mateo_record_append_text; MATEO_ERROR_ARGUMENT.
///
/// Since: 0.1.0
@c(mateo_record_append_number)
public func recordAppendNumber(
    _ record: UnsafeMutablePointer<mateo_record>?, _ name: UnsafePointer<CChar>?, _ value: Double,
    _ out_error: UnsafeMutablePointer<UnsafeMutablePointer<mateo_error>?>?
) -> mateo_status {
    setField(record, name, out_error) { builder, name throws(MateoError) in
        try builder.appendToList(name, number: value)
    }
}

/// Sets a field to a JSON value, such as an object, or a number with more digits than a double.
///
/// - Parameter record: the record.
/// - Parameter name: the field's name; copied.
/// - Parameter json: the value as JSON in UTF-8; copied without blanks between its parts.
/// - Returns: MATEO_OK; MATEO_ERROR_JSON if it is not one JSON value; MATEO_ERROR_RECORD when the field is set already;
///   MATEO_ERROR_ENCODING; MATEO_ERROR_LIMIT.
///
/// Since: 0.1.0
@c(mateo_record_set_json)
public func recordSetJSON(
    _ record: UnsafeMutablePointer<mateo_record>?, _ name: UnsafePointer<CChar>?,
    _ json: UnsafePointer<CChar>?,
    _ out_error: UnsafeMutablePointer<UnsafeMutablePointer<mateo_error>?>?
) -> mateo_status {
    setField(record, name, out_error) { builder, name throws(MateoError) in
        try builder.setJSON(name, bytes(json, "json").span)
    }
}

/// Sets the tag: the program's own key of a record, such as the key of a row in its database. mateo_failures_tag
/// returns it. The library does not send it, and does not compare it when records are added again. The journal keeps it
/// until the import is forgotten, so it must not hold personal data.
///
/// - Parameter record: the record.
/// - Parameter tag: UTF-8 of at most 255 bytes; copied. NULL or an empty text: none, the default.
/// - Returns: MATEO_OK; MATEO_ERROR_HANDLE. mateo_import_add_record checks the tag.
///
/// Since: 0.1.0
@c(mateo_record_set_tag)
public func recordSetTag(
    _ record: UnsafeMutablePointer<mateo_record>?, _ tag: UnsafePointer<CChar>?,
    _ out_error: UnsafeMutablePointer<UnsafeMutablePointer<mateo_error>?>?
) -> mateo_status {
    boundary(out_error) { () throws(MateoError) in
        let found = try object(record, .record, as: RecordObject.self, "record")
        found.tag = tag == nil ? [] : Array(try bytes(tag, "tag"))
    }
}

/// Removes all fields and the tag, so that the program can use the object for its next record.
///
/// - Parameter record: the record; NULL is fine.
///
/// Since: 0.1.0
@c(mateo_record_clear)
public func recordClear(_ record: UnsafeMutablePointer<mateo_record>?) {
    let found = Handles.find(UnsafeMutableRawPointer(record), .record, as: RecordObject.self)
    found?.builder.removeAll()
    found?.tag = []
}

/// Frees a record.
///
/// - Parameter record: the record, consumed; NULL is fine.
///
/// Since: 0.1.0
@c(mateo_record_free)
public func recordFree(_ record: UnsafeMutablePointer<mateo_record>?) {
    Handles.close(UnsafeMutableRawPointer(record), .record, as: RecordObject.self)
}

/// Adds a record to an import. The record keeps its fields; clear it for the next one.
///
/// - Parameter import: the import, not sealed.
/// - Parameter record: the record; copied.
/// - Returns: MATEO_OK; MATEO_ERROR_RECORD if no field identifies the record, or if a value is refused (the message
///   names the field); MATEO_ERROR_LIMIT if it is larger than a batch, or its tag is too long; MATEO_ERROR_ENCODING if
///   its tag is not UTF-8; MATEO_ERROR_STATE if the import is sealed, or CSV is not ended. The import is then as it
///   was.
///
/// Since: 0.1.0
@c(mateo_import_add_record)
public func importAddRecord(
    _ import: UnsafeMutablePointer<mateo_import>?, _ record: UnsafePointer<mateo_record>?,
    _ out_error: UnsafeMutablePointer<UnsafeMutablePointer<mateo_error>?>?
) -> mateo_status {
    withImport(`import`, out_error) { found throws(MateoError) in
        let record = try object(
            UnsafeMutablePointer(mutating: record), .record, as: RecordObject.self, "record")
        try found.live.add(record.builder, tag: record.tag)
    }
}
