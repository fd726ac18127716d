import Glibc
import Mateo
import Synchronization

/// Shows the progress of an import on standard error. On a terminal it is a bar in the last line, otherwise a line from
/// time to time.
final class Progress: Sendable {
    /// The current activity of the import.
    enum Activity: Equatable {
        case reading
        case running
        case waiting(until: Timestamp, PauseReason?)
        case ending
    }

    private struct State {
        var activity = Activity.reading
        var counts = RecordCounts()
        /// The settled records at the start of this run, and the time of the start.
        var settledBefore: Int64 = 0
        var start: ContinuousClock.Instant?
        var timeLeft: TimeLeft?
        var lastLine = ContinuousClock.now
        var lastCounts = RecordCounts()
        var hasBar = false
        var hasEnded = false
    }

    /// The time between two lines if there is no bar.
    private static let lineInterval = Duration.seconds(5)

    private let name: String
    private let type: RecordType
    private let isQuiet: Bool
    private let isTerminal = Standard.error.isTerminal
    private let options: Options
    private let created = ContinuousClock.now
    private let state = Mutex(State())

    init(name: String, type: RecordType, isQuiet: Bool, options: Options) {
        self.name = name
        self.type = type
        self.isQuiet = isQuiet
        self.options = options
    }

    /// Draws until the task is cancelled.
    func draw() async {
        guard !isQuiet else { return }
        while !Task.isCancelled {
            tick()
            try? await Task.sleep(for: .milliseconds(200))
        }
    }

    /// Starts the run, with the counts of an earlier one.
    func begin(_ counts: RecordCounts) {
        state.withLock { state in
            state.counts = counts
            state.lastCounts = counts
            state.settledBefore = counts.settled
            state.start = .now
            state.timeLeft = TimeLeft(
                requestsPerSecond: options.requestsPerSecond, entitiesPerDay: options.entitiesPerDay,
                quotaWindow: options.quotaWindow, counts, at: now)
            // An import that is over shows only its result.
            if counts.settled == counts.total { state.activity = .running }
        }
        change(.running)
    }

    /// Whether records are still being read, so nothing was sent.
    var isReading: Bool {
        state.withLock { $0.start == nil }
    }

    /// The newest counts.
    var counts: RecordCounts {
        state.withLock { $0.counts }
    }

    func update(_ counts: RecordCounts) {
        state.withLock { state in
            state.counts = counts
            state.timeLeft?.update(counts, at: now)
        }
    }

    /// The time since this was created, in milliseconds.
    private var now: Int64 {
        let (seconds, attoseconds) = created.duration(to: .now).components
        return seconds * 1000 + attoseconds / 1_000_000_000_000_000
    }

    func change(_ activity: Activity) {
        state.withLock { state in
            guard state.activity != activity else { return }
            state.activity = activity
            guard !isQuiet, !state.hasEnded else { return }
            if isTerminal { redraw(&state) } else { writeLine(&state) }
        }
    }

    /// Writes a message above the bar, where it stays.
    func warn(_ message: String) {
        guard !isQuiet else { return }
        state.withLock { state in
            erase(&state)
            Standard.complain(message)
        }
    }

    /// Ends the drawing. Later output begins on a new line.
    func end() {
        state.withLock { state in
            erase(&state)
            state.hasEnded = true
        }
    }

    private func tick() {
        state.withLock { state in
            guard !state.hasEnded else { return }
            if isTerminal {
                redraw(&state)
            } else if state.counts != state.lastCounts, state.lastLine.duration(to: .now) >= Self.lineInterval {
                writeLine(&state)
            }
        }
    }

    private func writeLine(_ state: inout State) {
        state.lastLine = .now
        state.lastCounts = state.counts
        Standard.error.write("mateo: \(parts(state).map(\.text).joined(separator: ", "))\n")
    }

    private func redraw(_ state: inout State) {
        var parts = parts(state)
        if state.counts.total > 0 { parts.insert(ProgressLine.bar(state.counts), at: 0) }
        state.hasBar = true
        // With a character in the last column, some terminals begin a new line.
        Standard.error.write("\r\u{1B}[K" + ProgressLine.text(parts, columns: Standard.error.columns - 1))
    }

    private func erase(_ state: inout State) {
        if state.hasBar { Standard.error.write("\r\u{1B}[K") }
        state.hasBar = false
    }

    private func parts(_ state: State) -> [ProgressLine.Part] {
        let counts = state.counts
        let name = Printable.line(name)
        guard let start = state.start, counts.total > 0 else {
            return [.init(.records, "\(name): reading", short: "reading")]
        }
        let records = "\(Printable.count(counts.settled)) of \(Printable.count(counts.total))"
        var parts: [ProgressLine.Part] = [
            .init(.records, "\(name): \(records) \(type.name)", short: records)
        ]
        if counts.failed > 0 { parts.append(.init(.failures, "\(Printable.count(counts.failed)) failed")) }
        if counts.held > 0 { parts.append(.init(.failures, "\(Printable.count(counts.held)) held back")) }
        let seconds = max(start.duration(to: .now).seconds, 0.001)
        let rate = Double(counts.settled - state.settledBefore) / seconds
        if rate > 0 { parts.append(.init(.rate, "\(Printable.count(Int64(rate.rounded())))/s")) }
        switch state.activity {
        case .reading: parts.append(.init(.activity, "reading"))
        case .running where counts.settled == counts.total: break
        case .running: parts.append(.init(.activity, counts.pending > 0 ? "sending" : "waiting for results"))
        case .waiting(let time, let reason):
            let why = reason == .limit ? "the service asked to wait" : "quota used up"
            parts.append(.init(.activity, "\(why) until \(Printable.time(time))"))
        case .ending: parts.append(.init(.activity, "ending"))
        }
        if state.activity == .running, let left = state.timeLeft?.milliseconds(at: now) {
            parts.append(.init(.timeLeft, "\(Printable.duration(seconds: (left + 999) / 1000)) left"))
        }
        return parts
    }
}

extension Duration {
    fileprivate var seconds: Double {
        Double(components.seconds) + Double(components.attoseconds) / 1e18
    }
}
