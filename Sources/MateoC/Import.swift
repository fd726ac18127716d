// Import
//
// An import has all records of one type under one name. A program finds it again by its name after a restart. Settings
// are made between mateo_import_open and mateo_import_seal. They are the same for all records, and are compared with
// those of an unfinished import at the seal.

public import CMateo
import MateoCore
import MateoEngine

/// Opens an import.
///
/// If the journal has an unfinished import of that name, the function opens it, and mateo_import_state returns
/// MATEO_STATE_RUNNING. The program may run it at once. Or it may set the same settings, add the same records and seal
/// the import, which only compares them, and restores those that a damaged file PATH-records has lost. Otherwise the state is MATEO_STATE_FILLING, and the import is empty. An
/// earlier import that was never sealed is dropped, because nothing of it was sent. If the journal has a finished
/// import of that name, and the program adds the same records with the same settings, a run sends nothing and returns
/// the state of the finished import (see mateo_import_set_again). Other records make a new import. The finished import
/// stays in the journal until it is forgotten.
///
/// An import that was sealed with another key or address can be continued if none of its requests had an effect, as
/// with a mistyped key, and if the same records are added and sealed. Two handles may be open for one name. The one
/// that is sealed first begins the import, and the seal of the other one fails with MATEO_ERROR_STATE.
///
/// - Parameter client: the client.
/// - Parameter type: the type of the records.
/// - Parameter name: 1 to 255 bytes without control characters; copied.
/// - Parameter out_import: receives the import, owned by the caller; close it with mateo_import_close.
/// - Returns: MATEO_OK; MATEO_ERROR_STATE if the unfinished import of that name has another type;
///   MATEO_ERROR_OTHER_ACCOUNT if it was sealed with another key or address and one of its requests may have had an
///   effect; MATEO_ERROR_ARGUMENT; any MATEO_ERROR_JOURNAL_* status.
///
/// Since: 0.1.0
@c(mateo_import_open)
public func importOpen(
    _ client: UnsafeMutablePointer<mateo_client>?, _ type: mateo_type, _ name: UnsafePointer<CChar>?,
    _ out_import: UnsafeMutablePointer<UnsafeMutablePointer<mateo_import>?>?,
    _ out_error: UnsafeMutablePointer<UnsafeMutablePointer<mateo_error>?>?
) -> mateo_status {
    boundary(out_error) { () throws(MateoError) in
        let owner = try object(client, .client, as: ClientObject.self, "client")
        guard let recordType = RecordType(rawValue: type) else {
            throw MateoError(
                .argument, "the type \(type) is not one of MATEO_TYPE_*")
        }
        _ = try place(out_import, "out_import")
        let live = try LiveImport(owner.client, type: recordType, name: string(name, "name"))
        try give(ImportObject(live, owner.log), .importing, to: out_import, "out_import")
    }
}

/// Opens the newest import of a name from the journal, with its type, records and settings.
///
/// If the import is not over, mateo_import_state returns MATEO_STATE_RUNNING, and the program can run it at once. If it
/// is over, the state is MATEO_STATE_FINISHED or MATEO_STATE_UNKNOWN, and the counts and failures can be read.
///
/// - Parameter client: the client.
/// - Parameter name: the import's name.
/// - Parameter out_import: receives the import, owned by the caller; close it with mateo_import_close.
/// - Returns: MATEO_OK; MATEO_ERROR_NOT_FOUND if the journal has no import of that name; MATEO_ERROR_STATE if it was
///   never sealed; MATEO_ERROR_OTHER_ACCOUNT if it is not over and was sealed with another key or address;
///   MATEO_ERROR_ARGUMENT; any MATEO_ERROR_JOURNAL_* status.
///
/// Since: 0.1.0
@c(mateo_import_resume)
public func importResume(
    _ client: UnsafeMutablePointer<mateo_client>?, _ name: UnsafePointer<CChar>?,
    _ out_import: UnsafeMutablePointer<UnsafeMutablePointer<mateo_import>?>?,
    _ out_error: UnsafeMutablePointer<UnsafeMutablePointer<mateo_error>?>?
) -> mateo_status {
    boundary(out_error) { () throws(MateoError) in
        let owner = try object(client, .client, as: ClientObject.self, "client")
        _ = try place(out_import, "out_import")
        let live = try LiveImport(owner.client, resuming: string(name, "name"))
        try give(ImportObject(live, owner.log), .importing, to: out_import, "out_import")
    }
}

