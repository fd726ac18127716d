// Failures
//
// A cursor over the failed records of an import, in the order of their rows. Records without a known row come last. The
// cursor starts before the first failure. The texts of a failure are borrowed until the cursor moves or is freed.
// They hold personal data. If the service's list of failures cannot be read, the library retries for a minute. After
// that the failures are counted and not listed.

public import CMateo
import MateoCore
import MateoEngine

/// A cursor over failures as C sees it.
final class FailuresObject: ClientOwned {
    private let live: LiveImport
    private var page: [Failure] = []
    private var place = 0
    private var last: Failure?
    private(set) var current: Failure?
    private(set) var externalID = CText("")
    private(set) var code = CText("")
    private(set) var message = CText("")
    private(set) var input = CText("")

    init(_ live: LiveImport, _ log: LogGate) {
        self.live = live
        super.init(log)
    }

    func next() throws(MateoError) -> Bool {
        if place == page.count {
            page = try live.failures(after: last, limit: 100)
            place = 0
        }
        guard place < page.count else {
            current = nil
            return false
        }
        let failure = page[place]
        place += 1
        last = failure
        current = failure
        externalID = CText(failure.externalID)
        code = CText(failure.code)
        message = CText(failure.message)
        input = CText(failure.input)
        return true
    }
}

private func found(_ failures: UnsafePointer<mateo_failures>?) -> FailuresObject? {
    let walk = Handles.find(UnsafeMutableRawPointer(mutating: failures), .failures, as: FailuresObject.self)
    return walk?.current == nil ? nil : walk
}

/// Opens a cursor over the failures of an import. It may be done while the import is running, between steps.
///
/// - Parameter import: the import.
/// - Parameter out_failures: receives the cursor, owned by the caller; end it with mateo_failures_free.
/// - Returns: MATEO_OK; MATEO_ERROR_ARGUMENT; MATEO_ERROR_HANDLE.
///
/// Since: 0.1.0
@c(mateo_import_failures)
public func importFailures(
    _ import: UnsafeMutablePointer<mateo_import>?,
    _ out_failures: UnsafeMutablePointer<UnsafeMutablePointer<mateo_failures>?>?,
    _ out_error: UnsafeMutablePointer<UnsafeMutablePointer<mateo_error>?>?
) -> mateo_status {
    withImport(`import`, out_error) { found throws(MateoError) in
        try give(FailuresObject(found.live, found.log), .failures, to: out_failures, "out_failures")
    }
}

/// Moves to the next failure.
///
/// - Parameter failures: the cursor.
/// - Parameter out_found: receives 1 when there is one, 0 after the last.
/// - Returns: MATEO_OK; MATEO_ERROR_ARGUMENT; any MATEO_ERROR_JOURNAL_* status.
///
/// Since: 0.1.0
@c(mateo_failures_next)
public func failuresNext(
    _ failures: UnsafeMutablePointer<mateo_failures>?, _ out_found: UnsafeMutablePointer<Int32>?,
    _ out_error: UnsafeMutablePointer<UnsafeMutablePointer<mateo_error>?>?
) -> mateo_status {
    boundary(out_error) { () throws(MateoError) in
        let walk = try object(failures, .failures, as: FailuresObject.self, "failures")
        guard let out_found else {
            throw MateoError(.argument, "the pointer out_found is NULL: there is no place for the result")
        }
        out_found.pointee = try walk.next() ? 1 : 0
    }
}

/// Returns the row of a failed record.
///
/// - Parameter failures: the cursor.
/// - Returns: the row, counted from 1 over all records of the import in the order in which they were added; 0
///   when the service does not tell which record it was, and when the cursor is not at a failure.
///
/// Since: 0.1.0
@c(mateo_failures_row)
public func failuresRow(_ failures: UnsafePointer<mateo_failures>?) -> Int64 {
    found(failures)?.current?.row ?? 0
}

/// Returns the external id of a failed record.
///
/// - Parameter failures: the cursor.
/// - Returns: the external id; empty when the record has none. Borrowed until the cursor moves, never NULL.
///
/// Since: 0.1.0
@c(mateo_failures_external_id)
public func failuresExternalID(_ failures: UnsafePointer<mateo_failures>?) -> UnsafePointer<CChar> {
    found(failures).map { UnsafePointer($0.externalID.pointer) } ?? characters(of: "")
}

/// Returns the service's code for a failure, usually an SQLSTATE.
///
/// - Parameter failures: the cursor.
/// - Returns: the code; empty when the service named none. Borrowed until the cursor moves, never NULL.
///
/// Since: 0.1.0
@c(mateo_failures_code)
public func failuresCode(_ failures: UnsafePointer<mateo_failures>?) -> UnsafePointer<CChar> {
    found(failures).map { UnsafePointer($0.code.pointer) } ?? characters(of: "")
}

/// Returns the service's reason for a failure.
///
/// - Parameter failures: the cursor.
/// - Returns: the reason in the service's words. Borrowed until the cursor moves, never NULL.
///
/// Since: 0.1.0
@c(mateo_failures_message)
public func failuresMessage(_ failures: UnsafePointer<mateo_failures>?) -> UnsafePointer<CChar> {
    found(failures).map { UnsafePointer($0.message.pointer) } ?? characters(of: "")
}

/// Returns a failed record as the service returned it: what was sent, its fields perhaps in another order.
///
/// - Parameter failures: the cursor.
/// - Returns: a JSON object; empty when the service did not name the record. Borrowed until the cursor moves,
///   never NULL.
///
/// Since: 0.1.0
@c(mateo_failures_input)
public func failuresInput(_ failures: UnsafePointer<mateo_failures>?) -> UnsafePointer<CChar> {
    found(failures).map { UnsafePointer($0.input.pointer) } ?? characters(of: "")
}

/// Frees a cursor.
///
/// - Parameter failures: the cursor, consumed; NULL is fine.
///
/// Since: 0.1.0
@c(mateo_failures_free)
public func failuresFree(_ failures: UnsafeMutablePointer<mateo_failures>?) {
    Handles.close(UnsafeMutableRawPointer(failures), .failures)
}

/// Finds the next rows of an import whose outcome is unknown. The import may be running or over.
///
/// Records among them that a cursor over the failures names are not unknown.
///
/// - Parameter import: the import.
/// - Parameter after: 0 to begin, else the last row that was found before.
/// - Parameter out_first: receives the first of the rows that follow each other; 0 when there are no more.
/// - Parameter out_last: receives the last of them; 0 when there are no more.
/// - Returns: MATEO_OK; MATEO_ERROR_ARGUMENT; any MATEO_ERROR_JOURNAL_* status.
///
/// Since: 0.1.0
@c(mateo_import_unknown_rows)
public func importUnknownRows(
    _ import: UnsafeMutablePointer<mateo_import>?, _ after: Int64,
    _ out_first: UnsafeMutablePointer<Int64>?, _ out_last: UnsafeMutablePointer<Int64>?,
    _ out_error: UnsafeMutablePointer<UnsafeMutablePointer<mateo_error>?>?
) -> mateo_status {
    withImport(`import`, out_error) { found throws(MateoError) in
        guard let out_first, let out_last else {
            throw MateoError(.argument, "out_first or out_last is NULL: there is no place for the rows")
        }
        let rows = try found.live.unknownRows(after: after, limit: 1).first
        out_first.pointee = rows?.first ?? 0
        out_last.pointee = rows?.last ?? 0
    }
}
