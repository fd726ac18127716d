import CSystem
import MateoCore

/// Whether the file of a journal is damaged.
enum Soundness {
    /// A file of at most so many bytes is checked whenever it is opened. A larger one is checked only after a crash, since
    /// the check reads all of it.
    static let smallFile: Int64 = 1 << 20

    /// The bytes of a database's header.
    private static let headerSize: Int64 = 100

    /// Whether a file has to be looked at: it is small, or not every process that had it open has closed it. That is
    /// known from the write-ahead log beside it, so this is asked before the file is opened.
    static func isInDoubt(_ path: String) -> Bool {
        guard !path.isEmpty else { return false }
        return size(of: path) <= smallFile || hasLog(path)
    }

    private static func size(of path: String) -> Int64 {
        var file = mateo_file()
        return mateo_find_file(path, &file) ? file.size : 0
    }

    /// Whether there is something in the write-ahead log.
    @inline(never)
    static func hasLog(_ path: String) -> Bool {
        size(of: path + "-wal") > 0
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
        // Without an argument, which SQLite 3.46 takes for the name of a table.
        let check = try database.statement(
            "SELECT replace(quick_check, char(10), ' ') FROM pragma_quick_check WHERE quick_check <> 'ok' LIMIT 1")
        guard try check.step() else { return }
        throw damage(database.path, "\(check.text(0))")
    }

    /// Checks before a file is opened that it is one, if there is any.
    static func checkKind(_ path: String) throws(MateoError) {
        var file = mateo_file()
        guard !mateo_find_file(path, &file) || file.is_regular else {
            throw MateoError(
                .journalForeign, "the journal \(path) is not a regular file: name another file")
        }
    }

    /// Checks by the header of a file that is not open here that it is a journal or an empty database, so that nothing is
    /// made beside a file of another program. With a log, the header may be out of date: then SQLite finds it out.
    static func checkOwner(_ path: String) throws(MateoError) {
        // Closing a file gives up the locks of the connections that this process has to it. With one there is an index.
        guard size(of: path) > 0, !hasLog(path), access(path + "-shm", F_OK) != 0, !JournalFile.isBlank(path) else {
            return
        }
        var header = [UInt8](repeating: 0, count: Int(headerSize))
        let count = header.withUnsafeMutableBytes { mateo_read_start(path, $0.baseAddress, $0.count) }
        // Why it cannot be read is what opening it says.
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

    /// A number of four bytes.
    private static func number(at start: Int, _ header: [UInt8]) -> Int64 {
        header[start..<start + 4].reduce(0) { $0 << 8 | Int64($1) }
    }

    /// Checks before the file of the records is opened that it is one, if there is any. A link is none, of
    /// either kind: it would lead the records of one journal into the file of another.
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

    /// Checks before a file is opened that there is one where there is a log: SQLite would begin anew and remove the log.
    static func checkLog(_ path: String) throws(MateoError) {
        guard size(of: path) < headerSize, hasLog(path) else { return }
        throw damage(path, "it is cut off, but the log beside it is not")
    }

    /// A total says that there are batches in a state, and there are none.
    static func miscount(_ path: String) -> MateoError {
        damage(path, "its totals are not what its batches add up to")
    }

    static func damage(_ path: String, _ reason: Text) -> MateoError {
        MateoError(
            .journalCorrupt,
            "the journal \(path) is damaged (\(reason)): keep the file, and restore it from a copy")
    }
}
