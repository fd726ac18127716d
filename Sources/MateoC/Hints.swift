// Hints
//
// A cursor over the service's remarks about an import, in the order in which they came: above all that an e-mail address
// or a telephone number was taken from another contact. The service keeps the first 20 of each batch, so small batches
// lose fewer. They hold personal data, and go with the import.

public import CMateo
import MateoCore
import MateoEngine

/// A cursor over hints as C sees it.
final class HintsObject: ClientOwned {
    private let live: LiveImport
    private(set) var current: Hint?
    private(set) var text = CText("")

    init(_ live: LiveImport, _ log: LogGate) {
        self.live = live
        super.init(log)
    }

    func next() throws(MateoError) -> Bool {
        guard let next = try live.hints(after: current, limit: 1).first else { return false }
        current = next
        text = CText(next.text)
        return true
    }
}

@inline(never)
private func found(_ hints: UnsafePointer<mateo_hints>?) -> HintsObject? {
    Handles.find(UnsafeMutableRawPointer(mutating: hints), .hints, as: HintsObject.self)
}

/// Opens a cursor over the service's remarks about an import. It may be done while the import is running, between steps.
///
/// - Parameter import: the import.
/// - Parameter out_hints: receives the cursor, owned by the caller; end it with mateo_hints_free.
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
        try give(HintsObject(found.live, found.log), .hints, to: out_hints, "out_hints")
    }
}

/// Moves to the next hint.
///
/// - Parameter hints: the cursor.
/// - Parameter out_found: receives 1 when there is one, 0 after the last; the cursor then stays at the last.
/// - Returns: MATEO_OK; MATEO_ERROR_ARGUMENT; any MATEO_ERROR_JOURNAL_* status.
///
/// Since: 0.1.0
@c(mateo_hints_next)
public func hintsNext(
    _ hints: UnsafeMutablePointer<mateo_hints>?, _ out_found: UnsafeMutablePointer<Int32>?,
    _ out_error: UnsafeMutablePointer<UnsafeMutablePointer<mateo_error>?>?
) -> mateo_status {
    boundary(out_error) { () throws(MateoError) in
        let walk = try object(hints, .hints, as: HintsObject.self, "hints")
        guard let out_found else {
            throw MateoError(.argument, "the pointer out_found is NULL: there is no place for the result")
        }
        out_found.pointee = try walk.next() ? 1 : 0
    }
}

/// Returns the first row of the batch that the hint refers to.
///
/// - Parameter hints: the cursor.
/// - Returns: the row, counted from 1; 0 before the first hint.
///
/// Since: 0.1.0
@c(mateo_hints_first_row)
public func hintsFirstRow(_ hints: UnsafePointer<mateo_hints>?) -> Int64 {
    found(hints)?.current?.rows.first ?? 0
}

/// Returns the last row of the batch that the hint refers to.
///
/// - Parameter hints: the cursor.
/// - Returns: the row, counted from 1; 0 before the first hint.
///
/// Since: 0.1.0
@c(mateo_hints_last_row)
public func hintsLastRow(_ hints: UnsafePointer<mateo_hints>?) -> Int64 {
    found(hints)?.current?.rows.last ?? 0
}

/// Returns a hint in the service's words, whose form is not documented: a text, or JSON as it came.
///
/// - Parameter hints: the cursor.
/// - Returns: at most 2,000 characters; empty before the first hint. Borrowed until the cursor moves or is freed, never
///   NULL.
///
/// Since: 0.1.0
@c(mateo_hints_text)
public func hintsText(_ hints: UnsafePointer<mateo_hints>?) -> UnsafePointer<CChar> {
    found(hints).map { UnsafePointer($0.text.pointer) } ?? characters(of: "")
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
