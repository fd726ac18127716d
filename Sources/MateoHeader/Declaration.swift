/// A C function in its Swift declaration: `@c(mateo_version) public func version() -> UnsafePointer<CChar>`.
struct Declaration {
    var name: String
    var parameters: [Parameter]
    /// The Swift spelling of the result; nil for none.
    var result: String?
    /// The lines of the doc comment.
    var comment: [String]
    /// The name of the source file without folder and `.swift`, such as `Version`.
    var file: String
    var line: Int

    struct Parameter: Equatable {
        var name: String
        var type: String
    }
}

extension Declaration {
    /// - Parameter aliases: the module's own names for types, which C does not know.
    /// - Returns: nil if the symbol is not a function.
    /// - Throws: if C cannot call a public function.
    init?(_ symbol: SymbolGraph.Symbol, aliases: [String: String] = [:]) throws(Problem) {
        guard symbol.kind.identifier == "swift.func" else { return nil }
        guard let name = Declaration.cName(in: symbol.declarationFragments.spelled) else {
            throw Problem("public function \(symbol.names.title) has no C name: give it @c(mateo_…)")
        }
        guard let location = symbol.location else { throw Problem("\(name) has no source location") }
        self.name = name
        self.file = location.file
        self.line = location.position.line
        self.comment = symbol.docComment?.lines.map(\.text) ?? []

        let signature = symbol.functionSignature
        self.parameters = (signature?.parameters ?? []).map { parameter in
            let spelled = parameter.declarationFragments.spelled
            let colon = spelled.firstRange(of: ": ")
            return Parameter(
                name: (parameter.internalName ?? parameter.name).filter { $0 != "`" },
                type: resolve(String(colon.map { spelled[$0.upperBound...] } ?? spelled[...]), aliases))
        }
        let result = resolve((signature?.returns ?? []).spelled, aliases)
        self.result = ["", "()", "Void"].contains(result) ? nil : result
    }

    /// Returns the name in `@c(name)`, at the start of a declaration or anywhere in a line of source.
    static func cName(in text: some StringProtocol) -> String? {
        guard let start = text.firstRange(of: "@c(")?.upperBound,
            let end = text[start...].firstIndex(of: ")")
        else { return nil }
        return String(text[start..<end])
    }
}

/// Returns the type behind an alias such as `ErrorSlot?`.
private func resolve(_ type: String, _ aliases: [String: String]) -> String {
    let optional = type.hasSuffix("?")
    guard let aliased = aliases[optional ? String(type.dropLast()) : type] else { return type }
    return resolve(optional ? aliased + "?" : aliased, aliases)
}

extension SymbolGraph {
    /// The public type aliases of the module, with their types.
    var aliases: [String: String] {
        var aliases: [String: String] = [:]
        for symbol in symbols where symbol.kind.identifier == "swift.typealias" {
            let spelled = symbol.declarationFragments.spelled
            if let equals = spelled.firstRange(of: " = ") {
                aliases[symbol.names.title] = String(spelled[equals.upperBound...])
            }
        }
        return aliases
    }
}

extension SymbolGraph.Location {
    fileprivate var file: String {
        let name = uri.split(separator: "/").last.map(String.init) ?? uri
        return name.hasSuffix(".swift") ? String(name.dropLast(6)) : name
    }
}

extension [SymbolGraph.Fragment] {
    fileprivate var spelled: String { map(\.spelling).joined() }
}
