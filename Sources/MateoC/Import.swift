// Import
//
// An import is all records of one type under one name. Its name is how it is found again after a restart.

public import CMateo
import MateoCore
import MateoEngine

/// Opens an import.
///
/// If the journal holds an unfinished import of that name, the function opens it, and its state is MATEO_STATE_RUNNING:
/// the program may run it at once, or set the same settings, add the same records and seal it, which only compares
/// them. Otherwise the state is MATEO_STATE_FILLING. If the journal holds a finished import of that name and the
/// program adds the same records with the same settings, a run returns the state of the finished one at once, and
/// nothing is sent (see mateo_import_set_again). Other records make a new import. The finished one stays in the journal
/// until it is forgotten. An import that was never sealed starts empty, since nothing of it was sent.
///
/// An import that was sealed with another key or address becomes the caller's if none of its requests had an effect, as
/// with a mistyped key, and if the same records are added and sealed.
///
/// - Parameter client: the client.
/// - Parameter type: what the records are.
/// - Parameter name: 1 to 255 bytes without control characters; copied.
/// - Parameter out_import: receives the import, owned by the caller; end it with mateo_import_close.
/// - Returns: MATEO_OK; MATEO_ERROR_STATE when the unfinished import of that name is of another type, or when it was
///   sealed with another key or address and one of its requests may have had an effect; MATEO_ERROR_ARGUMENT; any
///   MATEO_ERROR_JOURNAL_* status.
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

/// Opens the newest import of a name as it is in the journal, with its type, its records and its settings.
///
/// One that is not over can be run at once: mateo_import_state is MATEO_STATE_RUNNING. One that is over has the state
/// MATEO_STATE_FINISHED or MATEO_STATE_UNKNOWN, with its counts and failures.
///
/// - Parameter client: the client.
/// - Parameter name: the import's name.
/// - Parameter out_import: receives the import, owned by the caller; end it with mateo_import_close.
/// - Returns: MATEO_OK; MATEO_ERROR_STATE when the journal holds no import of that name, when it was never sealed, or
///   when it is not over and was sealed with another key or address; MATEO_ERROR_ARGUMENT; any MATEO_ERROR_JOURNAL_*
///   status.
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

/// Returns what the records of an import are.
///
/// - Parameter import: the import.
/// - Returns: one of MATEO_TYPE_*; 0 when the handle is none.
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
/// - Returns: the name; empty when the handle is none. Borrowed until the import is closed; never NULL.
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
/// Any thread may close an import at any time, also from a callback. A call for the import that is in progress then
/// ends as after two calls of mateo_import_cancel: a run returns MATEO_STATE_INTERRUPTED soon. The library drops the
/// request that is under way, and looks its batch up when the import runs again.
///
/// When this function returns, the progress callback is not called again. If the callback is running in another
/// thread, this function waits until it returns. So a callback must not wait for a thread that closes its import.
///
/// - Parameter import: the import, consumed; NULL is fine.
///
/// Since: 0.1.0
@c(mateo_import_close)
public func importClose(_ import: UnsafeMutablePointer<mateo_import>?) {
    Handles.close(UnsafeMutableRawPointer(`import`), .importing)
}

/// Sets the list that contacts are put in, by its id at the service.
///
/// - Parameter import: the import, not sealed.
/// - Parameter list_id: the list's UUID; copied. NULL or an empty text for none, the default.
/// - Returns: MATEO_OK; MATEO_ERROR_ARGUMENT when it is no UUID, or the records are no contacts; MATEO_ERROR_STATE.
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

/// Sets the list that contacts are put in, by the caller's own identifier of it.
///
/// - Parameter import: the import, not sealed.
/// - Parameter external_id: the list's external id; copied. NULL or an empty text for none, the default.
/// - Returns: MATEO_OK; MATEO_ERROR_ARGUMENT when the records are no contacts; MATEO_ERROR_STATE.
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

/// Sets whether the import may move a record, found by its external id, to another contact.
///
/// - Parameter import: the import of deals or appointments, not sealed.
/// - Parameter allow: 0: no, the default; any other number: yes.
/// - Returns: MATEO_OK; MATEO_ERROR_ARGUMENT when the records are contacts; MATEO_ERROR_STATE.
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

