/// The events of a run, one a line, with the time of the world.
final class Trace {
    /// Whether lines are kept, which is done only when a failed seed is run again.
    let isKept: Bool
    private(set) var lines: [String] = []
    /// How often each kind of fault occurred.
    private(set) var faults: [String: Int] = [:]
    /// The first broken rule.
    private(set) var violation: String?
    /// The time of the world.
    var now: Int64 = 0

    init(isKept: Bool) {
        self.isKept = isKept
    }

    func note(_ line: @autoclosure () -> String) {
        guard isKept else { return }
        lines.append("\(Self.time(now))  \(line())")
    }

    func fault(_ kind: String, _ detail: @autoclosure () -> String = "") {
        faults[kind, default: 0] += 1
        note("fault: \(kind) \(detail())")
    }

    func violate(_ rule: String) {
        note("VIOLATION: \(rule)")
        if violation == nil { violation = rule }
    }

    /// Returns days, hours, minutes, seconds and milliseconds since the start.
    static func time(_ milliseconds: Int64) -> String {
        func padded(_ number: Int64, _ width: Int) -> String {
            let text = String(number)
            return String(repeating: "0", count: max(0, width - text.count)) + text
        }
        let seconds = milliseconds / 1000
        return "\(seconds / 86400)d \(padded(seconds / 3600 % 24, 2)):\(padded(seconds / 60 % 60, 2)):"
            + "\(padded(seconds % 60, 2)).\(padded(milliseconds % 1000, 3))"
    }
}
