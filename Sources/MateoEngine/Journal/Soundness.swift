import CSystem
import MateoCore

/// Whether the file of a journal is damaged.
enum Soundness {
    /// A file of at most so many bytes is looked at whenever it is opened: that takes some 20 milliseconds for a
    /// journal of 50,000 records.
    static let smallFile: Int64 = 64 << 20

    /// Whether a file has to be looked at: it is small, or not every process that had it open has closed it. That is
    /// known from the write-ahead log beside it, so this is asked before the file is opened.
    static func isInDoubt(_ path: String) -> Bool {
        guard !path.isEmpty else { return false }
        return mateo_file_size(path) <= smallFile || hasLog(path)
    }

    /// Whether there is something in the write-ahead log.
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
        throw MateoError(
            .journalCorrupt,
            "the journal \(database.path) is damaged (\(check.text(0))): keep the file, and restore it from a copy"
        )
    }
}
