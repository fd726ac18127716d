/// The members of a JSON object in order. Each is parsed when it is asked for.
public struct JSONMembers: Sequence, IteratorProtocol, Sendable {
    private var parts: JSONElements

    init(_ parts: JSONElements) {
        self.parts = parts
    }

    /// Returns the next member, or nil at the end.
    public mutating func next() -> JSONMember? {
        guard let name = parts.next(), let value = parts.next() else { return nil }
        return JSONMember(name: name, value: value)
    }
}
