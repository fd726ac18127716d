import Glibc
import Synchronization

/// Ctrl-C, SIGTERM and SIGHUP. A handler may do next to nothing, so it writes a byte into a pipe, and a thread that reads
/// the pipe does the rest in ordinary code.
final class Signals: Sendable {
    private struct State {
        var count = 0
        var handler: (@Sendable (Int) -> Void)?
    }

    private let state = Mutex(State())

    /// Takes the signals from now on, for as long as the program runs.
    init() {
        // What an output or a connection that was closed says, their writers learn by other means.
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
            // A terminal that is closed may say so twice, and that is no wish for haste.
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

    /// Whether a signal was ignored when the program started, as nohup has it.
    private static func isIgnored(_ number: Int32) -> Bool {
        var action = sigaction()
        sigaction(number, nil, &action)
        return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
            == unsafeBitCast(SIG_IGN, to: Int.self)
    }

    /// How many came.
    var count: Int {
        state.withLock { $0.count }
    }

    /// Calls `handler` with the number of each signal that comes, from 1; at once, if some came already. Nil ends
    /// that.
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

/// Where the handler of signals writes. It is set before there is a handler.
private nonisolated(unsafe) var writeEnd: Int32 = -1

extension Signals {
    /// The thread that hears of signals.
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
