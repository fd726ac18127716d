/// A text that is put together by interpolation.
///
/// The interpolation of `String` is compiled into every place that uses it; this one is called.
public struct Text: ExpressibleByStringInterpolation, Sendable {
    /// The whole text.
    public let string: String

    /// A text without parts.
    public init(stringLiteral string: String) {
        self.string = string
    }

    /// A text of parts.
    public init(stringInterpolation parts: Parts) {
        string = parts.string
    }

    /// One text behind another, so that a long literal can be broken into lines.
    @inline(never)
    public static func + (first: Text, second: Text) -> Text {
        Text(stringLiteral: first.string + second.string)
    }

    /// The parts, as the compiler hands them over.
    public struct Parts: StringInterpolationProtocol {
        fileprivate var string = ""

        /// No parts yet.
        public init(literalCapacity: Int, interpolationCount: Int) {}

        /// Adds what stands in the literal.
        @inline(never)
        public mutating func appendLiteral(_ literal: String) {
            string += literal
        }

        /// Adds a text.
        public mutating func appendInterpolation(_ text: String) {
            appendLiteral(text)
        }

        /// Adds a text.
        public mutating func appendInterpolation(_ text: Text) {
            appendLiteral(text.string)
        }

        /// Adds a text.
        @inline(never)
        public mutating func appendInterpolation(_ text: StaticString) {
            string += text.description
        }

        /// Adds a number.
        @inline(never)
        public mutating func appendInterpolation(_ number: Int64) {
            string += number.description
        }

        /// Adds a number that is not negative, with a comma before each three digits.
        @inline(never)
        public mutating func appendInterpolation(grouped number: Int64) {
            guard number >= 1000 else { return appendInterpolation(number) }
            appendInterpolation(grouped: number / 1000)
            let rest = number % 1000
            appendLiteral(rest < 10 ? ",00" : rest < 100 ? ",0" : ",")
            appendInterpolation(rest)
        }

        /// Adds a number.
        public mutating func appendInterpolation(_ number: Int) {
            appendInterpolation(Int64(number))
        }

        /// Adds a number.
        public mutating func appendInterpolation(_ number: Int32) {
            appendInterpolation(Int64(number))
        }
    }
}
