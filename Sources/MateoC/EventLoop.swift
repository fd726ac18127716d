// Event loops
//
// A program with an event loop adds a descriptor to its loop, and calls a step with timeout 0 when the descriptor is
// readable. Such a step never waits. For one import, use mateo_import_fd and mateo_import_step. For all imports of a
// client, use mateo_client_fd and mateo_client_step. A program that has only timers uses the times of
// mateo_import_next_step_at or mateo_client_next_step_at. It then notices answers later.
//
// A step flushes its changes of the journal to the disk before it returns, which takes a few milliseconds on a local
// disk. Add a large file in pieces with mateo_import_add_csv, so that each call is short.

public import CMateo
import MateoCore
import MateoEngine

/// Returns a descriptor that is readable when mateo_import_step has something to do: an answer arrived, the time of the
/// next step came, or another thread called mateo_import_cancel.
///
/// Wait for it with poll(2), epoll(7), select(2) or the functions of your event loop. Then call mateo_import_step with
/// timeout 0. Do not read from the descriptor, and do not close it. It is valid until the import is closed, also before
/// the import is sealed.
///
/// Only one import of a key has a request in progress. An import that waits for another one of this process sleeps: its
/// descriptor is readable when that request ends, and once a second, in case the other import is not stepped any more.
/// An import that waits for another process looks every 100 milliseconds.
///
/// - Parameter import: the import.
/// - Parameter out_fd: receives the descriptor, always the same. The import owns it, and mateo_import_close closes it.
/// - Returns: MATEO_OK; MATEO_ERROR_ARGUMENT; MATEO_ERROR_HANDLE; MATEO_ERROR_MEMORY if no descriptor is left.
///
/// Since: 0.1.0
@c(mateo_import_fd)
public func importFD(
    _ import: UnsafeMutablePointer<mateo_import>?, _ out_fd: UnsafeMutablePointer<Int32>?,
    _ out_error: UnsafeMutablePointer<UnsafeMutablePointer<mateo_error>?>?
) -> mateo_status {
    withImport(`import`, out_error) { found throws(MateoError) in
        let out_fd = try place(out_fd, "out_fd")
        out_fd.pointee = try found.live.descriptor()
    }
}

/// Returns the time of the next step of an import, if nothing arrives before.
///
/// For an import that waits for the request of another one, this is the time at which it looks again: after a second if
/// its descriptor wakes it before (see mateo_import_fd), else after 100 milliseconds.
///
/// - Parameter import: the import.
/// - Parameter out_time: receives the time in milliseconds of CLOCK_MONOTONIC. A time in the past means at once. -1:
///   there is no step, because the import is not sealed or its run has ended. For a paused import it is the time of
///   mateo_import_resume_at on this clock: run or step it again then.
/// - Returns: MATEO_OK; MATEO_ERROR_ARGUMENT; MATEO_ERROR_HANDLE.
///
/// Since: 0.1.0
@c(mateo_import_next_step_at)
public func importNextStepAt(
    _ import: UnsafeMutablePointer<mateo_import>?, _ out_time: UnsafeMutablePointer<Int64>?,
    _ out_error: UnsafeMutablePointer<UnsafeMutablePointer<mateo_error>?>?
) -> mateo_status {
    withImport(`import`, out_error) { found throws(MateoError) in
        let out_time = try place(out_time, "out_time")
        out_time.pointee = monotonic(found.live.nextStepAt)
    }
}