/// Returns the type of an import's records.
///
/// - Parameter import: the import.
/// - Returns: one of MATEO_TYPE_*; 0 for an invalid handle.
///
/// Since: 0.1.0
@c(mateo_import_type)
public func importType(_ import: UnsafeMutablePointer<mateo_import>?) -> mateo_type {
    let found = Handles.find(UnsafeMutableRawPointer(`import`), .importing, as: ImportObject.self)
    return found?.live.type.rawValue ?? 0
}

/// Returns the name of an import.
///
/// - Parameter import: the import.
/// - Returns: the name; empty for an invalid handle. Borrowed until the import is closed, never NULL.
///
/// Since: 0.1.0
@c(mateo_import_name)
public func importName(_ import: UnsafeMutablePointer<mateo_import>?) -> UnsafePointer<CChar> {
    let found = Handles.find(UnsafeMutableRawPointer(`import`), .importing, as: ImportObject.self)
    return characters(of: found?.name)
}

/// Closes an import. A sealed import stays in the journal and can be opened again. Records that were not sealed are
/// discarded.
///
/// Any thread may close an import at any time, also from a callback. A run in progress then aborts its request and
/// returns MATEO_STATE_INTERRUPTED within 100 milliseconds. The next run asks the service for the batch of that
/// request.
///
/// After this function returns, the progress callback is not called again. If the callback is running in another
/// thread, this function waits until it returns. So a callback must not wait for a thread that closes its import.
///
/// - Parameter import: the import, consumed; NULL is fine.
///
/// Since: 0.1.0
@c(mateo_import_close)
public func importClose(_ import: UnsafeMutablePointer<mateo_import>?) {
    Handles.close(UnsafeMutableRawPointer(`import`), .importing)
}

/// Sets the list to which the service adds the contacts, by its id.
///
/// - Parameter import: the import, not sealed.
/// - Parameter list_id: the UUID of the list; copied. NULL or an empty text: none, the default.
/// - Returns: MATEO_OK; MATEO_ERROR_ARGUMENT if it is not a UUID, or the import is not one of contacts;
///   MATEO_ERROR_STATE.
///
/// Since: 0.1.0
@c(mateo_import_set_list_id)
public func importSetListID(
    _ import: UnsafeMutablePointer<mateo_import>?, _ list_id: UnsafePointer<CChar>?,
    _ out_error: UnsafeMutablePointer<UnsafeMutablePointer<mateo_error>?>?
) -> mateo_status {
    withImport(`import`, out_error) { found throws(MateoError) in
        try found.live.setContactList(id: optionalString(list_id, "list_id"))
    }
}

/// Sets the list to which the service adds the contacts, by its external id.
///
/// - Parameter import: the import, not sealed.
/// - Parameter external_id: the external id of the list; copied. NULL or an empty text: none, the default.
/// - Returns: MATEO_OK; MATEO_ERROR_ARGUMENT if the import is not one of contacts; MATEO_ERROR_STATE.
///
/// Since: 0.1.0
@c(mateo_import_set_list_external_id)
public func importSetListExternalID(
    _ import: UnsafeMutablePointer<mateo_import>?, _ external_id: UnsafePointer<CChar>?,
    _ out_error: UnsafeMutablePointer<UnsafeMutablePointer<mateo_error>?>?
) -> mateo_status {
    withImport(`import`, out_error) { found throws(MateoError) in
        try found.live.setContactList(externalID: optionalString(external_id, "external_id"))
    }
}

/// Sets whether the import may move an existing deal or appointment to another contact.
///
/// - Parameter import: the import of deals or appointments, not sealed.
/// - Parameter allow: 0: no, the default; any other number: yes.
/// - Returns: MATEO_OK; MATEO_ERROR_ARGUMENT for an import of contacts; MATEO_ERROR_STATE.
///
/// Since: 0.1.0
@c(mateo_import_allow_reassignment)
public func importAllowReassignment(
    _ import: UnsafeMutablePointer<mateo_import>?, _ allow: Int32,
    _ out_error: UnsafeMutablePointer<UnsafeMutablePointer<mateo_error>?>?
) -> mateo_status {
    withImport(`import`, out_error) { found throws(MateoError) in
        try found.live.setReassignment(allow != 0)
    }
}

