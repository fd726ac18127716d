import MateoCore
import Synchronization

/// Sends the counts of a running import to all its watchers.
final class Watchers: Sendable {
    private struct State {
        var counts: RecordCounts?
        /// Whether a run has ended and no other one has begun.
        var hasEnded = false
        var next = 0
        var watching: [Int: AsyncStream<RecordCounts>.Continuation] = [:]
    }

    private let state = Mutex(State())

    deinit { end(nil) }

    /// Returns a stream of the newest counts up to the end of the run. A slow reader misses some.
    func stream() -> AsyncStream<RecordCounts> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: RecordCounts.self, bufferingPolicy: .bufferingNewest(1))
        let number = state.withLock { state -> Int? in
            if let counts = state.counts { continuation.yield(counts) }
            guard !state.hasEnded else { return nil }
            state.next += 1
            state.watching[state.next] = continuation
            return state.next
        }
        guard let number else {
            continuation.finish()
            return stream
        }
        continuation.onTermination = { [weak self] _ in
            _ = self?.state.withLock { $0.watching.removeValue(forKey: number) }
        }
        return stream
    }

    /// Starts a run.
    func begin(_ counts: RecordCounts?) {
        state.withLock { $0.hasEnded = false }
        if let counts { send(counts) }
    }

    func send(_ counts: RecordCounts) {
        let watching = state.withLock { state -> [AsyncStream<RecordCounts>.Continuation] in
            guard state.counts != counts else { return [] }
            state.counts = counts
            return Array(state.watching.values)
        }
        for watcher in watching { watcher.yield(counts) }
    }

    /// Ends the run.
    func end(_ counts: RecordCounts?) {
        if let counts { send(counts) }
        let watching = state.withLock { state in
            state.hasEnded = true
            return Array(state.watching.values)
        }
        for watcher in watching { watcher.finish() }
    }
}
