/// A member of a JSON object.
public struct JSONMember: Sendable {
    /// The key as the text has it: a string.
    let name: JSONValue
    /// The value.
    public let value: JSONValue

    /// The key without its quotes and escapes, as UTF-8.
    public var key: [UInt8] { name.text }
}
