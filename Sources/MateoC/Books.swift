// Books
//
// Reads and changes imports that the program does not run: its own of earlier days, and those of other processes that
// share the journal. The cursor over the imports moves from the oldest to the newest. It shows each import as it was when
// the cursor reached it.

public import CMateo
import MateoCore
import MateoEngine

private func current(_ imports: UnsafePointer<mateo_imports>?) -> ListedImport? {
    Cursor<ListedImport>.current(imports, .imports)
}

/// Opens a cursor over all imports of the client's journal, of whatever key.
///
/// - Parameter client: the client.
/// - Parameter out_imports: receives the cursor, owned by the caller; end it with mateo_imports_free.
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
/// - Returns: the name; empty when the cursor is at none. Borrowed until the cursor moves, never NULL.
///
/// Since: 0.1.0
@c(mateo_imports_name)
public func importsName(_ imports: UnsafePointer<mateo_imports>?) -> UnsafePointer<CChar> {
    characters(of: current(imports)?.name)
}

/// Returns the type of an import's records.
///
/// - Parameter imports: the cursor.
/// - Returns: the type; 0 when the cursor is at none.
///
/// Since: 0.1.0
@c(mateo_imports_type)
public func importsType(_ imports: UnsafePointer<mateo_imports>?) -> mateo_type {
    current(imports)?.summary.entry.type.rawValue ?? 0
}

/// Returns the state of an import.
///
/// - Parameter imports: the cursor.
/// - Returns: MATEO_STATE_RUNNING while some process runs it; MATEO_STATE_PAUSED when the quota is used up;
///   MATEO_STATE_INTERRUPTED when it can go on at once, whatever ended it; MATEO_STATE_FILLING when it is not sealed;
///   MATEO_STATE_FINISHED or MATEO_STATE_UNKNOWN; -1 when the cursor is at none.
///
/// Since: 0.1.0
@c(mateo_imports_state)
public func importsState(_ imports: UnsafePointer<mateo_imports>?) -> mateo_state {
    current(imports)?.summary.state.rawValue ?? -1
}

/// Counts records of an import in a state, or its requests.
///
/// - Parameter imports: the cursor.
/// - Parameter what: what is counted.
/// - Returns: the count; -1 when what is none of MATEO_COUNT_*, and when the cursor is at none.
///
/// Since: 0.1.0
@c(mateo_imports_count)
public func importsCount(_ imports: UnsafePointer<mateo_imports>?, _ what: mateo_count) -> Int64 {
    guard let summary = current(imports)?.summary else { return -1 }
    return number(what, of: summary.counts, summary.entry.requests) ?? -1
}

/// Returns when a paused import can go on.
///
/// - Parameter imports: the cursor.
/// - Returns: the time in milliseconds since 1970; 0 when the import is not paused, and when the cursor is at none.
///
/// Since: 0.1.0
@c(mateo_imports_resume_at)
public func importsResumeAt(_ imports: UnsafePointer<mateo_imports>?) -> Int64 {
    current(imports)?.summary.resumeAt ?? 0
}

/// Returns when an import was begun.
///
/// - Parameter imports: the cursor.
/// - Returns: the time in milliseconds since 1970; 0 when the cursor is at none.
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

/// Checks that the file of the client's journal is sound and that its books balance: each record is in one batch and in
/// one state, what still has to be sent is there, and each failure is listed where it belongs. It reads the whole
/// journal.
///
/// - Parameter client: the client.
/// - Parameter name: the import to check, or NULL for all.
/// - Returns: MATEO_OK; MATEO_ERROR_BOOKS with the first difference in its message; MATEO_ERROR_STATE when there is no
///   import of that name; any MATEO_ERROR_JOURNAL_* status.
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

/// Removes an import from the client's journal, with the records and the failures in it. What the service has stays
/// there.
///
/// - Parameter client: the client.
/// - Parameter name: the import's name.
/// - Parameter force: 0: only when the import is over, or was never sealed; any other number: also when it is not over.
///   What came of the records that are under way will then never be known.
/// - Returns: MATEO_OK; MATEO_ERROR_STATE when the import is not over, or when there is none of that name;
///   MATEO_ERROR_JOURNAL_BUSY when it is being filled or run, whatever force is; any MATEO_ERROR_JOURNAL_* status.
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

/// Removes the digests of all records that were sent, of whatever key, from the client's journal. The next import that
/// sends only changed records sends all of them; see mateo_import_set_only_changed.
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