/// Sets whether records are sent again that a finished import of this name has sent.
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

/// Sets whether records are left out that are as they were when they succeeded last, in any import with the same key
/// and journal. They count as MATEO_COUNT_UNCHANGED.
///
/// A record is found by its type and its external_id, and compared by a digest of its fields and of the import's
/// settings. The order of the fields does not matter. A record that failed, whose outcome is unknown, or that has no
/// external_id counts as changed. A journal in a file keeps digests for a key as soon as one import of the key has at
/// most 25,000 rows. Otherwise, and in a journal in memory, it keeps them from the first import that has this set. What
/// other programs change at the service is not noticed. Nor is a record without external_id that the service finds by
/// another identifier.
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

/// Sets the import that this one comes after, as deals come after the contacts that they belong to.
///
/// Nothing is sent before that import is over. Then a row is held, with the code contact_missing, if its contact
/// failed, is held or is unknown in that import; contact_external_id names the contact. Rows with other contacts are
/// sent. A run waits while some process runs the other import. If none does, it fails with MATEO_ERROR_PREDECESSOR, and
/// nothing is lost. mateo_import_retry checks held rows again. So does an import of the same records under the same
/// name with this set.
///
/// - Parameter import: the import, not yet sealed.
/// - Parameter name: the name of the other import. It stands for the newest one. Copied; NULL for none, the default.
/// - Returns: MATEO_OK; MATEO_ERROR_STATE: there is no import of that name in the journal, or this one is sealed;
///   MATEO_ERROR_ARGUMENT: it is the import itself; MATEO_ERROR_HANDLE; any MATEO_ERROR_JOURNAL_* status.
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

/// Sets whether the account is asked for its custom fields and marketing channels before anything is sent.
///
/// A row is held when it has a field that the account does not have (code unknown_field), a value that is not of the
/// custom field's type (field_type), or a value of a marketing channel that is not accepted, declined or requested
/// (consent). Of deals only the types are checked: which fields all of them have is not documented. The answers are
/// kept in the journal for a day, and asked for again before a row is held for them: two to four requests for most
/// accounts. What the key may not read is not checked, and the log says so. mateo_import_set_after says when held rows
/// are checked again.
///
/// - Parameter import: the import, not yet sealed.
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

/// Sets whether the service is asked for the contacts of deals or appointments before anything is sent.
///
/// A row is held when the service has no contact with its contact_external_id (code contact_missing). Rows without one
/// are sent. 50 contacts take one request, each is asked for once in a run, and mateo_plan_contact_requests says how
/// many requests it takes. A run fails when the key may not read contacts. mateo_import_set_after says when held rows
/// are checked again.
///
/// - Parameter import: the import of deals or appointments, not yet sealed.
/// - Parameter must_exist: 0: no, the default; any other number: yes.
/// - Returns: MATEO_OK; MATEO_ERROR_ARGUMENT: it is an import of contacts; MATEO_ERROR_STATE; MATEO_ERROR_HANDLE.
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

/// Returns whether an earlier import of this name has sent the same records. If it has, this one sends nothing. The answer
/// is known after mateo_import_seal.
///
/// - Parameter import: the import.
/// - Parameter out_repeated: receives 1 if it has, else 0.
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

/// Ends the adding of records. From here on the import can run, and survives the end of the process.
///
/// For an unfinished import that was opened again, the function checks that the same records were added with the same
/// settings, or that none were added. If they are others, it fails, and the import does not run: run the unfinished
/// import first (mateo_import_resume), or remove it (mateo_client_forget with force 1), and then open the name again.
///
/// - Parameter import: the import.
/// - Returns: MATEO_OK; MATEO_ERROR_STATE when there are no records, or other ones than the unfinished import has;
///   any MATEO_ERROR_JOURNAL_* status.
///
/// Since: 0.1.0
@c(mateo_import_seal)
public func importSeal(
    _ import: UnsafeMutablePointer<mateo_import>?,
    _ out_error: UnsafeMutablePointer<UnsafeMutablePointer<mateo_error>?>?
) -> mateo_status {
    withImport(`import`, out_error) { found throws(MateoError) in try found.live.seal() }
}
