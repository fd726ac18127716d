// Event loops
//
// A host with a loop of its own waits for a descriptor beside its own ones, and calls a step with time-out 0 whenever it is
// readable. Such a step never waits. For one import there are mateo_import_fd and mateo_import_step; for all imports of a
// client mateo_client_fd and mateo_client_step. A host that can only set timers takes the times from
// mateo_import_next_step_at or mateo_client_next_step_at; it notices an answer later then.
//
// What a step writes to the journal goes to the disk before it returns: a few milliseconds on a local disk. Add a large file
// in pieces with mateo_import_add_csv, so that each call stays short.

public import CMateo
import MateoCore
import MateoEngine

/// Returns a descriptor that is readable when mateo_import_step has something to do: an answer has arrived, a time has come
/// for which the import waited, or another thread has called mateo_import_cancel.
///
/// Wait for it with poll(2), epoll(7), select(2) or what your loop has, and then call mateo_import_step with time-out 0. Do
/// not read from it and do not close it. It works across the whole life of the import, also before it is sealed.
///
/// - Parameter import: the import.
/// - Parameter out_fd: receives the descriptor. It belongs to the import, stays the same, and is closed by
///   mateo_import_close.
/// - Returns: MATEO_OK; MATEO_ERROR_ARGUMENT; MATEO_ERROR_HANDLE; MATEO_ERROR_MEMORY: no descriptor is left.
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

/// Returns when mateo_import_step has something to do if nothing arrives before.
///
/// - Parameter import: the import.
/// - Parameter out_time: receives the time in milliseconds of CLOCK_MONOTONIC; a time that has passed means at once. -1
///   when there is no step to make: the import is not sealed, or a run has ended. For a paused import it is the time of
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

/// Works on all imports of a client that are sealed and not at the end of a run, for a bounded time.
///
/// It returns as soon as a run of one of them ends. Call it again until out_import receives NULL and out_state
/// MATEO_STATE_FINISHED: then there is none left. An import that is paused, interrupted or stopped is left alone from then
/// on, until mateo_import_step is called for it. An import that another thread uses at the moment is left out, and so is
/// one whose callback makes this call.
///
/// - Parameter client: the client. All its imports must have been opened by this thread, or handed to it.
/// - Parameter timeout_ms: the longest time to wait for the network; as with mateo_import_step.
/// - Parameter out_import: receives the import whose run has ended, borrowed; NULL when none has.
/// - Parameter out_state: receives its state, as mateo_import_run has it. Without an import: MATEO_STATE_RUNNING when there is
///   more to do, MATEO_STATE_FINISHED when there is not.
/// - Returns: MATEO_OK; a status of mateo_import_run when a run has failed: out_import then receives its import, and
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
                    guard importing.live.isRunning else { return nil }
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
/// It is used as that of mateo_import_fd. After mateo_import_seal, call mateo_client_step once. From then on the
/// descriptor covers the import.
///
/// - Parameter client: the client.
/// - Parameter out_fd: receives the descriptor. It belongs to the client, stays the same, and is closed by
///   mateo_client_close.
/// - Returns: MATEO_OK; MATEO_ERROR_ARGUMENT; MATEO_ERROR_HANDLE; MATEO_ERROR_MEMORY: no descriptor is left.
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

/// Returns when mateo_client_step has something to do if nothing arrives before.
///
/// - Parameter client: the client.
/// - Parameter out_time: receives the time as mateo_import_next_step_at; -1 when no import has a step to make.
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
