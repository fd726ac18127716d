// Running an import
//
// A sealed import is driven in one of three ways: by mateo_import_run in one call; by mateo_import_step in the
// loop of a host that has other things to do; or by mateo_import_run in a thread of the host's own, with
// mateo_import_cancel from another.

public import CMateo
import MateoCore
import MateoEngine

/// Runs an import until every record has its outcome, or there is nothing to do before a known time.
///
/// - Parameter import: the import, sealed.
/// - Parameter out_state: receives the state, or NULL: MATEO_STATE_FINISHED; MATEO_STATE_UNKNOWN when the outcome of some
///   records is unknown; MATEO_STATE_PAUSED until mateo_import_resume_at; MATEO_STATE_INTERRUPTED after
///   mateo_import_cancel or mateo_import_close.
/// - Returns: MATEO_OK, also when records failed or were held: see mateo_import_count. MATEO_ERROR_UNAUTHORIZED or
///   MATEO_ERROR_REFUSED when the service refuses the key or the requests; MATEO_ERROR_UNREACHABLE after all retries;
///   MATEO_ERROR_FAILING when the records fail (see mateo_options_set_first_look); MATEO_ERROR_DEADLINE when one was set
///   and has passed; any MATEO_ERROR_JOURNAL_* status. Nothing is lost then: run it again later.
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

/// Works on an import for a bounded time.
///
/// An import that is not stepped again may hold back other imports of its key. While a request of it is under way,
/// other imports of the same client carry the request on, so they do not wait. Imports of other clients or processes
/// wait for at most 5 seconds. After that the library drops the request, and looks up a batch that was in it.
///
/// - Parameter import: the import, sealed.
/// - Parameter timeout_ms: the longest time to wait for the network. With 0 or less the function only does what can be
///   done at once, and never waits for another process's write lock. The time to write to the journal is not included.
/// - Parameter out_state: receives MATEO_STATE_RUNNING when there is more to do, else as mateo_import_run; or NULL.
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
/// Call it after a run has failed with MATEO_ERROR_FAILING, and run the import again. The import does not stop for
/// failing records any more, in no process. The journal keeps that.
///
/// - Parameter import: the import, sealed.
/// - Returns: MATEO_OK; MATEO_ERROR_STATE when the import is not sealed; any MATEO_ERROR_JOURNAL_* status.
///
/// Since: 0.1.0
@c(mateo_import_ignore_failures)
public func importIgnoreFailures(
    _ import: UnsafeMutablePointer<mateo_import>?,
    _ out_error: UnsafeMutablePointer<UnsafeMutablePointer<mateo_error>?>?
) -> mateo_status {
    withImport(`import`, out_error) { found throws(MateoError) in try found.live.ignoreFailures() }
}

/// Sends the failed rows of an import again for which mateo_failures_is_retryable returns 1, and those that are held
/// because the service lacked their contact or a field (see mateo_import_set_after and mateo_import_set_check_account).
/// Run the import after this call. The new outcome of a row replaces its failure. Rows are held again if the newest
/// import that this one comes after did not bring their contacts in.
///
/// The rows are sent as they were. Failures without a known row are left as they are.
///
/// - Parameter import: the import, sealed or opened with mateo_import_resume, and not between two steps.
/// - Parameter out_rows: receives the number of rows; 0 leaves the import as it is.
/// - Returns: MATEO_OK; MATEO_ERROR_ARGUMENT; MATEO_ERROR_HANDLE; MATEO_ERROR_STATE: it is not sealed, it is running, or it
///   was begun with another key; MATEO_ERROR_JOURNAL_BUSY: another process runs it; any MATEO_ERROR_JOURNAL_* status.
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

/// Ends a run early. The run waits for the answer to the request that is under way, and starts no other. A second call
/// aborts that request, within 100 milliseconds. The next run asks the service what became of its batch. With one call
/// the run may take as long as the request timeout (mateo_options_set_request_timeout).
///
/// Any thread may call this at any time, also from a callback, but not from a signal handler: let the handler set a
/// flag. The run then returns MATEO_STATE_INTERRUPTED. With nothing in progress, the next run or the next file ends at
/// once.
///
/// A function that adds a file stops reading it and fails with MATEO_ERROR_STATE. Nothing of the file is added. It
/// leaves a pipe or a terminal within 100 milliseconds, and any other file between two blocks of 256 KiB.
///
/// - Parameter import: the import; NULL is fine.
///
/// Since: 0.1.0
@c(mateo_import_cancel)
public func importCancel(_ import: UnsafeMutablePointer<mateo_import>?) {
    Handles.find(UnsafeMutableRawPointer(`import`), .importing, as: ImportObject.self)?.live.cancel()
}

/// Sets the callback that receives the progress of an import. A program can also read the counts between steps.
///
/// - Parameter import: the import.
/// - Parameter callback: called inside mateo_import_run and mateo_import_step after every answer; NULL for none.
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
