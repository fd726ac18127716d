// Imports in the journal
//
// These functions read and remove the imports of a journal, including earlier ones and those of other processes. A
// cursor lists the imports from the oldest to the newest. It shows each import as it was when the cursor reached it.

public import CMateo
import MateoCore
import MateoEngine

private func current(_ imports: UnsafePointer<mateo_imports>?) -> ListedImport? {
    Cursor<ListedImport>.current(imports, .imports)
}

/// Opens a cursor over all imports of the client's journal, of all keys.
///
/// - Parameter client: the client.
/// - Parameter out_imports: receives the cursor, owned by the caller; free it with mateo_imports_free.
/// - Returns: MATEO_OK; MATEO_ERROR_ARGUMENT; MATEO_ERROR_HANDLE.
///
/// Since: 0.1.0
@c(mateo_client_imports)
public func clientImports(
    _ client: UnsafeMutablePointer<mateo_client>?,
    _ out_imports: UnsafeMutablePointer<UnsafeMutablePointer<mateo_imports>?>?,
    _ out_error: UnsafeMutablePointer<UnsafeMutablePointer<mateo_error>?>?
) -> mateo_status {
    boundary(out_error) { () throws(MateoError) in
        let owner = try object(client, .client, as: ClientObject.self, "client")
        let client = owner.client
        // One at a time: an import changes while the cursor is at another one.
        let cursor = Cursor<ListedImport>(owner.log) { last throws(MateoError) in
            try client.summary(after: last?.entry.id ?? 0).map { [$0] } ?? []
        }
        try give(cursor, .imports, to: out_imports, "out_imports")
    }
}

/// Moves to the next import.
///
/// - Parameter imports: the cursor.
/// - Parameter out_found: receives 1 at an import, 0 after the last.
/// - Returns: MATEO_OK; MATEO_ERROR_ARGUMENT; any MATEO_ERROR_JOURNAL_* status.
///
/// Since: 0.1.0
@c(mateo_imports_next)
public func importsNext(
    _ imports: UnsafeMutablePointer<mateo_imports>?, _ out_found: UnsafeMutablePointer<Int32>?,
    _ out_error: UnsafeMutablePointer<UnsafeMutablePointer<mateo_error>?>?
) -> mateo_status {
    Cursor<ListedImport>.next(imports, .imports, "imports", to: out_found, out_error)
}

/// Returns the name of an import.
///
/// - Parameter imports: the cursor.
/// - Returns: the name; empty if the cursor is not on an element. Borrowed until the cursor moves, never NULL.
///
/// Since: 0.1.0
@c(mateo_imports_name)
public func importsName(_ imports: UnsafePointer<mateo_imports>?) -> UnsafePointer<CChar> {
    characters(of: current(imports)?.name)
}

/// Returns the type of an import in the journal.
///
/// - Parameter imports: the cursor.
/// - Returns: the type; 0 if the cursor is not on an element.
///
/// Since: 0.1.0
@c(mateo_imports_type)
public func importsType(_ imports: UnsafePointer<mateo_imports>?) -> mateo_type {
    current(imports)?.summary.entry.type.rawValue ?? 0
}

/// Returns the state of an import.
///
/// - Parameter imports: the cursor.
/// - Returns: MATEO_STATE_RUNNING while a process runs it; MATEO_STATE_PAUSED if the quota is used up or
///   the service asked to wait; MATEO_STATE_STOPPED if its records fail; MATEO_STATE_INTERRUPTED if it can continue at
///   once; MATEO_STATE_FILLING if it is not sealed; MATEO_STATE_FINISHED; MATEO_STATE_UNKNOWN; -1 if the cursor is not
///   on an element.
///
/// Since: 0.1.0
@c(mateo_imports_state)
public func importsState(_ imports: UnsafePointer<mateo_imports>?) -> mateo_state {
    current(imports)?.summary.state.rawValue ?? -1
}

/// Counts the records of an import in a state, its jobs, or its requests.
///
/// - Parameter imports: the cursor.
/// - Parameter what: one of MATEO_COUNT_*.
/// - Returns: the count; -1 if what is another number, or the cursor is not on an element.
///
/// Since: 0.1.0
@c(mateo_imports_count)
public func importsCount(_ imports: UnsafePointer<mateo_imports>?, _ what: mateo_count) -> Int64 {
    guard let summary = current(imports)?.summary else { return -1 }
    return number(what, of: summary.counts, summary.entry.requests) ?? -1
}

