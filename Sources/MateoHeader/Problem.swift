/// Why the header cannot be written, as one line for the author of the sources.
struct Problem: Error, Equatable, CustomStringConvertible {
    var description: String

    init(_ description: String) {
        self.description = description
    }
}
