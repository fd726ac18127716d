/// A C function as Swift declares it: `@c(mateo_version) public func version() -> UnsafePointer<CChar>`.
struct Declaration {
    var name: String
    var parameters: [Parameter]
    /// The Swift spelling; nil for a function that returns nothing.
    var result: String?
    /// The lines of the doc comment.
    var comment: [String]
    /// The source file without folder and `.swift`, such as `Version`.
    var file: String
    var line: Int

    struct Parameter: Equatable {
        var name: String
        var type: String
    }
}

extension Declaration {
    /// - Returns: nil for what is no function.
    /// - Throws: a public function that C cannot call has no place in the module.
    init?(_ symbol: SymbolGraph.Symbol) throws(Problem) {
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
                type: String(colon.map { spelled[$0.upperBound...] } ?? spelled[...]))
        }
        let result = (signature?.returns ?? []).spelled
        self.result = ["", "()", "Void"].contains(result) ? nil : result
    }

    /// The name in `@c(name)`, at the start of a declaration or anywhere in a line of source.
    static func cName(in text: some StringProtocol) -> String? {
        guard let start = text.firstRange(of: "@c(")?.upperBound,
            let end = text[start...].firstIndex(of: ")")
        else { return nil }
        return String(text[start..<end])
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
