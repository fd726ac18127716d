import MateoCore

/// Collects the fields that a value encodes.
final class RecordEncoder: Encoder {
    let codingPath: [any CodingKey] = []
    var userInfo: [CodingUserInfoKey: Any] { [:] }
    private var fields: [(name: String, value: MateoRecord.Value)] = []
    /// Fields whose values may still be written.
    private var open: [(name: String, value: ValueEncoder)] = []
    private var fault: MateoError?

    /// Returns the fields, sorted by name. The order of dictionaries differs in each process, and a record must be the
    /// same when it is added again.
    func sortedFields() throws(MateoError) -> [(name: String, value: MateoRecord.Value)] {
        if let fault { throw fault }
        for (name, encoder) in open {
            if let value = try encoder.value() { fields.append((name, value)) }
        }
        open = []
        return fields.sorted { $0.name < $1.name }
    }

    func set<Value: Encodable>(_ key: any CodingKey, _ value: Value) throws {
        if let value = value as? any FieldValue {
            do throws(Refusal) {
                set(key, to: try value.fieldValue())
            } catch {
                throw error.error([key])
            }
        } else {
            let encoder = ValueEncoder([key])
            try encoder.encode(value)
            if let value = try encoder.value() { set(key, to: value) }
        }
    }

    func set(_ key: any CodingKey, to value: MateoRecord.Value) {
        fields.append((key.stringValue, value))
    }

    func begin(_ key: any CodingKey) -> ValueEncoder {
        let encoder = ValueEncoder([key])
        open.append((key.stringValue, encoder))
        return encoder
    }

    private func refuse(_ what: String) {
        fault =
            fault ?? MateoError(.record, "\(what) has no fields. Give a structure, an object or a dictionary")
    }

    // MARK: Encoder

    func container<Key>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        KeyedEncodingContainer(FieldContainer<Key>(self))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        refuse("a list")
        return ListContainer(ValueEncoder([]))
    }

    func singleValueContainer() -> any SingleValueEncodingContainer { self }
}

extension RecordEncoder: SingleValueEncodingContainer {
    func encodeNil() { refuse("nil") }

    func encode<Value: Encodable>(_ value: Value) throws {
        if value is any FieldValue {
            refuse("a value of type \(Value.self)")
        } else {
            try value.encode(to: self)
        }
    }
}

/// The fields of a record.
struct FieldContainer<Key: CodingKey>: KeyedEncodingContainerProtocol {
    private let encoder: RecordEncoder

    init(_ encoder: RecordEncoder) { self.encoder = encoder }

    var codingPath: [any CodingKey] { [] }

    mutating func encodeNil(forKey key: Key) { encoder.set(key, to: .null) }

    mutating func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws { try encoder.set(key, value) }

    mutating func nestedContainer<Nested>(
        keyedBy type: Nested.Type, forKey key: Key
    ) -> KeyedEncodingContainer<Nested> {
        encoder.begin(key).container(keyedBy: type)
    }

    mutating func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
        encoder.begin(key).unkeyedContainer()
    }

    mutating func superEncoder() -> any Encoder { encoder.begin(SuperKey()) }

    mutating func superEncoder(forKey key: Key) -> any Encoder { encoder.begin(key) }
}

/// The key for a superclass that encodes itself separately.
private struct SuperKey: CodingKey {
    var stringValue: String { "super" }
    var intValue: Int? { nil }

    init() {}
    init?(stringValue: String) { nil }
    init?(intValue: Int) { nil }
}
