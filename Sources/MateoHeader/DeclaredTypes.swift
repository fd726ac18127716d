/// The types that the hand-written part of the C interface declares.
struct DeclaredTypes: Equatable {
    var names: Set<String>
    /// The types that are pointers to functions, which can be NULL.
    var callbacks: Set<String>
}

extension DeclaredTypes {
    /// Finds the types in the text of `types.h`. Every word there that starts with `mateo_` is a type.
    init(header: String) {
        let code = header.withoutBlockComments
        names = Set(code.words.filter { $0.hasPrefix("mateo_") })
        callbacks = Set(
            code.split(separator: "(*").dropFirst().compactMap { rest in
                rest.words.first.flatMap { $0.hasPrefix("mateo_") ? $0 : nil }
            })
    }
}

extension StringProtocol {
    fileprivate var words: [String] {
        split(whereSeparator: { !$0.isLetter && !$0.isNumber && $0 != "_" }).map { String($0) }
    }
}

extension String {
    fileprivate var withoutBlockComments: String {
        var result = ""
        var rest = self[...]
        while let start = rest.firstRange(of: "/*") {
            result += rest[..<start.lowerBound]
            guard let end = rest[start.upperBound...].firstRange(of: "*/") else { return result }
            rest = rest[end.upperBound...]
        }
        return result + rest
    }
}
