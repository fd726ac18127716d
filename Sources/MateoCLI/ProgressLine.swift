import Mateo

/// A line that fits its terminal: what matters least is left out whole.
enum ProgressLine {
    /// What a part tells. Those that matter least come first.
    enum Topic: Int {
        case bar, rate, timeLeft, failures, activity, records
    }

    /// A part of the line.
    struct Part {
        let topic: Topic
        let text: String
        /// What is left of it if it does not fit even alone.
        let short: String?

        init(_ topic: Topic, _ text: String, short: String? = nil) {
            self.topic = topic
            self.text = text
            self.short = short
        }
    }

    /// The parts that fit, in their order.
    static func text(_ parts: [Part], columns: Int) -> String {
        var parts = parts
        while true {
            let text = parts.map(\.text).joined(separator: "  ")
            guard text.count > columns else { return text }
            guard parts.count > 1, let least = parts.map(\.topic.rawValue).min(),
                let index = parts.lastIndex(where: { $0.topic.rawValue == least })
            else { break }
            parts.remove(at: index)
        }
        guard let short = parts.first?.short, short.count <= columns else { return "" }
        return short
    }

    /// A bar that shows what is settled, and behind it what is in flight.
    static func bar(_ counts: RecordCounts) -> Part {
        let width: Int64 = 20
        let settled = Int(width * counts.settled / counts.total)
        let sent = Int(width * (counts.settled + counts.inFlight) / counts.total)
        return Part(
            .bar,
            "[" + String(repeating: "#", count: settled) + String(repeating: "-", count: sent - settled)
                + String(repeating: " ", count: Int(width) - sent) + "]")
    }
}
