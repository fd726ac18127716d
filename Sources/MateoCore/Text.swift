/// A text that is built by interpolation.
///
/// The interpolation of `String` is inlined into every place that uses it. This one is called, which is smaller.
public struct Text: ExpressibleByStringInterpolation, Sendable {
    /// The whole text.
    public let string: String

    /// Creates a text without parts.
    public init(stringLiteral string: String) {
        self.string = string
    }

    /// Creates a text from its parts.
    public init(stringInterpolation parts: Parts) {
        string = parts.string
    }

    /// Joins two texts, so that a long literal can be divided into lines.
    @inline(never)
    public static func + (first: Text, second: Text) -> Text {
        Text(stringLiteral: first.string + second.string)
    }

    /// The parts, in the form of the compiler's interpolation.
    public struct Parts: StringInterpolationProtocol {
        fileprivate var string = ""

        /// Starts without parts.
        public init(literalCapacity: Int, interpolationCount: Int) {}

        /// Adds a part of the literal.
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
