struct ResourceReader {
    let database: Database

    /// Returns the rows of a query.
    func answer(_ call: Call, _ resource: Resource) throws -> Answer {
        let query = try Query(call.query, range: call.range, of: resource)
        let rows = try rows(query, of: resource)
        if call.accept?.contains("application/vnd.pgrst.object+json") == true {
            guard rows.count == 1, let row = rows.first else {
                throw ServiceError(
                    status: 406, code: "PGRST116",
                    message: "Cannot coerce the result to a single JSON object",
                    details: "The result contains \(rows.count) rows")
            }
            return Answer(status: 200, json: row)
        }
        var answer = Answer(status: 200, json: Self.array(rows))
        let last = query.offset + rows.count - 1
        answer.headers.append(("Content-Range", rows.isEmpty ? "*/*" : "\(query.offset)-\(last)/*"))
        return answer
    }

    static func array(_ rows: [[UInt8]]) -> [UInt8] {
        var text = JSONText()
        text.append(raw: "[")
        for (index, row) in rows.enumerated() {
            if index > 0 { text.append(raw: ",\n ") }
            text.append(raw: row)
        }
        text.append(raw: "]")
        return text.bytes
    }

    func rows(_ query: Query, of resource: Resource) throws(DatabaseError) -> [[UInt8]] {
        let statement = try database.prepare(query.sql(of: resource))
        var index = 1
        for operand in query.filters.flatMap(\.operands) {
            switch operand {
            case .text(let text): statement.bind(index, text)
            case .integer(let number): statement.bind(index, number)
            }
            index += 1
        }
        var rows: [[UInt8]] = []
        while try statement.step() { rows.append(Self.row(query.columns, in: statement)) }
        return rows
    }

    /// Returns the columns of the import with this number.
    func row(
        _ number: Int64, _ columns: [Resource.Column], of resource: Resource
    ) throws(DatabaseError) -> [UInt8] {
        let names = columns.map(\.sql).joined(separator: ", ")
        let statement = try database.prepare("SELECT \(names) FROM \(resource.table) WHERE _number = ?1")
        statement.bind(1, number)
        _ = try statement.step()
        return Self.row(columns, in: statement)
    }

    private static func row(_ columns: [Resource.Column], in statement: Statement) -> [UInt8] {
        var text = JSONText()
        for (index, column) in columns.enumerated() {
            text.append(raw: index == 0 ? "{" : ",")
            text.append(string: column.name)
            text.append(raw: ":")
            guard !statement.isNull(index) else {
                text.append(raw: "null")
                continue
            }
            switch column.kind {
            case .uuid, .text: text.append(string: statement.bytes(index))
            case .integer: text.append(raw: String(statement.integer(index)))
            case .boolean: text.append(raw: statement.integer(index) != 0 ? "true" : "false")
            case .timestamp: text.append(string: Timestamp(microseconds: statement.integer(index)).text)
            case .number, .json: text.append(raw: statement.bytes(index))
            }
        }
        text.append(raw: "}")
        return text.bytes
    }
}