/// Runs all sealed imports of a client whose run has not ended, for a bounded time.
///
/// It returns as soon as the run of one of them ends. Call it again until out_import receives NULL and out_state
/// receives MATEO_STATE_FINISHED: then no import is left. The function ignores a paused, interrupted or stopped import
/// until the program calls mateo_import_step for it. It skips an import that another thread is using, or whose callback
/// makes this call.
///
/// - Parameter client: the client. No other thread may be using its imports.
/// - Parameter timeout_ms: the longest time to wait for the network; as with mateo_import_step.
/// - Parameter out_import: receives the import whose run ended, borrowed; NULL if none did.
/// - Parameter out_state: receives its state, as with mateo_import_run. Without an import: MATEO_STATE_RUNNING if there
///   is more to do, else MATEO_STATE_FINISHED.
/// - Returns: MATEO_OK; a status of mateo_import_run if a run failed: out_import then receives its import, and
///   out_state is not written; MATEO_ERROR_ARGUMENT, MATEO_ERROR_HANDLE or MATEO_ERROR_MEMORY with NULL in out_import.
///
/// Since: 0.1.0
@c(mateo_client_step)
public func clientStep(
    _ client: UnsafeMutablePointer<mateo_client>?, _ timeout_ms: Int64,
    _ out_import: UnsafeMutablePointer<UnsafeMutablePointer<mateo_import>?>?,
    _ out_state: UnsafeMutablePointer<mateo_state>?,
    _ out_error: UnsafeMutablePointer<UnsafeMutablePointer<mateo_error>?>?
) -> mateo_status {
    out_import?.pointee = nil
    return boundary(out_error) { () throws(MateoError) in
        let found = try object(client, .client, as: ClientObject.self, "client")
        let (out_import, out_state) = (try place(out_import, "out_import"), try place(out_state, "out_state"))
        let poller = try found.client.poller()
        let (end, isNever) = SystemHost().monotonicMilliseconds.addingReportingOverflow(max(0, timeout_ms))
        while true {
            out_state.pointee = RunState.finished.rawValue
            for (handle, importing) in found.imports() {
                let state = try importing.ifFree { () throws(MateoError) -> RunState? in
                    guard importing.live.isRunning else {
                        poller.watch(try importing.live.descriptor(), 0)
                        return nil
                    }
                    out_import.pointee = handle?.assumingMemoryBound(to: mateo_import.self)
                    poller.watch(try importing.live.descriptor(), Poller.readable)
                    return try importing.live.step(milliseconds: 0)
                }
                guard case .some(.some(let state)) = state else { continue }
                out_state.pointee = state.rawValue
                if state != .running { return }
                out_import.pointee = nil
            }
            let left = (isNever ? .max : end) - SystemHost().monotonicMilliseconds
            guard out_state.pointee == RunState.running.rawValue, left > 0 else { return }
            poller.wait(milliseconds: left)
        }
    }
}

/// Returns a descriptor that is readable when mateo_client_step has something to do.
///
/// Use it like that of mateo_import_fd. After mateo_import_seal, call mateo_client_step once. From then on the
/// descriptor covers the import, until mateo_client_step has told the end of its run. After the last of these ends it
/// stays silent.
///
/// - Parameter client: the client.
/// - Parameter out_fd: receives the descriptor, always the same. The client owns it, and mateo_client_close closes it.
/// - Returns: MATEO_OK; MATEO_ERROR_ARGUMENT; MATEO_ERROR_HANDLE; MATEO_ERROR_MEMORY if no descriptor is left.
///
/// Since: 0.1.0
@c(mateo_client_fd)
public func clientFD(
    _ client: UnsafeMutablePointer<mateo_client>?, _ out_fd: UnsafeMutablePointer<Int32>?,
    _ out_error: UnsafeMutablePointer<UnsafeMutablePointer<mateo_error>?>?
) -> mateo_status {
    boundary(out_error) { () throws(MateoError) in
        let found = try object(client, .client, as: ClientObject.self, "client")
        let out_fd = try place(out_fd, "out_fd")
        out_fd.pointee = try found.client.poller().file
    }
}

/// Returns the time of the next step of a client, if nothing arrives before.
///
/// - Parameter client: the client.
/// - Parameter out_time: receives the time, as with mateo_import_next_step_at; -1 if no import has a step.
/// - Returns: MATEO_OK; MATEO_ERROR_ARGUMENT; MATEO_ERROR_HANDLE.
///
/// Since: 0.1.0
@c(mateo_client_next_step_at)
public func clientNextStepAt(
    _ client: UnsafeMutablePointer<mateo_client>?, _ out_time: UnsafeMutablePointer<Int64>?,
    _ out_error: UnsafeMutablePointer<UnsafeMutablePointer<mateo_error>?>?
) -> mateo_status {
    boundary(out_error) { () throws(MateoError) in
        let found = try object(client, .client, as: ClientObject.self, "client")
        let out_time = try place(out_time, "out_time")
        var next: Int64?
        for (_, importing) in found.imports() {
            let time = try importing.ifFree { importing.live.isRunning ? importing.live.nextStepAt : nil }
            if case .some(.some(let time)) = time { next = min(next ?? time, time) }
        }
        out_time.pointee = monotonic(next)
    }
}

/// A time of the engine's clock on the one that hosts use; -1 for none.
private func monotonic(_ time: Int64?) -> Int64 {
    time.map(SystemHost().onLoopClock) ?? -1
}
