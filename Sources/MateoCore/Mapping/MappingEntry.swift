/// Where a text stands among the texts of a mapping.
struct TextRange: BitwiseCopyable, Sendable {
    private let start: UInt32
    private let length: UInt32

    /// No text.
    static var none: TextRange { TextRange(0..<0) }

    /// A part of fewer than 2^32 bytes.
    init(_ place: Range<Int>) {
        start = UInt32(truncatingIfNeeded: place.lowerBound)
        length = UInt32(truncatingIfNeeded: place.count)
    }

    /// Where it stands.
    var place: Range<Int> { Int(start)..<Int(start) + Int(length) }
    var isEmpty: Bool { length == 0 }
}

/// One line of a mapping.
struct MappingEntry: BitwiseCopyable, Sendable {
    enum Role: UInt8 {
        /// A column becomes a field. Without a field it is left out.
        case column
        /// A field gets the same JSON value in every record.
        case constant
        /// A field gets a text with cells in it.
        case template
        /// A field must have a value.
        case required
    }

    var role: Role
    var type = FieldType.text
    /// What an empty cell does; nil: what the mapping says for all.
    var empty: EmptyCells?
    /// The heading, or the value.
    var source = TextRange.none
    var target = TextRange.none
    var parameters = TextRange.none
    /// The zone's name, or what its file holds, or an offset.
    var zone = TextRange.none
    /// Its place in the document, from 0; -1 for a column that no mapping names.
    var number = 0
    /// What was given for the flag that it comes from; empty for one of a document.
    var line = TextRange.none
}

// Known where a mapping keeps it.
extension EmptyCells: BitwiseCopyable {}
