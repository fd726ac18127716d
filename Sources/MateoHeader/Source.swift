/// A source file of the C interface, as far as the symbol graph does not tell it.
struct Source: Equatable {
    /// Without folder and `.swift`, such as `Version`.
    var name: String
    /// The lines of the comment that opens the file.
    var comment: [String]
    /// The C names in `@c(…)`, public or not.
    var cNames: [String]

    /// The first line of that comment; the name if there is none.
    var title: String {
        guard let first = comment.first?.trimmed, !first.isEmpty else { return name }
        return first
    }
    /// What follows the title.
    var prose: Prose { Prose(lines: Array(comment.dropFirst())) }
}

extension Source {
    init(name: String, text: String) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        self.name = name
        self.comment = lines.prefix { $0.hasPrefix("//") && !$0.hasPrefix("///") }
            .map { String($0.dropFirst($0.hasPrefix("// ") ? 3 : 2)) }
        self.cNames = lines.filter { $0.hasPrefix("@c(") }.compactMap(Declaration.cName(in:))
    }
}
