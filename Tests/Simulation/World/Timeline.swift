/// The time of the world and its future events. Only the simulator knows this clock.
final class Timeline {
    private struct Event {
        let at: Int64
        let number: Int
        let body: () -> Void
    }

    /// Milliseconds since the start of the run.
    private(set) var now: Int64 = 0
    private let trace: Trace
    private var events: [Event] = []
    private var count = 0

    init(_ trace: Trace) {
        self.trace = trace
    }

    /// The time of the next event.
    var next: Int64? { events.first?.at }

    /// Plans an event. Events at the same time happen in the order of planning.
    func plan(at time: Int64, _ body: @escaping () -> Void) {
        count += 1
        let event = Event(at: max(time, now), number: count, body: body)
        let place = events.firstIndex { $0.at > event.at } ?? events.count
        events.insert(event, at: place)
    }

    /// Advances the time, with all events up to then.
    func pass(to time: Int64) {
        while let event = events.first, event.at <= time {
            events.removeFirst()
            setNow(event.at)
            event.body()
        }
        setNow(max(time, now))
    }

    /// Cancels all events.
    func end() {
        events = []
    }

    private func setNow(_ time: Int64) {
        now = time
        trace.now = time
    }
}
