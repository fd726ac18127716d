import CSystem
import MateoCore

/// Whether the file of a journal is damaged.
enum Soundness {
    /// A file of at most so many bytes is looked at whenever it is opened: that takes some 20 milliseconds for a
    /// journal of 50,000 records.
    static let smallFile: Int64 = 64 << 20

    /// The bytes of a database's header.
    private static let headerSize: Int64 = 100

    /// Whether a file has to be looked at: it is small, or not every process that had it open has closed it. That is
    /// known from the write-ahead log beside it, so this is asked before the file is opened.
    static func isInDoubt(_ path: String) -> Bool {
        guard !path.isEmpty else { return false }
        return mateo_file_size(path) <= smallFile || hasLog(path)
    }

    /// Whether there is something in the write-ahead log.
    @inline(never)
    static func hasLog(_ path: String) -> Bool {
        mateo_file_size(path + "-wal") > 0
    }

    /// Whether a look finds no damage.
    static func isSound(_ database: Database) -> Bool {
        do throws(MateoError) {
            try check(database)
            return true
        } catch {
            return false
        }
    }

    /// Looks for damage in the pages and their order. Nothing is changed.
    static func check(_ database: Database) throws(MateoError) {
        let check = try database.statement(
            "SELECT replace(quick_check, char(10), ' ') FROM pragma_quick_check(1) WHERE quick_check <> 'ok'")
        guard try check.step() else { return }
        throw damage(database.path, "\(check.text(0))")
    }

    /// Checks before a file is opened that it is one, and that there is one where there is a log: SQLite would begin
    /// anew and remove the log.
    static func checkFile(_ path: String) throws(MateoError) {
        guard !mateo_is_no_file(path) else {
            throw MateoError(
                .journalForeign, "the journal \(path) is no regular file: name a file that is its own")
        }
        if mateo_file_size(path) < headerSize, hasLog(path) {
            throw damage(path, "it is cut off, and the log beside it is not")
        }
    }

    static func damage(_ path: String, _ reason: Text) -> MateoError {
        MateoError(
            .journalCorrupt,
            "the journal \(path) is damaged (\(reason)): keep the file, and restore it from a copy")
    }
}
