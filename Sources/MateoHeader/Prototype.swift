/// A function in the header: its comment and its C declaration.
struct Prototype: Equatable {
    var comment: Prose
    var lines: [String]
}

extension Prototype {
    init(_ declaration: Declaration, types: DeclaredTypes) throws(Problems) {
        var problems: [Problem] = []
        func attempt<T>(_ work: () throws(Problem) -> T) -> T? {
            do { return try work() } catch {
                problems.append(Problem("\(declaration.place): \(declaration.name): \(error)"))
                return nil
            }
        }

        if !declaration.name.hasPrefix("mateo_") {
            _ = attempt { () throws(Problem) in throw Problem("a C name starts with mateo_") }
        }
        let result = attempt { () throws(Problem) in
            try declaration.result.map { swift throws(Problem) in try CType(swift: swift, types: types) }
        }
        let parameters = declaration.parameters.compactMap { parameter in
            attempt { () throws(Problem) in try Prototype.declare(parameter, types: types) }
        }
        comment = Prose(lines: declaration.comment)
        for problem in Prototype.gaps(in: comment, of: declaration) {
            _ = attempt { () throws(Problem) in throw problem }
        }
        guard problems.isEmpty else { throw Problems(all: problems) }

        let type = (result ?? nil) ?? CType(spelling: "void")
        lines = Prototype.layOut(type.declaring(declaration.name), parameters)
    }

    private static func declare(
        _ parameter: Declaration.Parameter, types: DeclaredTypes
    ) throws(Problem) -> String {
        let type: CType
        do { type = try CType(swift: parameter.type, types: types) } catch {
            throw Problem("parameter \(parameter.name): \(error)")
        }
        if type.trustsNull {
            throw Problem("parameter \(parameter.name): \(parameter.type) must be optional: C can pass NULL")
        }
        if reserved.contains(parameter.name) {
            throw Problem("parameter \(parameter.name): this is a word of C or C++")
        }
        return type.declaring(parameter.name)
    }

    /// Returns one line if it fits, or the parameters on indented lines.
    private static func layOut(_ start: String, _ parameters: [String]) -> [String] {
        let list = parameters.isEmpty ? "void" : parameters.joined(separator: ", ")
        let line = "\(start)(\(list));"
        if line.count <= Header.width { return [line] }
        // Only the blanks between parameters may become line breaks.
        var lines: [String] = []
        for (index, parameter) in parameters.enumerated() {
            let piece = parameter + (index == parameters.count - 1 ? ");" : ",")
            if let last = lines.last, last.count + 1 + piece.count <= Header.width {
                lines[lines.count - 1] = "\(last) \(piece)"
            } else {
                lines.append("    \(piece)")
            }
        }
        return ["\(start)("] + lines
    }

    /// Returns the gaps in a comment.
    private static func gaps(in comment: Prose, of declaration: Declaration) -> [Problem] {
        guard let first = comment.blocks.first, first.tag == nil else {
            return [Problem("no doc comment says what it does")]
        }
        let tags = comment.blocks.compactMap(\.tag)
        let described = tags.compactMap { if case .parameter(let name) = $0 { name } else { nil } }
        // The manual explains a last error parameter once.
        let needed = declaration.parameters.filter { !$0.isError }.map(\.name)
        let known = declaration.parameters.map(\.name)

        var gaps = needed.filter { !described.contains($0) }.map { Problem("no line for parameter \($0)") }
        gaps += described.filter { !known.contains($0) }.map { Problem("there is no parameter \($0)") }
        if (declaration.result != nil) != tags.contains(.returns) {
            gaps.append(
                Problem(declaration.result == nil ? "Returns: of a function without result" : "no Returns:"))
        }
        if tags.last != .since { gaps.append(Problem("no Since: at the end")) }
        return gaps
    }

    /// Words that are not valid as a parameter's name in every C and C++ program that includes the header.
    private static let reserved = Set(
        """
        and asm auto bool break case catch char class const continue default delete do double else enum
        explicit export extern false float for friend goto if inline int long mutable namespace new
        not nullptr operator or private protected public register restrict return short signed
        sizeof static struct switch template this throw true try typedef typeid typename union unsigned
        using virtual void volatile while xor
        """.split(whereSeparator: \.isWhitespace).map { String($0) })
}

extension Declaration {
    /// The place in the form of compilers: file and line.
    var place: String { "\(file).swift:\(line + 1)" }
}

extension Declaration.Parameter {
    fileprivate var isError: Bool {
        type.contains("<mateo_error>") && type.hasPrefix("UnsafeMutablePointer<U")
    }
}
