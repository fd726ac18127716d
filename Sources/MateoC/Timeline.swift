// Timeline
//
// Two cursors show the course of an import: one lists the batches that were sent, the other one the pauses in which
// nothing was sent. For batches that an earlier version sent, the journal has no answer times, pauses and times of
// outcomes. The timeline holds no personal data.

public import CMateo
import MateoCore
import MateoEngine

private func current(_ batches: UnsafePointer<mateo_batches>?) -> SentBatch? {
    Cursor<ListedBatch>.current(batches, .batches)?.batch
}

private func current(_ pauses: UnsafePointer<mateo_pauses>?) -> Pause? {
    Cursor<ListedPause>.current(pauses, .pauses)?.pause
}

/// Opens a cursor over the batches of an import that were sent, in the order in which the batches were made. Batches
/// that replaced a larger one, also for the first look, come last. The import may be running: open the cursor between
/// steps.
///
/// - Parameter import: the import.
/// - Parameter out_batches: receives the cursor, owned by the caller; free it with mateo_batches_free.
/// - Returns: MATEO_OK; MATEO_ERROR_ARGUMENT; MATEO_ERROR_HANDLE.
///
/// Since: 0.1.0
@c(mateo_import_batches)
public func importBatches(
    _ import: UnsafeMutablePointer<mateo_import>?,
    _ out_batches: UnsafeMutablePointer<UnsafeMutablePointer<mateo_batches>?>?,
    _ out_error: UnsafeMutablePointer<UnsafeMutablePointer<mateo_error>?>?
) -> mateo_status {
    withImport(`import`, out_error) { found throws(MateoError) in
        let live = found.live
        let cursor = Cursor<ListedBatch>(found.log) { last throws(MateoError) in
            try live.sentBatches(after: last, limit: 100)
        }
        try give(cursor, .batches, to: out_batches, "out_batches")
    }
}

/// Moves to the next batch.
///
/// - Parameter batches: the cursor.
/// - Parameter out_found: receives 1 at a batch, 0 after the last.
/// - Returns: MATEO_OK; MATEO_ERROR_ARGUMENT; any MATEO_ERROR_JOURNAL_* status.
///
/// Since: 0.1.0
@c(mateo_batches_next)
public func batchesNext(
    _ batches: UnsafeMutablePointer<mateo_batches>?, _ out_found: UnsafeMutablePointer<Int32>?,
    _ out_error: UnsafeMutablePointer<UnsafeMutablePointer<mateo_error>?>?
) -> mateo_status {
    Cursor<ListedBatch>.next(batches, .batches, "batches", to: out_found, out_error)
}

/// Returns the first row of a batch.
///
/// - Parameter batches: the cursor.
/// - Returns: the row, counted from 1; 0 if the cursor is not on an element.
///
/// Since: 0.1.0
@c(mateo_batches_first_row)
public func batchesFirstRow(_ batches: UnsafePointer<mateo_batches>?) -> Int64 {
    current(batches)?.rows.first ?? 0
}

/// Returns the last row of a batch. Rows in between may be missing from the batch, because they were not sent.
///
/// - Parameter batches: the cursor.
/// - Returns: the row, counted from 1; 0 if the cursor is not on an element.
///
/// Since: 0.1.0
@c(mateo_batches_last_row)
public func batchesLastRow(_ batches: UnsafePointer<mateo_batches>?) -> Int64 {
    current(batches)?.rows.last ?? 0
}

/// Returns the state of a batch.
///
/// - Parameter batches: the cursor.
/// - Returns: MATEO_BATCH_OPEN or another of that family; 0 if the cursor is not on an element.
///
/// Since: 0.1.0
@c(mateo_batches_state)
public func batchesState(_ batches: UnsafePointer<mateo_batches>?) -> mateo_batch_state {
    current(batches)?.state.rawValue ?? 0
}

/// Returns the number of records in a batch.
///
/// - Parameter batches: the cursor.
/// - Returns: the number; 0 if the cursor is not on an element.
///
/// Since: 0.1.0
@c(mateo_batches_records)
public func batchesRecords(_ batches: UnsafePointer<mateo_batches>?) -> Int64 {
    current(batches)?.records ?? 0
}

/// Returns the number of records of a batch that succeeded.
///
/// - Parameter batches: the cursor.
/// - Returns: the number, as far as it is known; 0 if the cursor is not on an element.
///
/// Since: 0.1.0
@c(mateo_batches_succeeded)
public func batchesSucceeded(_ batches: UnsafePointer<mateo_batches>?) -> Int64 {
    current(batches)?.succeeded ?? 0
}

/// Returns the number of records of a batch that failed.
///
/// - Parameter batches: the cursor.
/// - Returns: the number, as far as it is known; 0 if the cursor is not on an element.
///
/// Since: 0.1.0
@c(mateo_batches_failed)
public func batchesFailed(_ batches: UnsafePointer<mateo_batches>?) -> Int64 {
    current(batches)?.failed ?? 0
}

/// Returns the number of times that a batch was sent.
///
/// - Parameter batches: the cursor.
/// - Returns: the number; 0 if the cursor is not on an element.
///
/// Since: 0.1.0
@c(mateo_batches_attempts)
public func batchesAttempts(_ batches: UnsafePointer<mateo_batches>?) -> Int64 {
    current(batches)?.attempts ?? 0
}

