/// All problems, so that one run of the generator shows them.
struct Problems: Error, Equatable, CustomStringConvertible {
    var all: [Problem]

    var description: String { all.map(\.description).joined(separator: "\n") }
}