/// Sets whether the import sends its records again if a finished import of this name sent the same ones.
///
/// - Parameter import: the import, not sealed.
/// - Parameter again: 0: no, the default; any other number: yes.
/// - Returns: MATEO_OK; MATEO_ERROR_STATE.
///
/// Since: 0.1.0
@c(mateo_import_set_again)
public func importSetAgain(
    _ import: UnsafeMutablePointer<mateo_import>?, _ again: Int32,
    _ out_error: UnsafeMutablePointer<UnsafeMutablePointer<mateo_error>?>?
) -> mateo_status {
    withImport(`import`, out_error) { found throws(MateoError) in try found.live.setAgain(again != 0) }
}

/// Sets whether the import sends only new and changed records. A record is unchanged if it is the same as when it last
/// succeeded, in any import with the same key and journal. Unchanged records count as MATEO_COUNT_UNCHANGED.
///
/// The library finds a record by its type and external_id, and compares a digest of its fields and of the import's
/// settings. The order of the fields does not matter. A record counts as changed if it failed, if its outcome is
/// unknown, or if it has no external_id. A journal in a file keeps digests for a key from the first import of at most
/// 25,000 rows. If all imports are larger, and in a journal in memory, it keeps them from the first import with this
/// setting. The library does not detect changes that other programs make at the service, or that records without an
/// external_id make.
///
/// - Parameter import: the import, not sealed.
/// - Parameter only_changed: 0: no, the default; any other number: yes.
/// - Returns: MATEO_OK; MATEO_ERROR_STATE.
///
/// Since: 0.1.0
@c(mateo_import_set_only_changed)
public func importSetOnlyChanged(
    _ import: UnsafeMutablePointer<mateo_import>?, _ only_changed: Int32,
    _ out_error: UnsafeMutablePointer<UnsafeMutablePointer<mateo_error>?>?
) -> mateo_status {
    withImport(`import`, out_error) { found throws(MateoError) in
        try found.live.setOnlyChanged(only_changed != 0)
    }
}

/// Sets the import that must be over before this one is sent, for example the contacts of deals.
///
/// A row is held, with the code contact_missing, if its contact_external_id is that of a row that failed, is held or is
/// unknown in the other import. All other rows are sent. A run waits while a process runs the other import. If no
/// process runs it, the run fails with MATEO_ERROR_PREDECESSOR, and nothing is lost. Held rows are checked again by
/// mateo_import_retry, and by an import of the same records under the same name with this setting. The check uses the
/// newest import called `name`. So import corrected contacts under that name.
///
/// - Parameter import: the import, not sealed.
/// - Parameter name: the name of the other import, the newest of that name; copied. NULL or an empty text: none, the
///   default.
/// - Returns: MATEO_OK; MATEO_ERROR_NOT_FOUND if the journal has no import of that name; MATEO_ERROR_STATE if this
///   one is sealed; MATEO_ERROR_ARGUMENT if it is the import itself; MATEO_ERROR_HANDLE; any MATEO_ERROR_JOURNAL_* status.
///
/// Since: 0.1.0
@c(mateo_import_set_after)
public func importSetAfter(
    _ import: UnsafeMutablePointer<mateo_import>?, _ name: UnsafePointer<CChar>?,
    _ out_error: UnsafeMutablePointer<UnsafeMutablePointer<mateo_error>?>?
) -> mateo_status {
    withImport(`import`, out_error) { found throws(MateoError) in
        try found.live.setAfter(optionalString(name, "name"))
    }
}

