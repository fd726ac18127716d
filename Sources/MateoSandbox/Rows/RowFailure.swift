/// Why a row was not imported: an SQLSTATE and a message in the form of PostgreSQL.
struct RowFailure: Error, Equatable {
    let code: String
    let message: String

    init(code: String, message: String) {
        self.code = code
        self.message = message
    }

    /// Converts an error. An unexpected error keeps its description.
    init(_ error: any Error) {
        self = error as? RowFailure ?? RowFailure(code: "XX000", message: "\(error)")
    }

    static func syntax(_ type: String, _ value: some Sequence<UInt8>) -> RowFailure {
        RowFailure(code: "22P02", message: "invalid input syntax for type \(type): \"\(text(value))\"")
    }

    static func check(_ table: String, _ column: String) -> RowFailure {
        RowFailure(
            code: "23514",
            message:
                "new row for relation \"\(table)\" violates check constraint \"\(table)_\(column)_check\"")
    }

    static func missing(_ table: String, _ column: String) -> RowFailure {
        RowFailure(
            code: "23502",
            message:
                "null value in column \"\(column)\" of relation \"\(table)\" violates not-null constraint")
    }

    static func text(_ value: some Sequence<UInt8>) -> String {
        String(decoding: Array(value), as: UTF8.self)
    }
}
