/// A value of a row, ready to be bound: most texts stay where they stand in the payload.
struct Cell: Equatable {
    /// The value.
    enum Value: Equatable {
        case null
        case slice(Range<Int>)
        case text([UInt8])
        case integer(Int64)
    }

    /// Where the field stands in the entity.
    let field: Int
    let value: Value

    func bind(to statement: Statement, at index: Int, from payload: [UInt8]) {
        switch value {
        case .null: statement.bindNull(index)
        case .slice(let range): statement.bind(index, payload, in: range)
        case .text(let text): statement.bind(index, text)
        case .integer(let number): statement.bind(index, number)
        }
    }

    func text(in payload: [UInt8]) -> String? {
        switch value {
        case .null: nil
        case .slice(let range): String(decoding: payload[range], as: UTF8.self)
        case .text(let text): String(decoding: text, as: UTF8.self)
        case .integer(let number): String(number)
        }
    }
}
