/// Where in a mapping something is wrong.
struct MappingFault {
    private let member: StaticString
    /// The place among the others of its kind, from 0.
    let number: Int

    /// A member of the document; an empty name for the document itself.
    @_optimize(size)
    init(_ member: StaticString, _ number: Int) {
        self.member = member
        self.number = number
    }

    /// The error for a mistake.
    ///
    /// - Parameters:
    ///   - part: the member of an entry; empty for the entry itself.
    ///   - found: what the mapping has there. It is shown if it is short and printable ASCII.
    @_optimize(size)
    @inline(never)
    func error(_ part: StaticString, _ why: StaticString, found: Span<UInt8> = Span()) -> MateoError {
        var text = Text.Parts(literalCapacity: 0, interpolationCount: 0)
        text.appendLiteral("mapping")
        if member.utf8CodeUnitCount > 0 {
            text.appendLiteral(", ")
            text.appendInterpolation(member)
            text.appendLiteral(" ")
            text.appendInterpolation(number + 1)
        }
        if part.utf8CodeUnitCount > 0 {
            text.appendLiteral(", ")
            text.appendInterpolation(part)
        }
        text.appendLiteral(": ")
        // Otherwise it is the words "a field".
        let shown = Shown.name(found)
        if Array(shown.utf8).first == UInt8(ascii: "\"") {
            text.appendLiteral(shown)
            text.appendLiteral(": ")
        }
        text.appendInterpolation(why)
        return MateoError(.argument, Text(stringInterpolation: text))
    }
}
