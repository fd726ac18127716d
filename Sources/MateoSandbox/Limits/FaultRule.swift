/// One entry of a fault specification: a fault, the requests it is counted over, and when it strikes.
struct FaultRule: Equatable, Sendable {
    /// Which requests are counted.
    enum Target: Equatable, Sendable {
        case posts, polls
    }

    /// When it strikes.
    enum Occasion: Equatable, Sendable {
        case ordinals([ClosedRange<Int>])
        case probability(Double)
    }

    /// Why a specification cannot be read.
    struct Unreadable: Error, Equatable, CustomStringConvertible {
        let description: String
    }

    let fault: Fault
    let target: Target
    let occasion: Occasion

    /// Reads a comma separated list of `[poll-]NAME@ORDINALS` and `[poll-]NAME=PROBABILITY`.
    static func list(_ text: String) throws(Unreadable) -> [FaultRule] {
        var rules: [FaultRule] = []
        for entry in text.split(separator: ",") { rules.append(try FaultRule(String(entry))) }
        return rules
    }

    private init(_ text: String) throws(Unreadable) {
        guard let sign = text.firstIndex(where: { $0 == "@" || $0 == "=" }) else {
            throw Unreadable(description: "'\(text)' has neither @ORDINALS nor =PROBABILITY")
        }
        var name = text[..<sign]
        target = name.hasPrefix("poll-") ? .polls : .posts
        if target == .polls { name = name.dropFirst(5) }
        guard let fault = Fault(rawValue: String(name)) else {
            let known = Fault.allCases.map(\.rawValue).joined(separator: ", ")
            throw Unreadable(description: "there is no fault '\(name)'; there are \(known)")
        }
        guard target == .posts || fault.suitsPolls else {
            throw Unreadable(description: "a poll cannot have the fault '\(name)'")
        }
        self.fault = fault
        let rest = text[text.index(after: sign)...]
        occasion =
            text[sign] == "@" ? .ordinals(try Self.ordinals(rest)) : .probability(try Self.probability(rest))
    }

    private static func ordinals(_ text: Substring) throws(Unreadable) -> [ClosedRange<Int>] {
        var ranges: [ClosedRange<Int>] = []
        for part in text.split(separator: ";", omittingEmptySubsequences: false) {
            let ends = part.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
            guard let first = ends.first.flatMap({ Int($0) }), first > 0 else {
                throw Unreadable(description: "'\(part)' is not an ordinal such as 3, 2-4 or 5-")
            }
            guard ends.count == 2 else {
                ranges.append(first...first)
                continue
            }
            guard let last = ends[1].isEmpty ? Int.max : Int(ends[1]), last >= first else {
                throw Unreadable(description: "'\(part)' is not a range such as 2-4 or 5-")
            }
            ranges.append(first...last)
        }
        guard !ranges.isEmpty else { throw Unreadable(description: "no ordinal follows the @") }
        return ranges
    }

    private static func probability(_ text: Substring) throws(Unreadable) -> Double {
        guard let number = Double(text), (0...1).contains(number) else {
            throw Unreadable(description: "'\(text)' is not a probability from 0 to 1")
        }
        return number
    }
}