/// Returns the time at which a batch was last sent.
///
/// - Parameter batches: the cursor.
/// - Returns: the time in milliseconds since 1970; 0 if the cursor is not on an element.
///
/// Since: 0.1.0
@c(mateo_batches_sent_at)
public func batchesSentAt(_ batches: UnsafePointer<mateo_batches>?) -> Int64 {
    current(batches)?.begunAt ?? 0
}

/// Returns the time that the service took to answer when a batch was last sent.
///
/// - Parameter batches: the cursor.
/// - Returns: the time in milliseconds; -1 if it was not measured, or the cursor is not on an element.
///
/// Since: 0.1.0
@c(mateo_batches_answer_time)
public func batchesAnswerTime(_ batches: UnsafePointer<mateo_batches>?) -> Int64 {
    current(batches)?.answerTime ?? -1
}

/// Returns the time at which the last record of a batch got its outcome.
///
/// - Parameter batches: the cursor.
/// - Returns: the time in milliseconds since 1970; 0 if it is unknown, or the cursor is not on an element.
///
/// Since: 0.1.0
@c(mateo_batches_settled_at)
public func batchesSettledAt(_ batches: UnsafePointer<mateo_batches>?) -> Int64 {
    current(batches)?.settledAt ?? 0
}

/// Frees a cursor.
///
/// - Parameter batches: the cursor, consumed; NULL is fine.
///
/// Since: 0.1.0
@c(mateo_batches_free)
public func batchesFree(_ batches: UnsafeMutablePointer<mateo_batches>?) {
    Handles.close(UnsafeMutableRawPointer(batches), .batches)
}

/// Opens a cursor over the pauses of an import, in the order in which they began. Pauses with the same reason and less
/// than a minute between them count as one. The journal keeps up to 200 pauses. Later ones extend the last pause with
/// their reason. The import may be running: open the cursor between steps.
///
/// - Parameter import: the import.
/// - Parameter out_pauses: receives the cursor, owned by the caller; free it with mateo_pauses_free.
/// - Returns: MATEO_OK; MATEO_ERROR_ARGUMENT; MATEO_ERROR_HANDLE.
///
/// Since: 0.1.0
@c(mateo_import_pauses)
public func importPauses(
    _ import: UnsafeMutablePointer<mateo_import>?,
    _ out_pauses: UnsafeMutablePointer<UnsafeMutablePointer<mateo_pauses>?>?,
    _ out_error: UnsafeMutablePointer<UnsafeMutablePointer<mateo_error>?>?
) -> mateo_status {
    withImport(`import`, out_error) { found throws(MateoError) in
        let live = found.live
        let cursor = Cursor<ListedPause>(found.log) { last throws(MateoError) in
            try live.pauses(after: last, limit: 100)
        }
        try give(cursor, .pauses, to: out_pauses, "out_pauses")
    }
}

/// Moves to the next pause.
///
/// - Parameter pauses: the cursor.
/// - Parameter out_found: receives 1 at a pause, 0 after the last.
/// - Returns: MATEO_OK; MATEO_ERROR_ARGUMENT; any MATEO_ERROR_JOURNAL_* status.
///
/// Since: 0.1.0
@c(mateo_pauses_next)
public func pausesNext(
    _ pauses: UnsafeMutablePointer<mateo_pauses>?, _ out_found: UnsafeMutablePointer<Int32>?,
    _ out_error: UnsafeMutablePointer<UnsafeMutablePointer<mateo_error>?>?
) -> mateo_status {
    Cursor<ListedPause>.next(pauses, .pauses, "pauses", to: out_found, out_error)
}

/// Returns the reason for a pause.
///
/// - Parameter pauses: the cursor.
/// - Returns: MATEO_PAUSE_LIMIT or another of that family; 0 if the cursor is not on an element.
///
/// Since: 0.1.0
@c(mateo_pauses_reason)
public func pausesReason(_ pauses: UnsafePointer<mateo_pauses>?) -> mateo_pause_reason {
    mateo_pause_reason(truncatingIfNeeded: current(pauses)?.reason.rawValue ?? 0)
}

/// Returns the time at which a pause began.
///
/// - Parameter pauses: the cursor.
/// - Returns: the time in milliseconds since 1970; 0 if the cursor is not on an element.
///
/// Since: 0.1.0
@c(mateo_pauses_since)
public func pausesSince(_ pauses: UnsafePointer<mateo_pauses>?) -> Int64 {
    current(pauses)?.since ?? 0
}

/// Returns the time at which an import could continue after a pause. It continued later if no process ran it at that
/// time.
///
/// - Parameter pauses: the cursor.
/// - Returns: the time in milliseconds since 1970; 0 if the cursor is not on an element.
///
/// Since: 0.1.0
@c(mateo_pauses_until)
public func pausesUntil(_ pauses: UnsafePointer<mateo_pauses>?) -> Int64 {
    current(pauses)?.until ?? 0
}

/// Returns the number of pauses that count as this one.
///
/// - Parameter pauses: the cursor.
/// - Returns: the number; 0 if the cursor is not on an element.
///
/// Since: 0.1.0
@c(mateo_pauses_times)
public func pausesTimes(_ pauses: UnsafePointer<mateo_pauses>?) -> Int64 {
    current(pauses)?.times ?? 0
}

/// Frees a cursor.
///
/// - Parameter pauses: the cursor, consumed; NULL is fine.
///
/// Since: 0.1.0
@c(mateo_pauses_free)
public func pausesFree(_ pauses: UnsafeMutablePointer<mateo_pauses>?) {
    Handles.close(UnsafeMutableRawPointer(pauses), .pauses)
}
