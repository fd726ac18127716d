// Books
//
// Reads and changes imports that the program does not run: its own of earlier days, and those of other processes that
// share the journal. The cursor over the imports starts before the first. It moves from the oldest to the newest, and
// keeps the state that an import had when the cursor reached it. Its text is borrowed until the cursor moves or is
// freed.

public import CMateo
import MateoCore
import MateoEngine

/// A cursor over imports as C sees it.
final class ImportsObject: ClientOwned {
    private let client: LiveClient
    private var last: Int64 = 0
    private(set) var current: ImportSummary?
    private(set) var name = CText("")

    init(_ owner: ClientObject) {
        client = owner.client
        super.init(owner.log)
    }

    func next() throws(MateoError) -> Bool {
        current = try client.summary(after: last)
        guard let current else { return false }
        last = current.entry.id
        name = CText(current.entry.name)
        return true
    }
}

@inline(never)
private func found(_ imports: UnsafePointer<mateo_imports>?) -> ImportsObject? {
    let walk = Handles.find(UnsafeMutableRawPointer(mutating: imports), .imports, as: ImportsObject.self)
    return walk?.current == nil ? nil : walk
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
        try give(ImportsObject(owner), .imports, to: out_imports, "out_imports")
    }
}

/// Moves to the next import.
///
/// - Parameter imports: the cursor.
/// - Parameter out_found: receives 1 when there is one, 0 after the last.
/// - Returns: MATEO_OK; MATEO_ERROR_ARGUMENT; any MATEO_ERROR_JOURNAL_* status.
///
/// Since: 0.1.0
@c(mateo_imports_next)
public func importsNext(
    _ imports: UnsafeMutablePointer<mateo_imports>?, _ out_found: UnsafeMutablePointer<Int32>?,
    _ out_error: UnsafeMutablePointer<UnsafeMutablePointer<mateo_error>?>?
) -> mateo_status {
    boundary(out_error) { () throws(MateoError) in
        let walk = try object(imports, .imports, as: ImportsObject.self, "imports")
        guard let out_found else {
            throw MateoError(.argument, "the pointer out_found is NULL: there is no place for the result")
        }
        out_found.pointee = try walk.next() ? 1 : 0
    }
}

/// Returns the name of an import.
///
/// - Parameter imports: the cursor.
/// - Returns: the name; empty when the cursor is not at an import. Borrowed until the cursor moves, never NULL.
///
/// Since: 0.1.0
@c(mateo_imports_name)
public func importsName(_ imports: UnsafePointer<mateo_imports>?) -> UnsafePointer<CChar> {
    found(imports).map { UnsafePointer($0.name.pointer) } ?? characters(of: "")
}

/// Returns the type of an import's records.
///
/// - Parameter imports: the cursor.
/// - Returns: the type; 0 when the cursor is not at an import.
///
/// Since: 0.1.0
@c(mateo_imports_type)
public func importsType(_ imports: UnsafePointer<mateo_imports>?) -> mateo_type {
    found(imports)?.current?.entry.type.rawValue ?? 0
}

/// Returns the state of an import.
///
/// - Parameter imports: the cursor.
/// - Returns: MATEO_STATE_RUNNING while some process runs it; MATEO_STATE_PAUSED when the quota is used up;
///   MATEO_STATE_INTERRUPTED when it can go on at once, whatever ended it; MATEO_STATE_FILLING when it is not sealed;
///   MATEO_STATE_FINISHED or MATEO_STATE_UNKNOWN; -1 when the cursor is not at an import.
///
/// Since: 0.1.0
@c(mateo_imports_state)
public func importsState(_ imports: UnsafePointer<mateo_imports>?) -> mateo_state {
    found(imports)?.current?.state.rawValue ?? -1
}

/// Counts records of an import in a state, or its requests.
///
/// - Parameter imports: the cursor.
/// - Parameter what: what is counted.
/// - Returns: the count; -1 when what is none of MATEO_COUNT_*, and when the cursor is not at an import.
///
/// Since: 0.1.0
@c(mateo_imports_count)
public func importsCount(_ imports: UnsafePointer<mateo_imports>?, _ what: mateo_count) -> Int64 {
    guard let current = found(imports)?.current else { return -1 }
    return number(what, of: current.counts, current.entry.requests) ?? -1
}

/// Returns when a paused import can go on.
///
/// - Parameter imports: the cursor.
/// - Returns: the time in milliseconds since 1970; 0 when the import is not paused, and when there is none.
///
/// Since: 0.1.0
@c(mateo_imports_resume_at)
public func importsResumeAt(_ imports: UnsafePointer<mateo_imports>?) -> Int64 {
    found(imports)?.current?.resumeAt ?? 0
}

/// Returns when an import was begun.
///
/// - Parameter imports: the cursor.
/// - Returns: the time in milliseconds since 1970; 0 when the cursor is not at an import.
///
/// Since: 0.1.0
@c(mateo_imports_created_at)
public func importsCreatedAt(_ imports: UnsafePointer<mateo_imports>?) -> Int64 {
    found(imports)?.current?.entry.createdAt ?? 0
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
