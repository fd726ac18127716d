import CSQLite
import MateoCore

/// A prepared statement while it is bound and stepped. Its end resets it for the next use.
///
/// It is used everywhere, so any code of more than one SQLite call is compiled once.
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

    /// Moves to the next row of the result. Returns false after the last.
    @inline(never)
    borrowing func step() throws(MateoError) -> Bool {
        switch sqlite3_step(pointer) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        case let result: throw database.failure(result)
        }
    }

    /// Runs a statement without a result.
    @inline(never)
    borrowing func run() throws(MateoError) {
        _ = try step()
    }

    borrowing func bind(_ index: Int32, _ value: Int64) {
        sqlite3_bind_int64(pointer, index, value)
    }

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

    @inline(never)
    borrowing func bind(_ index: Int32, _ value: String) {
        bind(index, Array(value.utf8))
    }

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

    /// Returns a column as a number that is only compared or passed on, never calculated with. NULL counts as 0.
    borrowing func key(_ column: Int32) -> Int64 {
        sqlite3_column_int64(pointer, column)
    }

    /// Returns whether a column is NULL.
    borrowing func isNull(_ column: Int32) -> Bool {
        sqlite3_column_type(pointer, column) == SQLITE_NULL
    }

    /// Returns a column as a Boolean.
    borrowing func flag(_ column: Int32) -> Bool {
        key(column) != 0
    }

    /// Returns a column as a number for calculations.
    ///
    /// - Throws: `journalCorrupt` if it is out of its range.
    @inline(never)
    borrowing func number(_ column: Int32, in range: ClosedRange<Int64>) throws(MateoError) -> Int64 {
        let value = key(column)
        guard range.contains(value) else {
            let name = sqlite3_column_name(pointer, column).map { String(cString: $0) } ?? "?"
            throw Soundness.damage(database.path, "the number \(value) is impossible as \(name)")
        }
        return value
    }

    /// Returns a column as a number of records, rows or requests.
    borrowing func count(_ column: Int32) throws(MateoError) -> Int64 {
        try number(column, in: Bounds.count)
    }

    /// Returns a column as a time in milliseconds.
    borrowing func time(_ column: Int32) throws(MateoError) -> Int64 {
        try number(column, in: Bounds.time)
    }

    /// Returns a column's bytes. NULL counts as empty.
    @inline(never)
    borrowing func bytes(_ column: Int32) -> [UInt8] {
        guard let start = sqlite3_column_blob(pointer, column) else { return [] }
        let count = Int(sqlite3_column_bytes(pointer, column))
        // This copies one block: in Embedded Swift, Array(_:) of a buffer copies byte by byte.
        return Array(unsafeUninitializedCapacity: count) { buffer, initialized in
            UnsafeMutableRawBufferPointer(buffer).copyMemory(
                from: UnsafeRawBufferPointer(start: start, count: count))
            initialized = count
        }
    }

    /// Returns a column's bytes, which may be many.
    ///
    /// - Throws: `memory` if there is not enough memory for them.
    @inline(never)
    borrowing func largeBytes(_ column: Int32) throws(MateoError) -> [UInt8] {
        let found = sqlite3_column_blob(pointer, column)
        if found == nil { try database.checkMemory() }
        try Room.check(Int(sqlite3_column_bytes(pointer, column)))
        return bytes(column)
    }

    /// Returns a column as a text that is used unchanged in addresses and bodies: letters, digits, `-` and `_`.
    ///
    /// - Throws: `journalCorrupt` if it contains anything else.
    @inline(never)
    borrowing func identifier(_ column: Int32) throws(MateoError) -> String {
        let bytes = bytes(column)
        guard bytes.allSatisfy(Identifier.allows) else {
            throw Soundness.damage(database.path, "an identifier in it is invalid")
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Returns a column as text. NULL counts as empty.
    @inline(never)
    borrowing func text(_ column: Int32) -> String {
        String(decoding: bytes(column), as: UTF8.self)
    }
}
