// Hints
//
// A cursor lists the service's hints about an import, in the order of their arrival. Most report that an e-mail address
// or a telephone number moved from another contact. The service keeps the first 20 hints of each batch, so small
// batches lose fewer of them. Hints hold personal data. They are removed with the import.

public import CMateo
import MateoCore
import MateoEngine

private func current(_ hints: UnsafePointer<mateo_hints>?) -> ListedHint? {
    Cursor<ListedHint>.current(hints, .hints)
}

/// Opens a cursor over the hints of an import. The import may be running: open the cursor between steps.
///
/// - Parameter import: the import.
/// - Parameter out_hints: receives the cursor, owned by the caller; free it with mateo_hints_free.
/// - Returns: MATEO_OK; MATEO_ERROR_ARGUMENT; MATEO_ERROR_HANDLE.
///
/// Since: 0.1.0
@c(mateo_import_hints)
public func importHints(
    _ import: UnsafeMutablePointer<mateo_import>?,
    _ out_hints: UnsafeMutablePointer<UnsafeMutablePointer<mateo_hints>?>?,
    _ out_error: UnsafeMutablePointer<UnsafeMutablePointer<mateo_error>?>?
) -> mateo_status {
    withImport(`import`, out_error) { found throws(MateoError) in
        let live = found.live
        let cursor = Cursor<ListedHint>(found.log) { last throws(MateoError) in
            try live.hints(after: last, limit: 100)
        }
        try give(cursor, .hints, to: out_hints, "out_hints")
    }
}

/// Moves to the next hint.
///
/// - Parameter hints: the cursor.
/// - Parameter out_found: receives 1 at a hint, 0 after the last.
/// - Returns: MATEO_OK; MATEO_ERROR_ARGUMENT; any MATEO_ERROR_JOURNAL_* status.
///
/// Since: 0.1.0
@c(mateo_hints_next)
public func hintsNext(
    _ hints: UnsafeMutablePointer<mateo_hints>?, _ out_found: UnsafeMutablePointer<Int32>?,
    _ out_error: UnsafeMutablePointer<UnsafeMutablePointer<mateo_error>?>?
) -> mateo_status {
    Cursor<ListedHint>.next(hints, .hints, "hints", to: out_found, out_error)
}

/// Returns the first row of the batch that the hint refers to.
///
/// - Parameter hints: the cursor.
/// - Returns: the row, counted from 1; 0 if the cursor is not on an element.
///
/// Since: 0.1.0
@c(mateo_hints_first_row)
public func hintsFirstRow(_ hints: UnsafePointer<mateo_hints>?) -> Int64 {
    current(hints)?.rows.first ?? 0
}

/// Returns the last row of the batch that the hint refers to.
///
/// - Parameter hints: the cursor.
/// - Returns: the row, counted from 1; 0 if the cursor is not on an element.
///
/// Since: 0.1.0
@c(mateo_hints_last_row)
public func hintsLastRow(_ hints: UnsafePointer<mateo_hints>?) -> Int64 {
    current(hints)?.rows.last ?? 0
}

/// Returns a hint as the service sent it: a text or JSON. The service does not document its form.
///
/// - Parameter hints: the cursor.
/// - Returns: at most 2,000 characters; empty if the cursor is not on an element. Borrowed until the cursor moves,
///   never NULL.
///
/// Since: 0.1.0
@c(mateo_hints_text)
public func hintsText(_ hints: UnsafePointer<mateo_hints>?) -> UnsafePointer<CChar> {
    characters(of: current(hints)?.text)
}

/// Frees a cursor.
///
/// - Parameter hints: the cursor, consumed; NULL is fine.
///
/// Since: 0.1.0
@c(mateo_hints_free)
public func hintsFree(_ hints: UnsafeMutablePointer<mateo_hints>?) {
    Handles.close(UnsafeMutableRawPointer(hints), .hints)
}
