extension Sandbox {
    /// A fault, the requests to count for it, and when it occurs.
    public struct FaultRule: Equatable, Sendable {
        /// The requests to count, from 1. Requests that are refused for their key, or for the limits of a second or a
        /// day, do not count.
        public enum Target: Equatable, Sendable {
            /// The POSTs that begin an import.
            case posts
            /// The GETs of imports.
            case polls
        }

        /// When it occurs.
        enum Occasion: Equatable, Sendable {
            case ordinals([ClosedRange<Int>])
            case probability(Double)
        }

        /// The fault of an invalid specification.
        public struct Unreadable: Error, Equatable, CustomStringConvertible {
            /// What is wrong with it.
            public let description: String
        }

        let fault: Fault
        let target: Target
        let occasion: Occasion

        /// Creates a fault of some requests, such as `FaultRule(.lost, at: 3)`.
        ///
        /// - Parameters:
        ///   - fault: the fault.
        ///   - target: the requests to count.
        ///   - ordinals: the numbers of the requests, from 1.
        public init(_ fault: Fault, of target: Target = .posts, at ordinals: Int...) {
            (self.fault, self.target, occasion) = (fault, target, .ordinals(ordinals.map { $0...$0 }))
        }

        /// Creates a fault of consecutive requests, such as `FaultRule(.html502, of: .polls, in: 2...)`.
        ///
        /// - Parameters:
        ///   - fault: the fault.
        ///   - target: the requests to count.
        ///   - ordinals: the numbers of the requests, from 1.
        public init(_ fault: Fault, of target: Target = .posts, in ordinals: some RangeExpression<Int>) {
            let range = ordinals.relative(to: 1..<Int.max)
            (self.fault, self.target) = (fault, target)
            // An open range ends with the last number.
            let last = range.upperBound == Int.max ? Int.max : range.upperBound - 1
            occasion = .ordinals(range.isEmpty ? [] : [range.lowerBound...last])
        }

        /// Creates a fault that occurs at random. ``Sandbox/Settings/seed`` repeats a run.
        ///
        /// - Parameters:
        ///   - fault: the fault.
        ///   - target: the requests to count.
        ///   - probability: from 0 to 1.
        public init(_ fault: Fault, of target: Target = .posts, probability: Double) {
            (self.fault, self.target, occasion) = (fault, target, .probability(probability))
        }

        /// Parses a comma-separated list of `[poll-]NAME@ORDINALS` and `[poll-]NAME=PROBABILITY`.
        public static func list(_ text: String) throws(Unreadable) -> [FaultRule] {
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
            self.fault = fault
            let rest = text[text.index(after: sign)...]
            occasion =
                text[sign] == "@" ? .ordinals(try Self.ordinals(rest)) : .probability(try Self.probability(rest))
            if let problem { throw Unreadable(description: problem) }
        }

        /// The problem of the rule; nil if it is valid.
        var problem: String? {
            guard target == .posts || fault.suitsPolls else {
                return "a poll cannot have the fault '\(fault.rawValue)'"
            }
            switch occasion {
            case .ordinals(let ranges):
                return ranges.contains { $0.lowerBound < 1 } ? "requests are counted from 1" : nil
            case .probability(let probability):
                return (0...1).contains(probability) ? nil : "'\(probability)' is not a probability from 0 to 1"
            }
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
            guard let number = Double(text) else {
                throw Unreadable(description: "'\(text)' is not a probability from 0 to 1")
            }
            return number
        }
    }
}
