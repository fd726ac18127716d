// Running an import
//
// A program runs a sealed import in one of three ways: with mateo_import_run in one call; with mateo_import_step in a
// loop; or with mateo_import_run in a thread of its own and mateo_import_cancel from another thread.

public import CMateo
import MateoCore
import MateoEngine

/// Runs an import until every record has its outcome, or until the import must wait for the quota. For an import that
/// is over, it returns the state at once. Failed requests are retried with increasing, random pauses: up to six
/// attempts in a row, which takes about 20 seconds. A batch that the service refuses as a whole is divided, until the
/// refused record is found.
///
/// - Parameter import: the import, sealed.
/// - Parameter out_state: receives the state, or NULL: MATEO_STATE_FINISHED; MATEO_STATE_UNKNOWN if the outcome of some
///   records is unknown; MATEO_STATE_PAUSED until mateo_import_resume_at; MATEO_STATE_INTERRUPTED after
///   mateo_import_cancel or mateo_import_close.
/// - Returns: MATEO_OK, also when records failed or were held: see mateo_import_count. MATEO_ERROR_UNAUTHORIZED or
///   MATEO_ERROR_REFUSED if the service refuses the key or the requests; MATEO_ERROR_UNREACHABLE after all retries;
///   MATEO_ERROR_FAILING if the records fail (see mateo_options_set_first_look); MATEO_ERROR_PREDECESSOR (see
///   mateo_import_set_after); MATEO_ERROR_DEADLINE after the deadline; MATEO_ERROR_STATE if the import is not sealed or
///   was forgotten; any MATEO_ERROR_JOURNAL_* status. Nothing is lost: run the import again later.
///
/// Since: 0.1.0
@c(mateo_import_run)
public func importRun(
    _ import: UnsafeMutablePointer<mateo_import>?, _ out_state: UnsafeMutablePointer<mateo_state>?,
    _ out_error: UnsafeMutablePointer<UnsafeMutablePointer<mateo_error>?>?
) -> mateo_status {
    withImport(`import`, out_error) { found throws(MateoError) in
        let state = try found.live.run()
        out_state?.pointee = state.rawValue
    }
}

/// Runs an import for a bounded time.
///
/// Step an import until its run ends, or close it. An import that is not stepped while it has a request in progress
/// delays imports of other clients and processes with the same key, for at most 5 seconds. They then abort the request,
/// and its batch is looked up. Imports of the same client continue the request themselves. With timeout 0 they notice its
/// answer after at most a second.
///
/// - Parameter import: the import, sealed.
/// - Parameter timeout_ms: the longest time to wait for the network. With 0 or less, the function does only what is
///   possible at once, and never waits for the write lock of another process. The time to write to the journal is not
///   included.
/// - Parameter out_state: receives MATEO_STATE_RUNNING if there is more to do, else the state as with mateo_import_run;
///   or NULL.
/// - Returns: as mateo_import_run.
///
/// Since: 0.1.0
@c(mateo_import_step)
public func importStep(
    _ import: UnsafeMutablePointer<mateo_import>?, _ timeout_ms: Int64,
    _ out_state: UnsafeMutablePointer<mateo_state>?,
    _ out_error: UnsafeMutablePointer<UnsafeMutablePointer<mateo_error>?>?
) -> mateo_status {
    withImport(`import`, out_error) { found throws(MateoError) in
        let state = try found.live.step(milliseconds: timeout_ms)
        out_state?.pointee = state.rawValue
    }
}

/// Sends the rest of an import, whatever fails.
///
/// Call it after a run failed with MATEO_ERROR_FAILING, and run the import again. The import then never stops for
/// failing records again, in any process. The journal keeps this setting.
///
/// - Parameter import: the import, sealed.
/// - Returns: MATEO_OK; MATEO_ERROR_STATE if the import is not sealed; any MATEO_ERROR_JOURNAL_* status.
///
/// Since: 0.1.0
@c(mateo_import_ignore_failures)
public func importIgnoreFailures(
    _ import: UnsafeMutablePointer<mateo_import>?,
    _ out_error: UnsafeMutablePointer<UnsafeMutablePointer<mateo_error>?>?
) -> mateo_status {
    withImport(`import`, out_error) { found throws(MateoError) in try found.live.ignoreFailures() }
}

