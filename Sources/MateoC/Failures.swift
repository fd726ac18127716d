// Failures
//
// A cursor lists the rows of an import that failed, are held or are superseded, in the order of the rows. Failures
// without a known row come last. mateo_failures_set_states selects other rows, for example those with an unknown
// outcome. mateo_failures_next_csv returns the rows as CSV. The texts of a failure hold personal data. The codes of
// held rows are contact_missing, unknown_field, field_type, consent, email, identifier, rounded, time, no_identifier,
// nul, ragged, header, total, shared_handle, uncorrected, and those of a mapping. Later versions may add codes. If the
// service's list of failures cannot be read, the library retries for a minute. After that the failures are counted but
// not listed.

public import CMateo
import MateoCore
import MateoEngine

private func current(_ failures: UnsafePointer<mateo_failures>?) -> ListedFailure? {
    Cursor<ListedFailure>.current(failures, .failures)
}

/// Opens a cursor over the failures of an import. The import may be running: open the cursor between steps.
///
/// - Parameter import: the import.
/// - Parameter out_failures: receives the cursor, owned by the caller; free it with mateo_failures_free.
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

/// Sets which rows a cursor lists. The default is the failed, held and superseded rows. Call it before the cursor
/// moves.
///
/// - Parameter failures: the cursor.
/// - Parameter states: the sum of one or more MATEO_STATES constants.
/// - Returns: MATEO_OK; MATEO_ERROR_ARGUMENT; MATEO_ERROR_HANDLE; MATEO_ERROR_STATE if the cursor has moved.
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

/// Returns the rows as CSV, piece by piece, so that a person can correct and import them again. The first piece has the
/// lines before the rows. Each further call returns one row with its line end, and moves the cursor.
///
/// Each row is as in its file, with the file's delimiter, quote and encoding. These columns are added, and an import
/// ignores them: mateo_row, mateo_line, mateo_state, mateo_code, mateo_message, mateo_retryable. Rows from a program,
/// from JSON or from several different files have the fields of their records as columns. A list or an object is then
/// written as JSON, and an import reads it as a text. Tags are not in the CSV. Failures without a known row are left
/// out.
///
/// - Parameter failures: the cursor, not moved by mateo_failures_next.
/// - Parameter for_excel: 0: a byte order mark only if the file had one; any other number: a byte order mark before
///   Unicode, which Excel needs.
/// - Parameter out_bytes: receives the piece, which may have NUL bytes. Borrowed until the next call with this cursor.
/// - Parameter out_length: receives its length in bytes; 0 after the last row.
/// - Returns: MATEO_OK; MATEO_ERROR_ARGUMENT; MATEO_ERROR_HANDLE; MATEO_ERROR_STATE if the cursor has moved;
///   MATEO_ERROR_ENCODING if the machine does not support the file's encoding; any MATEO_ERROR_JOURNAL_* status.
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
/// - Returns: the row, counted from 1 over all records of the import, in the order in which they were added; 0 if the
///   service did not name the row, or the cursor is not on an element.
///
/// Since: 0.1.0
@c(mateo_failures_row)
public func failuresRow(_ failures: UnsafePointer<mateo_failures>?) -> Int64 {
    current(failures)?.row ?? 0
}

/// Returns the tag of a failed record; see mateo_record_set_tag.
///
/// - Parameter failures: the cursor.
/// - Returns: the tag; empty if there is none. Borrowed until the cursor moves, never NULL.
///
/// Since: 0.1.0
@c(mateo_failures_tag)
public func failuresTag(_ failures: UnsafePointer<mateo_failures>?) -> UnsafePointer<CChar> {
    characters(of: current(failures)?.tag)
}

/// Returns the line of the file on which a failed row begins.
///
/// - Parameter failures: the cursor.
/// - Returns: the line, counted from 1 with the header line; 0 if it is unknown, or the cursor is not on an element.
///
/// Since: 0.1.0
@c(mateo_failures_line)
public func failuresLine(_ failures: UnsafePointer<mateo_failures>?) -> Int64 {
    current(failures)?.line ?? 0
}

