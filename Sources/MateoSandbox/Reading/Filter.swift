/// One condition of a read: `column=operator.value`.
struct Filter {
    /// A value to bind.
    enum Operand: Equatable {
        case text(String)
        case integer(Int64)
    }

    let sql: String
    let operands: [Operand]

    private static let comparisons = ["eq": "=", "neq": "<>", "gt": ">", "gte": ">=", "lt": "<", "lte": "<="]

    init(_ item: QueryItem, on column: Resource.Column) throws(ServiceError) {
        var text = Substring(item.value)
        let isNegated = text.hasPrefix("not.")
        if isNegated { text = text.dropFirst(4) }
        guard let dot = text.firstIndex(of: ".") else { throw Self.unreadable(item) }
        let name = String(text[..<dot])
        let value = text[text.index(after: dot)...]
        let condition: String
        if let comparison = Self.comparisons[name] {
            operands = [try Self.operand(value, column)]
            condition = "\(Self.compared(column)) \(comparison) ?"
        } else if name == "in" {
            operands = try Self.list(value, item).map { value throws(ServiceError) in
                try Self.operand(Substring(value), column)
            }
            let marks = Array(repeating: "?", count: operands.count).joined(separator: ", ")
            condition = "\(Self.compared(column)) IN (\(marks))"
        } else if name == "is", let literal = ["null": "NULL", "true": "1", "false": "0"][value.lowercased()] {
            operands = []
            condition = "\(column.sql) IS \(literal)"
        } else {
            throw Self.unreadable(item)
        }
        sql = isNegated ? "NOT (\(condition))" : "(\(condition))"
    }

    private static func compared(_ column: Resource.Column) -> String {
        column.kind == .number ? "CAST(\(column.sql) AS REAL)" : column.sql
    }

    private static func unreadable(_ item: QueryItem) -> ServiceError {
        .badRequest(
            "PGRST100", "\"failed to parse filter (\(item.value))\" (line 1, column 1)",
            details: "the sandbox knows eq, neq, gt, gte, lt, lte, in and is, each with not. before it")
    }

    /// Returns the values of `(a,b,"c,d")`. In quotes, a backslash escapes the next character.
    static func list(_ text: Substring, _ item: QueryItem) throws(ServiceError) -> [String] {
        guard text.hasPrefix("("), text.hasSuffix(")"), text.count > 2 else { throw unreadable(item) }
        var values: [String] = []
        var value = ""
        var isQuoted = false
        var isPlain = false
        for character in text.dropFirst().dropLast() {
            if isPlain {
                value.append(character)
                isPlain = false
            } else if isQuoted, character == "\\" {
                isPlain = true
            } else if character == "\"" {
                isQuoted.toggle()
            } else if character == ",", !isQuoted {
                values.append(value)
                value = ""
            } else {
                value.append(character)
            }
        }
        guard !isQuoted else { throw unreadable(item) }
        return values + [value]
    }

    private static func operand(_ text: Substring, _ column: Resource.Column) throws(ServiceError) -> Operand {
        switch column.kind {
        case .text, .json, .number: return .text(String(text))
        case .uuid:
            guard let id = UUIDText.canonical(text) else {
                throw .badRequest("22P02", "invalid input syntax for type uuid: \"\(text)\"")
            }
            return .text(id)
        case .integer:
            guard let number = Int64(text) else {
                throw .badRequest("22P02", "invalid input syntax for type integer: \"\(text)\"")
            }
            return .integer(number)
        case .boolean:
            guard let number = ["true": 1, "false": 0][text.lowercased()] else {
                throw .badRequest("22P02", "invalid input syntax for type boolean: \"\(text)\"")
            }
            return .integer(Int64(number))
        case .timestamp:
            guard let time = Timestamp(text) else {
                throw .badRequest(
                    "22007", "invalid input syntax for type timestamp with time zone: \"\(text)\"")
            }
            return .integer(time.microseconds)
        }
    }
}
