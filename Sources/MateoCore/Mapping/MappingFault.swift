/// The place of a mistake in a mapping.
struct MappingFault {
    private let member: StaticString
    /// Its place among the others of its kind, from 0.
    let number: Int
    /// The value of the flag, if the place is a flag. `member` is then its name.
    private let line: [UInt8]
    /// The document's name, if it has one.
    private let document: [UInt8]

    /// Creates the place of a member of the document. An empty name means the document itself.
    init(_ member: StaticString, _ number: Int, document: [UInt8] = []) {
        self.member = member
        self.number = number
        self.document = document
        line = []
    }

    /// Creates the place of a flag, such as `--map`, with its value.
    init(flag: StaticString, _ line: [UInt8], _ number: Int) {
        member = flag
        self.number = number
        self.line = line
        document = []
    }

    /// Returns the error for a mistake.
    ///
    /// - Parameters:
    ///   - part: the member of an entry; empty for the entry itself.
    ///   - found: the mapping's text there, in UTF-8.
    ///   - near: the text that was probably meant, in UTF-8.
    @inline(never)
    func error(
        _ part: StaticString, _ why: StaticString, found: Span<UInt8> = Span(), near: Span<UInt8> = Span()
    ) -> MateoError {
        var text = Text.Parts(literalCapacity: 0, interpolationCount: 0)
        if !line.isEmpty {
            text.appendInterpolation(member)
            text.appendLiteral(" '")
            text.appendLiteral(Self.shown(line, 80))
            text.appendLiteral("'")
        } else {
            if !document.isEmpty {
                text.appendLiteral(String(decoding: document, as: UTF8.self))
                text.appendLiteral(": ")
            }
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
        }
        text.appendLiteral(": ")
        if found.count > 0 {
            Self.quote(found, &text)
            text.appendLiteral(": ")
        }
        text.appendInterpolation(why)
        if near.count > 0 {
            text.appendLiteral(" ")
            Self.quote(near, &text)
            text.appendLiteral("?")
        }
        return MateoError(.argument, Text(stringInterpolation: text))
    }

    private static func quote(_ found: Span<UInt8>, _ text: inout Text.Parts) {
        text.appendLiteral("\"")
        text.appendLiteral(shown(found.withUnsafeBufferPointer { Array($0) }, 40))
        text.appendLiteral("\"")
    }

    /// Returns the first characters of a text.
    private static func shown(_ text: [UInt8], _ most: Int) -> String {
        let first = Sentence.first(most, of: text)
        return String(decoding: first, as: UTF8.self) + (first.count < text.count ? "…" : "")
    }
}
