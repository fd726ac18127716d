// Failures
//
// A cursor lists the rows of an import that failed, are held or are superseded, in the order of the rows. Records
// without a known row come last. mateo_failures_set_states chooses other rows, for example those with an unknown
// outcome. mateo_failures_next_csv returns the rows as CSV. The texts of a failure hold personal data. Codes of held
// rows are contact_missing, unknown_field, field_type, consent, email, identifier, rounded, no_identifier, nul,
// shared_handle, and those of a mapping. More may come. If the service's list of failures cannot be read, the library
// retries for a minute. After that the failures are counted and not listed.

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
        let cursor = FailureCursor(found.log, live)
        try give(cursor, .failures, to: out_failures, "out_failures")
    }
}

/// Sets which rows a cursor lists. Without it these are the failed, held and superseded ones. Call it before the cursor
/// moves.
///
/// - Parameter failures: the cursor.
/// - Parameter states: the sum of one or more MATEO_STATES constants.
/// - Returns: MATEO_OK; MATEO_ERROR_ARGUMENT; MATEO_ERROR_HANDLE; MATEO_ERROR_STATE: the cursor has moved.
///
/// Since: 0.1.0
@c(mateo_failures_set_states)
public func failuresSetStates(
    _ failures: UnsafeMutablePointer<mateo_failures>?, _ states: mateo_states,
    _ out_error: UnsafeMutablePointer<UnsafeMutablePointer<mateo_error>?>?
) -> mateo_status {
    boundary(out_error) { () throws(MateoError) in
        let cursor = try object(failures, .failures, as: FailureCursor.self, "failures")
        try cursor.set(states: states)
    }
}

/// Returns the rows as CSV that a person can correct and import again, piece by piece: first the lines before the rows,
/// then one row with each call. The cursor moves along.
///
/// Each row is as its file has it, with the file's delimiter, quote and encoding. The columns mateo_row, mateo_line,
/// mateo_state, mateo_code, mateo_message and mateo_retryable are added, which an import ignores. Rows from programs,
/// from JSON or from files that differ have the fields of their records as columns; a list or an object is written as
/// JSON there, and an import takes that as a text. A failure of an unknown row is left out.
///
/// - Parameter failures: the cursor, which has not been moved with mateo_failures_next.
/// - Parameter for_excel: 1: text in Unicode begins with a byte order mark, which Excel needs; 0: only if the file did.
/// - Parameter out_bytes: receives the piece, which may hold NUL bytes. Borrowed until the next call with this cursor.
/// - Parameter out_length: receives its length in bytes; 0 after the last row.
/// - Returns: MATEO_OK; MATEO_ERROR_ARGUMENT; MATEO_ERROR_HANDLE; MATEO_ERROR_ENCODING: the machine does not have the
///   file's encoding; any MATEO_ERROR_JOURNAL_* status.
///
/// Since: 0.1.0
@c(mateo_failures_next_csv)
public func failuresNextCSV(
    _ failures: UnsafeMutablePointer<mateo_failures>?, _ for_excel: Int32,
    _ out_bytes: UnsafeMutablePointer<UnsafePointer<CChar>?>?, _ out_length: UnsafeMutablePointer<UInt>?,
    _ out_error: UnsafeMutablePointer<UnsafeMutablePointer<mateo_error>?>?
) -> mateo_status {
    boundary(out_error) { () throws(MateoError) in
        let cursor = try object(failures, .failures, as: FailureCursor.self, "failures")
        let (bytes, length) = (try place(out_bytes, "out_bytes"), try place(out_length, "out_length"))
        let piece = try cursor.nextCSV(isForExcel: for_excel != 0)
        bytes.pointee = UnsafePointer(piece.pointer)
        length.pointee = UInt(piece.count)
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

/// Returns the program's own key of the record; see mateo_record_set_tag.
///
/// - Parameter failures: the cursor.
/// - Returns: the tag; empty when there is none, and when the cursor is at no failure. Borrowed until the cursor moves or is
///   freed; never NULL.
///
/// Since: 0.1.0
@c(mateo_failures_tag)
public func failuresTag(_ failures: UnsafePointer<mateo_failures>?) -> UnsafePointer<CChar> {
    characters(of: current(failures)?.tag)
}

/// Returns the line of the file on which a row begins.
///
/// - Parameter failures: the cursor.
/// - Returns: the line, counted from 1 with the header line; 0 when it is not known, and when the cursor is at none.
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

/// Returns a row as its CSV file has it, in UTF-8.
///
/// - Parameter failures: the cursor.
/// - Returns: the row with its line end; empty when it came from no CSV file. Borrowed until the cursor moves, never NULL.
///
/// Since: 0.1.0
@c(mateo_failures_source)
public func failuresSource(_ failures: UnsafePointer<mateo_failures>?) -> UnsafePointer<CChar> {
    characters(of: current(failures)?.source)
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
