import Mateo

/// The course of an import, line by line.
struct ReportTimeline {
    /// The event of a line.
    enum Event {
        case sent(SendingSpan)
        case paused(SendingPause)
        /// A period without events. The journal does not know the reason.
        case silent(until: Timestamp)
    }

    struct Line {
        let event: Event
        /// The day with its offset from UTC, if it differs from the previous line's.
        let day: String?
        /// The time without the day, of the start and of the end if they differ.
        let time: String
        /// The duration; nil for a single point in time.
        let duration: String?
        let notes: [String]
    }

    /// The most pauses with lines of their own. The longest ones are chosen.
    private static let mostPauses = 60
    /// The length from which a pause without a known reason is listed, in milliseconds.
    private static let longSilence: Int64 = 600_000
    /// The length below which a pause between batches is only a note, in milliseconds.
    private static let shortPause: Int64 = 60_000

    private(set) var lines: [Line] = []
    /// The pauses without a line.
    private(set) var others = 0
    /// The most records of one line.
    let largest: Int64

    init(_ history: ImportHistory) {
        largest = history.spans.map(\.records).max() ?? 0
        var notes = [[String]](repeating: [], count: history.spans.count)
        var limits = [Int64](repeating: 0, count: history.spans.count)
        var alone: [SendingPause] = []
        for pause in history.pauses {
            let index = history.spans.lastIndex { $0.first <= pause.since }
            let isShort = pause.until.milliseconds - pause.since.milliseconds < Self.shortPause
            if pause.reason == .limit, let index, isShort || pause.until <= history.spans[index].last {
                limits[index] += pause.times
            } else {
                alone.append(pause)
            }
        }
        for (index, span) in history.spans.enumerated() { notes[index] = Self.notes(span, limits: limits[index]) }
        alone.sort { $0.until.milliseconds - $0.since.milliseconds > $1.until.milliseconds - $1.since.milliseconds }
        others = max(0, alone.count - Self.mostPauses)
        var events = alone.prefix(Self.mostPauses).map { ($0.since, $0.until, Event.paused($0), [String]()) }
        for (index, span) in history.spans.enumerated() {
            events.append((span.first, span.last, .sent(span), notes[index]))
        }
        events.sort { ($0.0, $0.1) < ($1.0, $1.1) }
        add(events)
    }

    private mutating func add(_ events: [(Timestamp, Timestamp, Event, [String])]) {
        var day = ""
        var end: Timestamp?
        for (since, until, event, notes) in events {
            if let end, since.milliseconds - end.milliseconds >= Self.longSilence {
                add(.silent(until: since), end, since, [], &day)
            }
            add(event, since, until, notes, &day)
            end = max(end ?? until, until)
        }
    }

    private mutating func add(
        _ event: Event, _ since: Timestamp, _ until: Timestamp, _ notes: [String], _ day: inout String
    ) {
        let (from, to) = (Self.parts(since), Self.parts(until))
        let sameDay = from.day == to.day
        let time = from == to ? from.time : "\(from.time) – \(sameDay ? to.time : "\(to.day.prefix(10)) \(to.time)")"
        let milliseconds = until.milliseconds - since.milliseconds
        lines.append(
            Line(
                event: event, day: from.day == day ? nil : from.day, time: time,
                duration: milliseconds < 1000 ? nil : ReportContents.duration(milliseconds: milliseconds), notes: notes)
        )
        day = from.day
    }

    private static func parts(_ time: Timestamp) -> (day: String, time: String) {
        let parts = Printable.time(time).split(separator: " ")
        guard parts.count == 3 else { return ("", Printable.time(time)) }
        return ("\(parts[0]) (\(parts[2]))", String(parts[1]))
    }

    private static func notes(_ span: SendingSpan, limits: Int64) -> [String] {
        var notes: [String] = []
        if span.failed > 0 { notes.append("\(Printable.count(span.failed)) failed") }
        if span.unknown > 0 { notes.append("\(Printable.count(span.unknown)) unknown") }
        if span.divided > 0 { notes.append("\(Printable.count(span.divided, "batch", "batches")) divided") }
        if limits > 0 { notes.append("limit reached \(Printable.count(limits, "time", "times"))") }
        return notes
    }
}

extension ReportTimeline.Line {
    /// A description of the event.
    var words: String {
        switch event {
        case .sent(let span): Printable.count(span.batches, "batch", "batches")
        case .silent: "Nothing was sent."
        case .paused(let pause):
            switch pause.reason {
            case .limit: "Paused: the service's limit was reached\(times(pause))."
            case .quota: "Paused: the quota of the day was used up."
            case .unreachable: "Paused: the service did not answer, or gave no usable answer\(times(pause))."
            }
        }
    }

    private func times(_ pause: SendingPause) -> String {
        pause.times > 1 ? ", \(Printable.count(pause.times)) times" : ""
    }

    /// The answer times of the service as text; nil if unknown.
    var answers: String? {
        guard case .sent(let span) = event, let mean = span.meanAnswer, let slowest = span.slowestAnswer else {
            return nil
        }
        let text = ReportContents.duration(milliseconds: mean)
        return slowest / 2 > mean ? "\(text), slowest \(ReportContents.duration(milliseconds: slowest))" : text
    }
}
