/// All that is wrong, so that nobody has to run the generator once for each.
struct Problems: Error, Equatable, CustomStringConvertible {
    var all: [Problem]

    var description: String { all.map(\.description).joined(separator: "\n") }
}
