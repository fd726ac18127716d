/// Where in a mapping something is wrong.
struct MappingFault {
    private let member: StaticString
    /// The place among the others of its kind, from 0.
    let number: Int

    /// A member of the document; an empty name for the document itself.
    init(_ member: StaticString, _ number: Int) {
        self.member = member
        self.number = number
    }

    /// The error for a mistake.
    ///
    /// - Parameters:
    ///   - part: the member of an entry; empty for the entry itself.
    ///   - found: what the mapping has there. It is shown if it is short and printable ASCII.
    @inline(never)
    func error(_ part: StaticString, _ why: StaticString, found: Span<UInt8> = Span()) -> MateoError {
        var text = "mapping"
        if member.utf8CodeUnitCount > 0 { text += ", \(member.description) \((number + 1).description)" }
        if part.utf8CodeUnitCount > 0 { text += ", " + part.description }
        text += ": "
        if found.count > 0 {
            let shown = Shown.name(found)
            if shown.utf8.first == UInt8(ascii: "\"") { text += shown + ": " }
        }
        return MateoError(.argument, Text(stringLiteral: text + why.description))
    }
}