/// Returns the kind of a failure.
///
/// - Parameter failures: the cursor.
/// - Returns: MATEO_FAILURE_FAILED or another of that family; -1 if the cursor is not on an element.
///
/// Since: 0.1.0
@c(mateo_failures_kind)
public func failuresKind(_ failures: UnsafePointer<mateo_failures>?) -> mateo_failure_kind {
    current(failures)?.state ?? -1
}

/// Returns whether the same record may succeed when it is sent again, because the service failed. For a held row it
/// returns 0, even if mateo_import_retry would check it again.
///
/// - Parameter failures: the cursor.
/// - Returns: 1 or 0; 0 if the cursor is not on an element.
///
/// Since: 0.1.0
@c(mateo_failures_is_retryable)
public func failuresIsRetryable(_ failures: UnsafePointer<mateo_failures>?) -> Int32 {
    current(failures)?.isRetryable == true ? 1 : 0
}

/// Returns the external id of a failed record.
///
/// - Parameter failures: the cursor.
/// - Returns: the external id; empty if the record has none. Borrowed until the cursor moves, never NULL.
///
/// Since: 0.1.0
@c(mateo_failures_external_id)
public func failuresExternalID(_ failures: UnsafePointer<mateo_failures>?) -> UnsafePointer<CChar> {
    characters(of: current(failures)?.externalID)
}

/// Returns the code of a failure: that of the service, usually an SQLSTATE, or that of the check that held the row.
///
/// - Parameter failures: the cursor.
/// - Returns: the code; empty for none. Borrowed until the cursor moves, never NULL.
///
/// Since: 0.1.0
@c(mateo_failures_code)
public func failuresCode(_ failures: UnsafePointer<mateo_failures>?) -> UnsafePointer<CChar> {
    characters(of: current(failures)?.code)
}

/// Returns the message of a failure.
///
/// - Parameter failures: the cursor.
/// - Returns: the message of the service, or of the check that held the row. Borrowed until the cursor moves, never
///   NULL.
///
/// Since: 0.1.0
@c(mateo_failures_message)
public func failuresMessage(_ failures: UnsafePointer<mateo_failures>?) -> UnsafePointer<CChar> {
    characters(of: current(failures)?.message)
}

/// Returns the reason for a failure, for the person who can correct the row: the field, as far as it is known, and the
/// meaning of the code. Rows with the same fault have the same reason. It contains no value of the record if the code
/// is known.
///
/// - Parameter failures: the cursor.
/// - Returns: a sentence in English; for a row that was not sent, the same as mateo_failures_message. Borrowed until
///   the cursor moves, never NULL.
///
/// Since: 0.1.0
@c(mateo_failures_reason)
public func failuresReason(_ failures: UnsafePointer<mateo_failures>?) -> UnsafePointer<CChar> {
    characters(of: current(failures)?.reason)
}

/// Returns the record as it was sent, or as it would have been sent if it is held. A value that the mapping could not
/// convert is {"mateo_cell":"the text of its cell"}. A row that is held by the reader of a mapped file, such as a ragged
/// one, has all of its cells in this form, with the headings of the file as names. If it is unknown which record the
/// service reports as failed, returns what the service returned.
///
/// - Parameter failures: the cursor.
/// - Returns: a JSON object; empty if it is unknown. Borrowed until the cursor moves, never NULL.
///
/// Since: 0.1.0
@c(mateo_failures_input)
public func failuresInput(_ failures: UnsafePointer<mateo_failures>?) -> UnsafePointer<CChar> {
    characters(of: current(failures)?.input)
}

/// Returns a failed row as in its CSV file, in UTF-8.
///
/// - Parameter failures: the cursor.
/// - Returns: the row with its line end; empty if it is not from a CSV file. Borrowed until the cursor moves, never
///   NULL.
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

/// Finds the next range of rows with an unknown outcome. The import may be running or over.
///
/// Rows in this range that a cursor over failures lists as failed are not unknown.
///
/// - Parameter import: the import.
/// - Parameter after: 0 for the first range; else the last row of the range before.
/// - Parameter out_first: receives the first row of the range; 0 if there is none.
/// - Parameter out_last: receives the last row of the range; 0 if there is none.
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
