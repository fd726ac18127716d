/// A source file of the C interface, as far as the symbol graph does not tell it.
struct Source: Equatable {
    /// Without folder and `.swift`, such as `Version`.
    var name: String
    /// The first line of the comment that opens the file; the name if there is none.
    var title: String
    /// The rest of that comment.
    var prose: Prose
    /// The C names in `@c(…)`, public or not.
    var cNames: [String]
}

extension Source {
    init(name: String, text: String) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let comment = lines.prefix { $0.hasPrefix("//") && !$0.hasPrefix("///") }.map { $0.dropFirst(2) }
        let title = comment.first?.trimmed ?? ""
        self.name = name
        self.title = title.isEmpty ? name : title
        self.prose = Prose(lines: comment.dropFirst().map { String($0.hasPrefix(" ") ? $0.dropFirst() : $0) })
        self.cNames = lines.filter { $0.hasPrefix("@c(") }.compactMap(Declaration.cName(in:))
    }
}
