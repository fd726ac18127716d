// Record
//
// A record is put together field by field and then added to an import, which copies it. Fields have the names that the
// service knows: built-in ones such as external_id and email, keys of custom fields, and keys of marketing channels
// with the values accepted, declined or requested. A field such as email_marketing_opt_in is a boolean. A record needs
// a value in a field that identifies it: external_id for all types; for contacts also email, whatsapp, sms and the
// other handles.
//
// The library checks the identifying fields and the consents before it sends a record. It removes blanks and invisible
// characters around a value. It leaves out a value that is blank or means no value, such as NULL or #N/A. It refuses a
// text that is not an e-mail address, an identifier with an invisible character in it, and an unknown consent, such as
// email_marketing_opt_in = "maybe". A record that is refused is an error of mateo_import_add_record and
// mateo_import_add_json. From CSV and JSON Lines it is held, and mateo_failures_next lists it once the import is
// sealed.
//
// Fields of contacts (from the service's pages on contact_details). These identify a contact: external_id,
// secondary_external_id, id, email, sms, whatsapp, instagram, facebook, google_business_messaging. Others: full_name,
// display_name, salutation, birthday (YYYY-MM-DD), address_line1, address_line2, city, zipcode, country. sms and whatsapp
// may be lists of numbers, of which the service takes the first valid one; country_codes, a list such as DE and AT, helps it
// read them. A consent is CHANNEL_marketing_opt_in (a boolean) or CHANNEL_transactional_opt_in (a word such as
// legitimate_interest), where CHANNEL is email, sms, whatsapp, instagram, facebook, google_business_messaging or postal.
//
// Fields of deals: external_id or id identify a deal, and contact_external_id or contact_id name its contact. The service
// does not document others. Fields of appointments: the same, and name, description, status_key, type_key, assignee_id,
// start_time, end_time, confirmed_at, cancelled_at. A time is ISO 8601 with an offset, such as 2026-12-31T08:00:00+01:00.
// Each type has the custom fields of the account too.

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

/// Makes a record without fields.
///
/// - Parameter out_record: receives the record, owned by the caller; end it with mateo_record_free.
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
/// - Parameter value: the text; copied. An empty text is sent as one, except in a field that the library checks (see
///   "Record"): there it is left out. To leave a field as it is, do not set it.
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
/// - Parameter value: the number, neither infinite nor NaN; sent with as few digits as give the same number.
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

/// Sets a field to null, which asks the service to erase it.
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

/// Sets a field to an empty list of texts, to which mateo_record_append_text may then append.
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

/// Appends a text to a list, such as a number to whatsapp; makes the list when the field is not set.
///
/// The texts of one list are appended one after another, with no other field set in between.
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

/// Sets a field to any JSON value, such as an object, or a number with more digits than a double has.
///
/// - Parameter record: the record.
/// - Parameter name: the field's name; copied.
/// - Parameter json: the value as JSON in UTF-8; copied without the blanks in it.
/// - Returns: MATEO_OK; MATEO_ERROR_JSON: it is not one JSON value; MATEO_ERROR_RECORD when the field is set already;
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

/// Sets the program's own key of a record, such as the key of a row in its database. mateo_failures_tag returns it. It
/// is not sent, and is not compared when records are added again. The journal keeps it until the import is forgotten,
/// so it must hold no personal data.
///
/// - Parameter record: the record.
/// - Parameter tag: UTF-8 of at most 255 bytes; copied. NULL or an empty text for none, the default.
/// - Returns: MATEO_OK; MATEO_ERROR_HANDLE. mateo_import_add_record returns MATEO_ERROR_ENCODING or MATEO_ERROR_LIMIT for a tag
///   that cannot be kept.
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

/// Forgets all fields and the tag, so that the record can be used for the next one.
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
/// - Returns: MATEO_OK; MATEO_ERROR_RECORD when no field identifies the record, or when a value is refused (the message
///   names the field); MATEO_ERROR_LIMIT when it is larger than a batch; MATEO_ERROR_STATE when the import is sealed. The
///   import is then as it was.
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
