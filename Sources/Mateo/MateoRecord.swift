import MateoCore

/// A record that is built field by field.
///
/// ```swift
/// let ann: MateoRecord = ["external_id": "A-17", "name": "Ann", "tags": ["gold", "press"], "score": 7]
/// ```
public struct MateoRecord: Equatable, Sendable {
    /// The value of a field.
    public enum Value: Equatable, Sendable {
        /// A text.
        case text(String)
        /// A whole number.
        case integer(Int64)
        /// A number.
        case number(Double)
        /// True or false.
        case boolean(Bool)
        /// A list of texts and numbers.
        case list([Value])
        /// Any value as JSON.
        case json(String)
        /// No value: the service erases its value.
        case null
    }

    /// The fields in the order of sending. Names must be unique.
    public var fields: [(name: String, value: Value)] = []

    /// The program's tag for the record, which `FailedRecord.tag` returns. It is not sent. The journal keeps it until
    /// the import is forgotten, so it must not contain personal data.
    public var tag = ""

    /// Creates a record without fields.
    public init() {}

    /// Adds a field.
    public mutating func set(_ name: String, _ value: Value) {
        fields.append((name, value))
    }

    /// Returns whether two records have the same fields in the same order, and the same tag.
    public static func == (left: MateoRecord, right: MateoRecord) -> Bool {
        left.tag == right.tag && left.fields.elementsEqual(right.fields, by: ==)
    }

    func builder() throws(MateoError) -> RecordBuilder {
        var builder = RecordBuilder()
        for (name, value) in fields {
            let name = Array(name.utf8)
            switch value {
            case .text(let text): try builder.setText(name.span, Array(text.utf8).span)
            case .integer(let number): try builder.setInteger(name.span, number)
            case .number(let number): try builder.setNumber(name.span, number)
            case .boolean(let truth): try builder.setBoolean(name.span, truth)
            case .null: try builder.setNull(name.span)
            case .json(let json): try builder.setJSON(name.span, Array(json.utf8).span)
            case .list(let values):
                try builder.setList(name.span)
                for value in values { try Self.append(value, to: name, &builder) }
            }
        }
        return builder
    }

    private static func append(
        _ value: Value, to name: [UInt8], _ builder: inout RecordBuilder
    ) throws(MateoError) {
        switch value {
        case .text(let text): try builder.appendToList(name.span, Array(text.utf8).span)
        case .integer(let number): try builder.appendToList(name.span, integer: number)
        case .number(let number): try builder.appendToList(name.span, number: number)
        case .boolean, .list, .json, .null:
            throw MateoError(.record, "a list holds texts and numbers. Give other lists as JSON")
        }
    }
}

extension MateoRecord: ExpressibleByDictionaryLiteral {
    /// Creates a record with fields.
    public init(dictionaryLiteral elements: (String, Value)...) {
        fields = elements.map { (name: $0.0, value: $0.1) }
    }
}

extension MateoRecord.Value: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByFloatLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByNilLiteral, ExpressibleByArrayLiteral
{
    /// Creates a text.
    public init(stringLiteral value: String) { self = .text(value) }
    /// Creates a whole number.
    public init(integerLiteral value: Int64) { self = .integer(value) }
    /// Creates a number.
    public init(floatLiteral value: Double) { self = .number(value) }
    /// Creates a Boolean.
    public init(booleanLiteral value: Bool) { self = .boolean(value) }
    /// Creates an empty value.
    public init(nilLiteral: ()) { self = .null }
    /// Creates a list of texts and numbers.
    public init(arrayLiteral elements: MateoRecord.Value...) { self = .list(elements) }
}