/// Sets whether the library reads the account's custom fields and marketing channels before it sends records.
///
/// A row is held if it has a field that the account does not have (code unknown_field), a value of another type than
/// the custom field (field_type), or a value of a marketing channel other than accepted, declined or requested
/// (consent). For deals only the types are checked, because their built-in fields are not documented. This takes two to
/// four requests for most accounts. The journal keeps the answers for a day. The library reads them again before it
/// holds a row. It does not check what the key is not allowed to read, and writes that to the log. For when held rows
/// are checked again, see mateo_import_set_after.
///
/// - Parameter import: the import, not sealed.
/// - Parameter check: 0: no, the default; any other number: yes.
/// - Returns: MATEO_OK; MATEO_ERROR_STATE; MATEO_ERROR_HANDLE.
///
/// Since: 0.1.0
@c(mateo_import_set_check_account)
public func importSetCheckAccount(
    _ import: UnsafeMutablePointer<mateo_import>?, _ check: Int32,
    _ out_error: UnsafeMutablePointer<UnsafeMutablePointer<mateo_error>?>?
) -> mateo_status {
    withImport(`import`, out_error) { found throws(MateoError) in try found.live.setCheckAccount(check != 0) }
}

/// Sets whether the library looks up the contacts of deals or appointments before it sends records.
///
/// A row is held if the service has no contact with its contact_external_id (code contact_missing). Rows without a
/// contact_external_id are sent. One request looks up 50 contacts, and each contact is looked up once in a run.
/// mateo_plan_contact_requests returns the number of requests. A run fails if the key is not allowed to read contacts.
/// For when held rows are checked again, see mateo_import_set_after.
///
/// - Parameter import: the import of deals or appointments, not yet sealed.
/// - Parameter must_exist: 0: no, the default; any other number: yes.
/// - Returns: MATEO_OK; MATEO_ERROR_ARGUMENT for an import of contacts; MATEO_ERROR_STATE; MATEO_ERROR_HANDLE.
///
/// Since: 0.1.0
@c(mateo_import_set_contacts_must_exist)
public func importSetContactsMustExist(
    _ import: UnsafeMutablePointer<mateo_import>?, _ must_exist: Int32,
    _ out_error: UnsafeMutablePointer<UnsafeMutablePointer<mateo_error>?>?
) -> mateo_status {
    withImport(`import`, out_error) { found throws(MateoError) in
        try found.live.setContactsMustExist(must_exist != 0)
    }
}

/// Returns whether an earlier import of this name sent the same records. If so, this one sends nothing. The answer is
/// known after mateo_import_seal.
///
/// - Parameter import: the import.
/// - Parameter out_repeated: receives 1 if it did, else 0.
/// - Returns: MATEO_OK; MATEO_ERROR_ARGUMENT; MATEO_ERROR_HANDLE.
///
/// Since: 0.1.0
@c(mateo_import_is_repeated)
public func importIsRepeated(
    _ import: UnsafeMutablePointer<mateo_import>?, _ out_repeated: UnsafeMutablePointer<Int32>?,
    _ out_error: UnsafeMutablePointer<UnsafeMutablePointer<mateo_error>?>?
) -> mateo_status {
    withImport(`import`, out_error) { found throws(MateoError) in
        let out_repeated = try place(out_repeated, "out_repeated")
        out_repeated.pointee = found.live.isRepeated ? 1 : 0
    }
}

/// Seals an import: ends the adding of records. From now on the import can run, and survives the end of the process. A
/// second call does nothing. An import without records is over once it runs.
///
/// For an unfinished import that was opened again, the function checks that the program added the same records with the
/// same settings, or none. Records are the same if they come in the same order and have the same fields in the same
/// order. A program that takes fields from an unordered table must sort them. If they differ, for example because the data changed since the crash, the function fails and
/// the import does not run. Run the unfinished import first (mateo_import_resume), or remove it (mateo_client_forget
/// with force 1). Then open the name again and add the new records.
///
/// - Parameter import: the import.
/// - Returns: MATEO_OK; MATEO_ERROR_STATE if the records or the settings differ from those of the
///   unfinished import; MATEO_ERROR_OTHER_ACCOUNT if the records differ from those of an unfinished import with another
///   key or address; any MATEO_ERROR_JOURNAL_* status.
///
/// Since: 0.1.0
@c(mateo_import_seal)
public func importSeal(
    _ import: UnsafeMutablePointer<mateo_import>?,
    _ out_error: UnsafeMutablePointer<UnsafeMutablePointer<mateo_error>?>?
) -> mateo_status {
    withImport(`import`, out_error) { found throws(MateoError) in try found.live.seal() }
}
