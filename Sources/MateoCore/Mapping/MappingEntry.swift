/// The place of a text among the texts of a mapping.
struct TextRange: BitwiseCopyable, Sendable {
    private let start: UInt32
    private let length: UInt32

    /// No text.
    static var none: TextRange { TextRange(0..<0) }

    /// Creates a place in fewer than 2^32 bytes.
    init(_ place: Range<Int>) {
        start = UInt32(truncatingIfNeeded: place.lowerBound)
        length = UInt32(truncatingIfNeeded: place.count)
    }

    var place: Range<Int> { Int(start)..<Int(start) + Int(length) }
    var isEmpty: Bool { length == 0 }
}

/// One entry of a mapping.
struct MappingEntry: BitwiseCopyable, Sendable {
    enum Role: UInt8 {
        /// A column becomes a field. Without a field, the column is left out.
        case column
        /// A field gets the same JSON value in every record.
        case constant
        /// A field gets a text that contains cells.
        case template
        /// A field must have a value.
        case required
    }

    var role: Role
    var type = FieldType.text
    /// The effect of an empty cell; nil for the mapping's default.
    var empty: EmptyCells?
    /// The heading, or the value.
    var source = TextRange.none
    var target = TextRange.none
    var parameters = TextRange.none
    /// The zone's name, the content of its file, or an offset.
    var zone = TextRange.none
    /// Its place in the document, from 0; -1 for a column that the mapping does not have.
    var number = 0
    /// The value of its flag; empty for an entry of a document.
    var line = TextRange.none
}

// Explicit, because types that store it are BitwiseCopyable too.
extension EmptyCells: BitwiseCopyable {}