/// Prepares rows to be sent again: failed rows for which mateo_failures_is_retryable returns 1, and rows that are held
/// because the service lacked their contact or a field (see mateo_import_set_after and mateo_import_set_check_account).
/// Run the import after this call. The new outcome of a row replaces its failure. Rows are checked again before they
/// are sent.
///
/// The rows are sent as they were. Failures without a known row stay as they are. An import that failed with
/// MATEO_ERROR_FAILING stays stopped while the other failures are reason enough: see mateo_import_ignore_failures.
///
/// - Parameter import: the import, sealed or opened with mateo_import_resume, and not between two steps.
/// - Parameter out_rows: receives the number of rows; with 0 the import is unchanged.
/// - Returns: MATEO_OK; MATEO_ERROR_ARGUMENT; MATEO_ERROR_HANDLE; MATEO_ERROR_STATE if it is not sealed, is running, or
///   was begun with another key; MATEO_ERROR_JOURNAL_BUSY if another process runs it; any MATEO_ERROR_JOURNAL_* status.
///
/// Since: 0.1.0
@c(mateo_import_retry)
public func importRetry(
    _ import: UnsafeMutablePointer<mateo_import>?, _ out_rows: UnsafeMutablePointer<Int64>?,
    _ out_error: UnsafeMutablePointer<UnsafeMutablePointer<mateo_error>?>?
) -> mateo_status {
    withImport(`import`, out_error) { found throws(MateoError) in
        let rows = try place(out_rows, "out_rows")
        rows.pointee = try found.live.retry()
    }
}

/// Cancels a run. The run starts no other request, and ends after the answer to the current one, for which it waits at
/// most the request timeout (mateo_options_set_request_timeout). A second call aborts the current request within 100
/// milliseconds. Its records are then unknown until the next run asks the service for their batch.
///
/// The run returns MATEO_STATE_INTERRUPTED. Any thread may call this function at any time, also from a callback. Do not
/// call it from a signal handler: let the handler set a flag. If the handle has no run or file in progress, its next
/// one ends at once.
///
/// A function that adds a file stops reading, adds nothing of the file, and returns MATEO_ERROR_STATE: for a pipe or a
/// terminal within 100 milliseconds, for other files after at most 256 KiB.
///
/// - Parameter import: the import; NULL is fine.
///
/// Since: 0.1.0
@c(mateo_import_cancel)
public func importCancel(_ import: UnsafeMutablePointer<mateo_import>?) {
    Handles.find(UnsafeMutableRawPointer(`import`), .importing, as: ImportObject.self)?.live.cancel()
}

/// Sets the callback for the progress of an import. A program that calls mateo_import_step can call mateo_import_counts
/// between the steps instead.
///
/// - Parameter import: the import.
/// - Parameter callback: called inside mateo_import_run and mateo_import_step after every answer; NULL: none.
/// - Parameter context: passed to the callback; the library does not read it. It must be valid until
///   mateo_import_close has returned, or until another callback is set.
/// - Returns: MATEO_OK; MATEO_ERROR_ARGUMENT; MATEO_ERROR_HANDLE.
///
/// Since: 0.1.0
@c(mateo_import_set_progress)
public func importSetProgress(
    _ import: UnsafeMutablePointer<mateo_import>?, _ callback: mateo_progress_callback?,
    _ context: UnsafeMutableRawPointer?,
    _ out_error: UnsafeMutablePointer<UnsafeMutablePointer<mateo_error>?>?
) -> mateo_status {
    withImport(`import`, out_error) { found throws(MateoError) in
        guard let callback else {
            found.live.onProgress = nil
            return
        }
        found.live.onProgress = { [progress = found.progress] counts in
            progress.pass { callback(context, counts.total, counts.settled, counts.failed) }
        }
    }
}
