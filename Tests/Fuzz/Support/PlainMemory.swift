import CSQLite
import CSystem

@_silgen_name("__libc_malloc") private func plainMalloc(_ size: Int) -> UnsafeMutableRawPointer?
@_silgen_name("__libc_realloc") private func plainRealloc(
    _ memory: UnsafeMutableRawPointer?, _ size: Int
) -> UnsafeMutableRawPointer?
@_silgen_name("__libc_free") private func plainFree(_ memory: UnsafeMutableRawPointer?)
@_silgen_name("sqlite3_config") private func configureSQLite(
    _ option: Int32, _ value: UnsafeMutableRawPointer?
) -> Int32

/// Gives SQLite memory that the address sanitizer does not watch, and takes its locks away. Most of the time of an input is
/// spent in SQLite, which is not what is looked into.
enum PlainMemory {
    /// The size of a block is kept before it.
    private static let header = 16

    static func useForSQLite() {
        var methods = sqlite3_mem_methods(
            xMalloc: { PlainMemory.block(plainMalloc(Int($0) + PlainMemory.header), $0) },
            xFree: { plainFree($0.map { $0 - PlainMemory.header }) },
            xRealloc: { memory, size in
                let start = memory.map { $0 - PlainMemory.header }
                return PlainMemory.block(plainRealloc(start, Int(size) + PlainMemory.header), size)
            },
            xSize: { memory in memory.map { ($0 - PlainMemory.header).load(as: Int32.self) } ?? 0 },
            xRoundup: { ($0 + 15) & ~15 }, xInit: { _ in SQLITE_OK }, xShutdown: { _ in }, pAppData: nil)
        let results = [
            configureSQLite(SQLITE_CONFIG_MALLOC, &methods), configureSQLite(SQLITE_CONFIG_SINGLETHREAD, nil),
            configureSQLite(SQLITE_CONFIG_MEMSTATUS, nil),
        ]
        check(results.allSatisfy { $0 == SQLITE_OK }, "SQLite does not take its configuration: \(results)")
    }

    private static func block(
        _ start: UnsafeMutableRawPointer?, _ size: Int32
    ) -> UnsafeMutableRawPointer? {
        start?.storeBytes(of: size, as: Int32.self)
        return start.map { $0 + header }
    }
}