/// Returns the time at which a paused import can continue.
///
/// - Parameter imports: the cursor.
/// - Returns: the time in milliseconds since 1970; 0 if the import is not paused, or the cursor is not on an element.
///
/// Since: 0.1.0
@c(mateo_imports_resume_at)
public func importsResumeAt(_ imports: UnsafePointer<mateo_imports>?) -> Int64 {
    current(imports)?.summary.resumeAt ?? 0
}

/// Returns the time at which an import began.
///
/// - Parameter imports: the cursor.
/// - Returns: the time in milliseconds since 1970; 0 if the cursor is not on an element.
///
/// Since: 0.1.0
@c(mateo_imports_created_at)
public func importsCreatedAt(_ imports: UnsafePointer<mateo_imports>?) -> Int64 {
    current(imports)?.summary.entry.createdAt ?? 0
}

/// Frees a cursor.
///
/// - Parameter imports: the cursor, consumed; NULL is fine.
///
/// Since: 0.1.0
@c(mateo_imports_free)
public func importsFree(_ imports: UnsafeMutablePointer<mateo_imports>?) {
    Handles.close(UnsafeMutableRawPointer(imports), .imports)
}

/// Checks that the client's journal is intact and accounts for every record: each record is in exactly one batch and
/// one state, the records to send exist, and each failure is listed once. It reads the whole journal.
///
/// - Parameter client: the client.
/// - Parameter name: the import to check, or NULL for all.
/// - Returns: MATEO_OK; MATEO_ERROR_BOOKS, with the first difference in its message; MATEO_ERROR_NOT_FOUND if there is
///   no import of that name; any MATEO_ERROR_JOURNAL_* status.
///
/// Since: 0.1.0
@c(mateo_client_verify)
public func clientVerify(
    _ client: UnsafeMutablePointer<mateo_client>?, _ name: UnsafePointer<CChar>?,
    _ out_error: UnsafeMutablePointer<UnsafeMutablePointer<mateo_error>?>?
) -> mateo_status {
    boundary(out_error) { () throws(MateoError) in
        let client = try object(client, .client, as: ClientObject.self, "client").client
        try client.verify(importNamed: optionalString(name, "name"))
    }
}

/// Removes all imports of a name from the client's journal, with their records and failures. The service keeps its
/// data. An open handle of a removed import can only be closed: functions that read, change or run the import fail with
/// MATEO_ERROR_STATE.
///
/// - Parameter client: the client.
/// - Parameter name: the import's name.
/// - Parameter force: 0: only if the import is over, or was never sealed; any other number: also if it is not over. The
///   outcome of its records in flight is then lost.
/// - Returns: MATEO_OK; MATEO_ERROR_STATE if the import is not over; MATEO_ERROR_NOT_FOUND if there is none of that
///   name; MATEO_ERROR_JOURNAL_BUSY if it is being filled or run, regardless of force; any MATEO_ERROR_JOURNAL_* status.
///
/// Since: 0.1.0
@c(mateo_client_forget)
public func clientForget(
    _ client: UnsafeMutablePointer<mateo_client>?, _ name: UnsafePointer<CChar>?, _ force: Int32,
    _ out_error: UnsafeMutablePointer<UnsafeMutablePointer<mateo_error>?>?
) -> mateo_status {
    boundary(out_error) { () throws(MateoError) in
        let client = try object(client, .client, as: ClientObject.self, "client").client
        try client.forget(importNamed: string(name, "name"), force: force != 0)
    }
}

/// Removes the digests of all records, of all keys, from the client's journal. The next import with
/// mateo_import_set_only_changed then sends all its records.
///
/// - Parameter client: the client.
/// - Returns: MATEO_OK; any MATEO_ERROR_JOURNAL_* status.
///
/// Since: 0.1.0
@c(mateo_client_forget_digests)
public func clientForgetDigests(
    _ client: UnsafeMutablePointer<mateo_client>?,
    _ out_error: UnsafeMutablePointer<UnsafeMutablePointer<mateo_error>?>?
) -> mateo_status {
    boundary(out_error) { () throws(MateoError) in
        try object(client, .client, as: ClientObject.self, "client").client.forgetDigests()
    }
}
