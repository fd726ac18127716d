import Glibc
import Synchronization

/// Ctrl-C and SIGTERM. A thread waits for them, so that what is done about them is ordinary code.
final class Signals: Sendable {
    private struct State {
        var count = 0
        var handler: (@Sendable (Int) -> Void)?
    }

    private let state = Mutex(State())

    /// Starts to wait. Threads that are made later do not get the signals, so this comes first.
    init() {
        var signals = Self.watched
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        // What an output or a connection that was closed says, their writers learn by other means.
        signal(SIGPIPE, SIG_IGN)
        var thread = pthread_t()
        pthread_create(
            &thread, nil,
            { context in
                guard let context else { return nil }
                Unmanaged<Signals>.fromOpaque(context).takeRetainedValue().wait()
            }, Unmanaged.passRetained(self).toOpaque())
        pthread_detach(thread)
    }

    /// How many came.
    var count: Int {
        state.withLock { $0.count }
    }

    /// Calls `handler` with the number of each signal that comes, from 1; at once, if some came already.
    func handle(_ handler: @escaping @Sendable (Int) -> Void) {
        let count = state.withLock { state in
            state.handler = handler
            return state.count
        }
        for number in 0..<count { handler(number + 1) }
    }

    private func wait() -> Never {
        var signals = Self.watched
        while true {
            var number: Int32 = 0
            guard sigwait(&signals, &number) == 0 else { continue }
            let (count, handler) = state.withLock { state in
                state.count += 1
                return (state.count, state.handler)
            }
            handler?(count)
        }
    }

    private static var watched: sigset_t {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGINT)
        sigaddset(&signals, SIGTERM)
        return signals
    }
}
