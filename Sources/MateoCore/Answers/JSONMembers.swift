/// The members of a JSON object one after the other. They are found while they are asked for.
public struct JSONMembers: Sequence, IteratorProtocol, Sendable {
    private var parts: JSONElements

    init(_ parts: JSONElements) {
        self.parts = parts
    }

    /// The next member; nil when there is none.
    public mutating func next() -> JSONMember? {
        guard let name = parts.next(), let value = parts.next() else { return nil }
        return JSONMember(name: name, value: value)
    }
}
