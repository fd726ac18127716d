import Mateo

/// A line that fits its terminal. The least important parts are left out as a whole.
enum ProgressLine {
    /// The topic of a part, least important first.
    enum Topic: Int {
        case bar, rate, timeLeft, failures, activity, records
    }

    /// A part of the line.
    struct Part {
        let topic: Topic
        let text: String
        /// A shorter form, if the part does not fit even alone.
        let short: String?

        init(_ topic: Topic, _ text: String, short: String? = nil) {
            self.topic = topic
            self.text = text
            self.short = short
        }
    }

    /// Returns the parts that fit, in order.
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

    /// Returns a bar of the settled records, followed by those in flight.
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
