import Glibc
import Synchronization

/// Handles Ctrl-C, SIGTERM and SIGHUP. A signal handler may do very little, so it writes a byte into a pipe. A thread
/// reads the pipe and does the rest in ordinary code.
final class Signals: Sendable {
    private struct State {
        var count = 0
        var handler: (@Sendable (Int) -> Void)?
    }

    private let state = Mutex(State())

    /// Handles the signals from now on, as long as the program runs.
    init() {
        // Writers notice a closed output or connection by their errors.
        signal(SIGPIPE, SIG_IGN)
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { return }
        writeEnd = ends[1]
        let context = Unmanaged.passRetained(Reader(signals: self, readEnd: ends[0]))
        var thread = pthread_t()
        pthread_create(
            &thread, nil,
            { context in
                guard let context else { return nil }
                Unmanaged<Reader>.fromOpaque(context).takeRetainedValue().run()
            }, context.toOpaque())
        pthread_detach(thread)
        var action = sigaction()
        action.__sigaction_handler.sa_handler = { number in
            let before = errno
            // A closed terminal may signal twice, which is not a request to hurry.
            if number == SIGHUP { signal(SIGHUP, SIG_IGN) }
            var byte: UInt8 = 0
            _ = write(writeEnd, &byte, 1)
            errno = before
        }
        action.sa_flags = SA_RESTART
        sigaction(SIGINT, &action, nil)
        sigaction(SIGTERM, &action, nil)
        if !Self.isIgnored(SIGHUP) { sigaction(SIGHUP, &action, nil) }
    }

    /// Returns whether a signal was ignored at the start of the program, as with nohup.
    private static func isIgnored(_ number: Int32) -> Bool {
        var action = sigaction()
        sigaction(number, nil, &action)
        return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
            == unsafeBitCast(SIG_IGN, to: Int.self)
    }

    /// The number of signals so far.
    var count: Int {
        state.withLock { $0.count }
    }

    /// Calls `handler` with the number of each signal, from 1. It is called at once if signals have already come. Nil
    /// removes the handler.
    func handle(_ handler: (@Sendable (Int) -> Void)?) {
        let count = state.withLock { state in
            state.handler = handler
            return state.count
        }
        for number in 0..<count { handler?(number + 1) }
    }

    private func take() {
        let (count, handler) = state.withLock { state in
            state.count += 1
            return (state.count, state.handler)
        }
        handler?(count)
    }
}

/// The descriptor to which the signal handler writes. It is set before the handler.
private nonisolated(unsafe) var writeEnd: Int32 = -1

extension Signals {
    /// The thread that reads the signals.
    private final class Reader {
        private let signals: Signals
        private let readEnd: Int32

        init(signals: Signals, readEnd: Int32) {
            self.signals = signals
            self.readEnd = readEnd
        }

        func run() -> Never {
            while true {
                var byte: UInt8 = 0
                if read(readEnd, &byte, 1) == 1 { signals.take() }
            }
        }
    }
}
