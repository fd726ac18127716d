/// A value of a row, ready to bind. Texts are not moved: they are in the payload, or among the row's own texts.
struct Cell {
    enum Value {
        case null
        case text(UnsafeBufferPointer<UInt8>)
        case integer(Int64)
    }

    /// The index of the field in the entity.
    let field: Int
    let value: Value

    var isNull: Bool {
        if case .null = value { true } else { false }
    }

    var text: String {
        switch value {
        case .null: ""
        case .text(let text): String(decoding: text, as: UTF8.self)
        case .integer(let number): String(number)
        }
    }

    func bind(to statement: Statement, at index: Int) {
        switch value {
        case .null: statement.bindNull(index)
        case .text(let text): statement.bind(index, staying: text)
        case .integer(let number): statement.bind(index, number)
        }
    }
}
