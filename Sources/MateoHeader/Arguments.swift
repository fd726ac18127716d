import Foundation

/// The arguments of `mateo-header`.
struct Arguments: Equatable {
    /// The symbol graph of the C module, written by the compiler.
    var symbols = ""
    /// The folder with the module's sources.
    var sources = ""
    /// The hand-written types.
    var types = ""
    /// The header.
    var output = ""
    /// Whether to leave the file unchanged and fail if it would change.
    var onlyCompares = false

    static let usage =
        "usage: mateo-header --symbols FILE --sources FOLDER --types FILE --output FILE [--check]"
}

extension Arguments {
    /// - Parameter environment: with `CI=true` the header is only compared.
    init(_ words: [String], environment: [String: String] = [:]) throws(Problem) {
        onlyCompares = environment["CI"] == "true"
        var words = words[...]
        while let word = words.popFirst() {
            let option: WritableKeyPath<Arguments, String>
            switch word {
            case "--check":
                onlyCompares = true
                continue
            case "--symbols": option = \.symbols
            case "--sources": option = \.sources
            case "--types": option = \.types
            case "--output": option = \.output
            default: throw Problem("unknown option \(word)\n\(Arguments.usage)")
            }
            guard let value = words.popFirst() else {
                throw Problem("\(word) needs a value\n\(Arguments.usage)")
            }
            self[keyPath: option] = value
        }
        if [symbols, sources, types, output].contains("") { throw Problem(Arguments.usage) }
    }
}
