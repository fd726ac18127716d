/// Why there is no header, as one line for the person who changed the sources.
struct Problem: Error, Equatable, CustomStringConvertible {
    var description: String

    init(_ description: String) {
        self.description = description
    }
}

/// All that is wrong, so that nobody has to run the generator once for each.
struct Problems: Error, Equatable, CustomStringConvertible {
    var all: [Problem]

    var description: String { all.map(\.description).joined(separator: "\n") }
}
