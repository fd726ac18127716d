import MateoCore
import Synchronization

/// Hands the counts of a running import to all who watch it.
final class Watchers: Sendable {
    private struct State {
        var next = 0
        var watching: [Int: AsyncStream<RecordCounts>.Continuation] = [:]
    }

    private let state = Mutex(State())

    /// A stream of the newest counts; one who is slow misses those in between.
    func stream() -> AsyncStream<RecordCounts> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: RecordCounts.self, bufferingPolicy: .bufferingNewest(1))
        let number = state.withLock { state in
            state.next += 1
            state.watching[state.next] = continuation
            return state.next
        }
        continuation.onTermination = { [weak self] _ in
            _ = self?.state.withLock { $0.watching.removeValue(forKey: number) }
        }
        return stream
    }

    func send(_ counts: RecordCounts) {
        for watcher in state.withLock({ Array($0.watching.values) }) { watcher.yield(counts) }
    }

    func end() {
        for watcher in state.withLock({ Array($0.watching.values) }) { watcher.finish() }
    }
}
