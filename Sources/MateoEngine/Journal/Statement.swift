import CSQLite
import MateoCore

/// A prepared statement while it is bound and stepped; its end resets it for the next use.
///
/// It is used everywhere, so what is more than one call of SQLite is compiled once.
struct Statement: ~Copyable {
    private let pointer: OpaquePointer
    private let database: Database

    init(_ pointer: OpaquePointer, database: Database) {
        self.pointer = pointer
        self.database = database
    }

    deinit {
        Self.reset(pointer)
    }

    @inline(never)
    private static func reset(_ pointer: OpaquePointer) {
        sqlite3_reset(pointer)
        sqlite3_clear_bindings(pointer)
    }

    /// Goes to the next row of the result; false after the last.
    @inline(never)
    borrowing func step() throws(MateoError) -> Bool {
        switch sqlite3_step(pointer) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        case let result: throw database.failure(result)
        }
    }

    /// Runs a statement that returns nothing.
    @inline(never)
    borrowing func run() throws(MateoError) {
        _ = try step()
    }

    /// Binds a number.
    borrowing func bind(_ index: Int32, _ value: Int64) {
        sqlite3_bind_int64(pointer, index, value)
    }

    /// Binds a number or NULL.
    @inline(never)
    borrowing func bind(_ index: Int32, _ value: Int64?) {
        if let value { bind(index, value) } else { sqlite3_bind_null(pointer, index) }
    }

    /// Binds UTF-8 text.
    @inline(never)
    borrowing func bind(_ index: Int32, _ value: [UInt8]) {
        value.withUnsafeBytes { bytes in
            let text = bytes.assumingMemoryBound(to: CChar.self)
            _ = mateo_sqlite_bind_text(pointer, index, text.baseAddress, UInt64(text.count))
        }
    }

    /// Binds a text.
    @inline(never)
    borrowing func bind(_ index: Int32, _ value: String) {
        bind(index, Array(value.utf8))
    }

    /// Binds a text or NULL.
    @inline(never)
    borrowing func bind(_ index: Int32, _ value: String?) {
        if let value { bind(index, value) } else { sqlite3_bind_null(pointer, index) }
    }

    /// Runs the statement with bytes that are not copied.
    borrowing func run(blob index: Int32, _ value: Span<UInt8>) throws(MateoError) {
        let result = value.withUnsafeBufferPointer { bytes in
            mateo_sqlite_bind_blob(pointer, index, bytes.baseAddress, UInt64(bytes.count))
            return sqlite3_step(pointer)
        }
        guard result == SQLITE_DONE else { throw database.failure(result) }
    }

    /// A column as a number that is only compared or handed on, never calculated with; NULL counts as 0.
    borrowing func key(_ column: Int32) -> Int64 {
        sqlite3_column_int64(pointer, column)
    }

    /// Whether a column is NULL.
    borrowing func isNull(_ column: Int32) -> Bool {
        sqlite3_column_type(pointer, column) == SQLITE_NULL
    }

    /// A column as a switch.
    borrowing func flag(_ column: Int32) -> Bool {
        key(column) != 0
    }

    /// A column as a number to calculate with.
    ///
    /// - Throws: `journalCorrupt` when it is not in its range.
    @inline(never)
    borrowing func number(_ column: Int32, in range: ClosedRange<Int64>) throws(MateoError) -> Int64 {
        let value = key(column)
        guard range.contains(value) else {
            let name = sqlite3_column_name(pointer, column).map { String(cString: $0) } ?? "?"
            throw Soundness.damage(database.path, "the number \(value) is impossible as \(name)")
        }
        return value
    }

    /// A column as a number of records, rows or requests.
    borrowing func count(_ column: Int32) throws(MateoError) -> Int64 {
        try number(column, in: Bounds.count)
    }

    /// A column as a time in milliseconds.
    borrowing func time(_ column: Int32) throws(MateoError) -> Int64 {
        try number(column, in: Bounds.time)
    }

    /// A column's bytes; NULL counts as empty.
    @inline(never)
    borrowing func bytes(_ column: Int32) -> [UInt8] {
        guard let start = sqlite3_column_blob(pointer, column) else { return [] }
        let count = Int(sqlite3_column_bytes(pointer, column))
        // In one piece: Array(_:) of a buffer copies byte by byte in Embedded Swift.
        return Array(unsafeUninitializedCapacity: count) { buffer, initialized in
            UnsafeMutableRawBufferPointer(buffer).copyMemory(
                from: UnsafeRawBufferPointer(start: start, count: count))
            initialized = count
        }
    }

    /// A column's bytes, which may be many.
    ///
    /// - Throws: `memory` when there is not enough for them.
    @inline(never)
    borrowing func largeBytes(_ column: Int32) throws(MateoError) -> [UInt8] {
        let found = sqlite3_column_blob(pointer, column)
        if found == nil { try database.checkMemory() }
        try Room.check(Int(sqlite3_column_bytes(pointer, column)))
        return bytes(column)
    }

    /// A column as a text that goes into addresses and bodies as it is: letters, digits, `-` and `_`.
    ///
    /// - Throws: `journalCorrupt` when it holds anything else.
    @inline(never)
    borrowing func identifier(_ column: Int32) throws(MateoError) -> String {
        let bytes = bytes(column)
        guard bytes.allSatisfy(Identifier.allows) else {
            throw Soundness.damage(database.path, "an identifier in it is invalid")
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// A column as text; NULL counts as empty.
    @inline(never)
    borrowing func text(_ column: Int32) -> String {
        String(decoding: bytes(column), as: UTF8.self)
    }
}
