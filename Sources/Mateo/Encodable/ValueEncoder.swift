import MateoCore

/// Encodes a value that is one field or one element of a list.
final class ValueEncoder: Encoder {
    let codingPath: [any CodingKey]
    var userInfo: [CodingUserInfoKey: Any] { [:] }
    private let isElement: Bool
    private var single: MateoRecord.Value?
    private var list: [MateoRecord.Value] = []
    private var isList = false
    private var isUnordered = false
    private var fault: MateoError?

    /// - Parameter isElement: whether it is an element of a list.
    init(_ path: [any CodingKey], isElement: Bool = false) {
        codingPath = path
        self.isElement = isElement
    }

    /// Returns the encoded value, or nil if nothing was encoded.
    func value() throws(MateoError) -> MateoRecord.Value? {
        if let fault { throw fault }
        guard isList else { return single }
        return .list(isUnordered ? list.sorted { "\($0)" < "\($1)" } : list)
    }

    func refuse(_ reason: String) {
        fault = fault ?? Refusal(status: .record, reason: reason).error(codingPath)
    }

    func append(_ value: MateoRecord.Value) { list.append(value) }

    // MARK: Encoder

    func container<Key>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        refuse(
            "is an object, and the fields of a record hold none. Encode its parts as fields of the record, or as a text"
        )
        // Its content is ignored.
        return RecordEncoder().container(keyedBy: type)
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        if isElement { refuse("is a list inside of a list. A list holds texts and numbers") }
        isList = true
        return ListContainer(self)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer { self }
}

extension ValueEncoder: SingleValueEncodingContainer {
    func encodeNil() {}

    func encode<Value: Encodable>(_ value: Value) throws {
        guard let value = value as? any FieldValue else {
            if value is any UnorderedList { isUnordered = true }
            return try value.encode(to: self)
        }
        do throws(Refusal) {
            single = try value.fieldValue()
        } catch {
            throw error.error(codingPath)
        }
        switch single {
        case .boolean where isElement, .json where isElement:
            refuse("is in a list. A list holds texts, and numbers of at most 64 bits")
        default: break
        }
    }
}

/// The elements of a list.
struct ListContainer: UnkeyedEncodingContainer {
    private let encoder: ValueEncoder
    private(set) var count = 0

    init(_ encoder: ValueEncoder) { self.encoder = encoder }

    var codingPath: [any CodingKey] { encoder.codingPath }

    mutating func encodeNil() { count += 1 }

    mutating func encode<Value: Encodable>(_ value: Value) throws {
        let element = nextElement()
        try element.encode(value)
        if let value = try element.value() { encoder.append(value) }
    }

    mutating func nestedContainer<Key>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        refusedElement().container(keyedBy: type)
    }

    mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
        refusedElement().unkeyedContainer()
    }

    mutating func superEncoder() -> any Encoder { refusedElement() }

    private mutating func nextElement() -> ValueEncoder {
        defer { count += 1 }
        return ValueEncoder(codingPath + [ListIndex(intValue: count)], isElement: true)
    }

    private mutating func refusedElement() -> ValueEncoder {
        encoder.refuse("holds an object or a list. A list holds texts and numbers")
        return nextElement()
    }
}
