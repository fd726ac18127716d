/// The time of the world and what will happen in it. Nobody but the simulator knows this clock.
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

    /// When the next event happens.
    var next: Int64? { events.first?.at }

    /// Plans an event; those of one time happen in the order in which they were planned.
    func plan(at time: Int64, _ body: @escaping () -> Void) {
        count += 1
        let event = Event(at: max(time, now), number: count, body: body)
        let place = events.firstIndex { $0.at > event.at } ?? events.count
        events.insert(event, at: place)
    }

    /// Lets time pass, and all happen that is planned until then.
    func pass(to time: Int64) {
        while let event = events.first, event.at <= time {
            events.removeFirst()
            setNow(event.at)
            event.body()
        }
        setNow(max(time, now))
    }

    /// What was planned does not happen any more.
    func end() {
        events = []
    }

    private func setNow(_ time: Int64) {
        now = time
        trace.now = time
    }
}
