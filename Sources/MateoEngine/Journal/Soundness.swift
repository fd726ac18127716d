import CSystem
import MateoCore

/// Checks the file of a journal for damage.
enum Soundness {
    /// The size in bytes up to which a file is checked whenever it is opened. A larger file is checked only after a
    /// crash, since the check reads all of it.
    static let smallFile: Int64 = 1 << 20

    /// The length of a database's header in bytes.
    private static let headerSize: Int64 = 100

    /// Returns whether a file must be checked: it is small, or a process ended without closing it. The write-ahead log
    /// beside the file shows that, so this is called before the file is opened.
    static func isInDoubt(_ path: String) -> Bool {
        guard !path.isEmpty else { return false }
        return size(of: path) <= smallFile || hasLog(path)
    }

    /// Returns the size of a file in bytes; 0 if it is missing.
    static func size(of path: String) -> Int64 {
        var file = mateo_file()
        return mateo_find_file(path, &file) ? file.size : 0
    }

    /// Returns whether the write-ahead log is not empty.
    @inline(never)
    static func hasLog(_ path: String) -> Bool {
        size(of: path + "-wal") > 0
    }

    /// Returns whether a check finds no damage.
    static func isSound(_ database: Database) -> Bool {
        do throws(MateoError) {
            try check(database)
            return true
        } catch {
            return false
        }
    }

    /// Searches for damage in the pages and their order, without changes.
    static func check(_ database: Database) throws(MateoError) {
        // The call has no argument: SQLite 3.46 treats one as the name of a table.
        let check = try database.statement(
            "SELECT replace(quick_check, char(10), ' ') FROM pragma_quick_check WHERE quick_check <> 'ok' LIMIT 1")
        guard try check.step() else { return }
        throw damage(database.path, "\(check.text(0))")
    }

    /// Checks before a file is opened that it is a regular file, if it exists.
    static func checkKind(_ path: String) throws(MateoError) {
        var file = mateo_file()
        guard !mateo_find_file(path, &file) || file.is_regular else {
            throw MateoError(
                .journalForeign, "the journal \(path) is not a regular file: name another file")
        }
    }

    /// Checks the header of a file that is not open here: it must be a journal or an empty database. So nothing is
    /// created beside a file of another program. With a log, the header may be out of date. Then SQLite detects another
    /// program's file.
    static func checkOwner(_ path: String) throws(MateoError) {
        // Closing a file releases the locks of this process's connections to it. An index shows that there may be
        // connections.
        guard size(of: path) > 0, !hasLog(path), access(path + "-shm", F_OK) != 0, !JournalFile.isBlank(path) else {
            return
        }
        var header = [UInt8](repeating: 0, count: Int(headerSize))
        let count = header.withUnsafeMutableBytes { mateo_read_start(path, $0.baseAddress, $0.count) }
        // Opening the file reports why it cannot be read.
        guard count >= 0 else { return }
        guard count == header.count, header.span.extracting(0..<16).equals("SQLite format 3\0") else {
            throw MateoError(.journalForeign, "the file \(path) is not a journal: name another file")
        }
        let (pages, owner) = (number(at: 28, header), number(at: 68, header))
        guard owner == Schema.applicationID || (owner == 0 && pages <= 1) else {
            throw MateoError(
                .journalForeign, "the file \(path) is the database of another program: name another file")
        }
    }

    /// Returns a number of four bytes.
    private static func number(at start: Int, _ header: [UInt8]) -> Int64 {
        header[start..<start + 4].reduce(0) { $0 << 8 | Int64($1) }
    }

    /// Checks before the file of records is opened that it is a regular file, if it exists. Links of either kind are
    /// refused, since they would lead records of one journal into the file of another.
    static func checkRecordsKind(_ path: String) throws(MateoError) {
        var file = mateo_file()
        guard !mateo_find_entry(path, &file) || file.is_regular else {
            throw MateoError(
                .journalForeign,
                "the file \(path) beside the journal is no regular file: move it away, and call again")
        }
        guard file.names <= 1 else {
            throw MateoError(
                .journalForeign,
                "the file \(path) beside the journal has \(Int64(clamping: file.names)) names (hard links), and another "
                    + "journal may use it: remove the others, or copy the file in place of the link")
        }
    }

    /// Checks before a file is opened that it exists if there is a log. Otherwise SQLite would start a new file and
    /// remove the log.
    static func checkLog(_ path: String) throws(MateoError) {
        guard size(of: path) < headerSize, hasLog(path) else { return }
        throw damage(path, "it is cut off, but the log beside it is not")
    }

    /// Returns the error for a total that counts batches in a state without batches.
    static func miscount(_ path: String) -> MateoError {
        damage(path, "its totals are not what its batches add up to")
    }

    static func damage(_ path: String, _ reason: Text) -> MateoError {
        MateoError(
            .journalCorrupt,
            "the journal \(path) is damaged (\(reason)): keep the file, and restore it from a copy")
    }
}
