// Failures
//
// A cursor over the rows of an import that failed, are held or are superseded, in their order. Records without a known
// row come last. The texts of a failure hold personal data. If the service's list of failures cannot be read, the library retries for a minute. After
// that the failures are counted and not listed.

public import CMateo
import MateoCore
import MateoEngine

private func current(_ failures: UnsafePointer<mateo_failures>?) -> ListedFailure? {
    Cursor<ListedFailure>.current(failures, .failures)
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
        let live = found.live
        let cursor = Cursor<ListedFailure>(found.log) { last throws(MateoError) in
            try live.failures(after: last, limit: 100)
        }
        try give(cursor, .failures, to: out_failures, "out_failures")
    }
}

/// Moves to the next failure.
///
/// - Parameter failures: the cursor.
/// - Parameter out_found: receives 1 at a failure, 0 after the last.
/// - Returns: MATEO_OK; MATEO_ERROR_ARGUMENT; any MATEO_ERROR_JOURNAL_* status.
///
/// Since: 0.1.0
@c(mateo_failures_next)
public func failuresNext(
    _ failures: UnsafeMutablePointer<mateo_failures>?, _ out_found: UnsafeMutablePointer<Int32>?,
    _ out_error: UnsafeMutablePointer<UnsafeMutablePointer<mateo_error>?>?
) -> mateo_status {
    Cursor<ListedFailure>.next(failures, .failures, "failures", to: out_found, out_error)
}

/// Returns the row of a failed record.
///
/// - Parameter failures: the cursor.
/// - Returns: the row, counted from 1 over all records of the import in the order in which they were added; 0 when the
///   service does not tell which record it was, and when the cursor is at none.
///
/// Since: 0.1.0
@c(mateo_failures_row)
public func failuresRow(_ failures: UnsafePointer<mateo_failures>?) -> Int64 {
    current(failures)?.row ?? 0
}

/// Returns the line of the file on which a row that was not sent begins.
///
/// - Parameter failures: the cursor.
/// - Returns: the line, counted from 1 with the header line; 0 when it is not known, when the record was sent, and when
///   the cursor is at none.
///
/// Since: 0.1.0
@c(mateo_failures_line)
public func failuresLine(_ failures: UnsafePointer<mateo_failures>?) -> Int64 {
    current(failures)?.line ?? 0
}

/// Returns why the cursor lists a row.
///
/// - Parameter failures: the cursor.
/// - Returns: MATEO_FAILURE_FAILED or another of that family; -1 when the cursor is at none.
///
/// Since: 0.1.0
@c(mateo_failures_kind)
public func failuresKind(_ failures: UnsafePointer<mateo_failures>?) -> mateo_failure_kind {
    current(failures)?.state ?? -1
}

/// Returns whether the same record may succeed another time, because the service was at fault.
///
/// - Parameter failures: the cursor.
/// - Returns: 1 or 0; 0 when the cursor is at none.
///
/// Since: 0.1.0
@c(mateo_failures_is_retryable)
public func failuresIsRetryable(_ failures: UnsafePointer<mateo_failures>?) -> Int32 {
    current(failures)?.isRetryable == true ? 1 : 0
}

/// Returns the external id of a failed record.
///
/// - Parameter failures: the cursor.
/// - Returns: the external id; empty when the record has none. Borrowed until the cursor moves, never NULL.
///
/// Since: 0.1.0
@c(mateo_failures_external_id)
public func failuresExternalID(_ failures: UnsafePointer<mateo_failures>?) -> UnsafePointer<CChar> {
    characters(of: current(failures)?.externalID)
}

/// Returns the service's code for a failure, usually an SQLSTATE, or that of the check that held the row.
///
/// - Parameter failures: the cursor.
/// - Returns: the code; empty for none. Borrowed until the cursor moves, never NULL.
///
/// Since: 0.1.0
@c(mateo_failures_code)
public func failuresCode(_ failures: UnsafePointer<mateo_failures>?) -> UnsafePointer<CChar> {
    characters(of: current(failures)?.code)
}

/// Returns the reason for a failure.
///
/// - Parameter failures: the cursor.
/// - Returns: the service's words, or those of the check that held the row. Borrowed until the cursor moves, never NULL.
///
/// Since: 0.1.0
@c(mateo_failures_message)
public func failuresMessage(_ failures: UnsafePointer<mateo_failures>?) -> UnsafePointer<CChar> {
    characters(of: current(failures)?.message)
}

/// Returns what is wrong, for the person who can mend the row: the field as far as it is known, and the meaning of the
/// service's code. It is the same for all rows with the same fault, and has no value of the record if the code is a known
/// one.
///
/// - Parameter failures: the cursor.
/// - Returns: a sentence in English; for a row that was not sent, what mateo_failures_message returns. Borrowed until the
///   cursor moves, never NULL.
///
/// Since: 0.1.0
@c(mateo_failures_reason)
public func failuresReason(_ failures: UnsafePointer<mateo_failures>?) -> UnsafePointer<CChar> {
    characters(of: current(failures)?.reason)
}

/// Returns a record as the service returned it, its fields perhaps in another order, or as it would have been sent.
///
/// - Parameter failures: the cursor.
/// - Returns: a JSON object; empty when it is not known. Borrowed until the cursor moves,
///   never NULL.
///
/// Since: 0.1.0
@c(mateo_failures_input)
public func failuresInput(_ failures: UnsafePointer<mateo_failures>?) -> UnsafePointer<CChar> {
    characters(of: current(failures)?.input)
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
        let (first, last) = (try place(out_first, "out_first"), try place(out_last, "out_last"))
        let rows = try found.live.unknownRows(after: after, limit: 1).first
        first.pointee = rows?.first ?? 0
        last.pointee = rows?.last ?? 0
    }
}
