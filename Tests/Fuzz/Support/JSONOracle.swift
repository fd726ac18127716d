import CSQLite

/// Another JSON parser than ours: SQLite's.
final class JSONOracle {
    nonisolated(unsafe) static let shared = JSONOracle()

    private var database: OpaquePointer?
    private var count: OpaquePointer?
    private var minify: OpaquePointer?

    private init() {
        check(sqlite3_open(":memory:", &database) == SQLITE_OK, "SQLite does not open")
        let objects = """
            SELECT CASE WHEN json_valid(?1) THEN
                (SELECT count(*) FROM json_each(?1) WHERE type = 'object') ELSE -1 END
            """
        check(
            sqlite3_prepare_v2(database, objects, -1, &count, nil) == SQLITE_OK
                && sqlite3_prepare_v2(
                    database, "SELECT CASE WHEN json_valid(?1) THEN json(?1) END", -1, &minify, nil)
                    == SQLITE_OK,
            "SQLite has no JSON")
    }

    /// How many objects an array has; -1 when the text is not JSON.
    func objects(in text: [UInt8]) -> Int {
        guard !text.contains(0) else { return -1 }
        return step(count, text) { Int(sqlite3_column_int64($0, 0)) }
    }

    /// A text without white space between its tokens; nil when it is not JSON.
    func minified(_ text: [UInt8]) -> [UInt8]? {
        guard !text.contains(0) else { return nil }
        return step(minify, text) { row in
            guard let start = sqlite3_column_blob(row, 0) else { return nil }
            return [UInt8](UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(row, 0))))
        }
    }

    private func step<Result>(
        _ statement: OpaquePointer?, _ text: [UInt8], _ read: (OpaquePointer?) -> Result
    ) -> Result {
        text.withUnsafeBytes { bytes in
            let start = bytes.assumingMemoryBound(to: CChar.self).baseAddress
            _ = mateo_sqlite_bind_text(statement, 1, start, UInt64(bytes.count))
        }
        check(sqlite3_step(statement) == SQLITE_ROW, String(cString: sqlite3_errmsg(database)))
        defer { sqlite3_reset(statement) }
        return read(statement)
    }
}
