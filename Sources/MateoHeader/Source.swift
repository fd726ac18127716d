/// A source file of the C interface, with the facts that are missing from the symbol graph.
struct Source: Equatable {
    /// The name without folder and `.swift`, such as `Version`.
    var name: String
    /// The lines of the comment at the start of the file.
    var comment: [String]
    /// The C names in `@c(…)`, public or not.
    var cNames: [String]

    /// The first line of that comment; the name if there is none.
    var title: String {
        guard let first = comment.first?.trimmed, !first.isEmpty else { return name }
        return first
    }
    /// The comment after the title.
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
