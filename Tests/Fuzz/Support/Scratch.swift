import CSQLite
import CSystem

/// The journal's files, in a folder that whoever starts this removes.
enum Scratch {
    static let path = (getenv("MATEO_FUZZ_FOLDER").map { String(cString: $0) } ?? "/tmp") + "/\(getpid()).db"

    private static let endings = ["", "-wal", "-shm", "-lease", "-records"]

    static func remove() {
        for ending in endings {
            unlink(path + ending)
            rmdir(path + ending)
        }
    }

    static func write(_ files: JournalFiles) {
        remove()
        write(files.database, to: path)
        if !files.log.isEmpty { write(files.log, to: path + "-wal") }
        switch files.records {
        case .file(let bytes): write(bytes, to: path + "-records")
        case .missing: break
        case .folder: mkdir(path + "-records", 0o700)
        case .hole:
            write([], to: path + "-records")
            truncate(path + "-records", 1 << 42)
        }
    }

    static func read() -> JournalFiles {
        JournalFiles(
            database: read(path), log: read(path + "-wal"), records: .file(read(path + "-records")))
    }

    private static func write(_ bytes: [UInt8], to path: String) {
        let file = mateo_create_private(path)
        defer { close(file) }
        let written = bytes.withUnsafeBytes { CSystem.write(file, $0.baseAddress, $0.count) }
        check(written == bytes.count, "\(path) cannot be written")
    }

    private static func read(_ path: String) -> [UInt8] {
        let file = mateo_open_for_reading(path)
        guard file >= 0 else { return [] }
        defer { close(file) }
        let size = Int(lseek(file, 0, SEEK_END))
        lseek(file, 0, SEEK_SET)
        return [UInt8](unsafeUninitializedCapacity: size) { bytes, count in
            count = CSystem.read(file, bytes.baseAddress, size)
        }
    }

    /// Changes the database behind the engine's back. A statement that fails changes nothing.
    static func change(_ statements: [String]) {
        withDatabase { database in
            for statement in statements {
                show("\(statement);")
                sqlite3_exec(database, statement, nil, nil, nil)
            }
        }
    }

    static func tables() -> [Table] {
        var tables: [Table] = []
        rows("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name") { name in
            tables.append(Table(name: name))
        }
        for index in tables.indices {
            let columns = "FROM pragma_table_info('\(tables[index].name)')"
            rows("SELECT name \(columns)") { column in tables[index].columns.append(column) }
            rows("SELECT name \(columns) WHERE pk > 0 ORDER BY pk") { column in
                tables[index].key.append(column)
            }
        }
        check(tables.count > 8, "the journal has \(tables.count) tables")
        return tables
    }

    private static func rows(_ query: String, _ body: (String) -> Void) {
        withDatabase { database in
            var statement: OpaquePointer?
            sqlite3_prepare_v2(database, query, -1, &statement, nil)
            while sqlite3_step(statement) == SQLITE_ROW {
                body(String(cString: sqlite3_column_text(statement, 0)))
            }
            sqlite3_finalize(statement)
        }
    }

    private static func withDatabase(_ body: (OpaquePointer?) -> Void) {
        var database: OpaquePointer?
        check(sqlite3_open(path, &database) == SQLITE_OK, "\(path) does not open")
        body(database)
        sqlite3_close(database)
    }
}

/// A table of the journal.
struct Table {
    let name: String
    var columns: [String] = []
    /// The columns of its primary key.
    var key: [String] = []
}
