/// Why there is no header, as one line for the person who changed the sources.
struct Problem: Error, Equatable, CustomStringConvertible {
    var description: String

    init(_ description: String) {
        self.description = description
    }
}
