import CSQLite
import CSystem
import MateoCore

/// The file of records that wait to be sent. It is beside the journal, which stores their places.
///
/// In the database, each byte would be written twice, to its log and from there to its pages, and again when it is
/// removed. Here it is written once. Removing records returns their blocks to the file system.
///
/// The file is read and written through SQLite's VFS, like the journal. One thread at a time may use it.
final class RecordsFile {
    /// The ending of the file's name behind that of the journal.
    static let ending = "-records"

    /// The most bytes in one call of the VFS. SQLite never reads or writes more than its largest page at once, and its
    /// VFS for Unix counts in 17 bits.
    private static let mostBytes = 1 << 16

    /// The paths of the journal and of this file; empty for a file without a name.
    private let journal: String
    private let path: String
    private let isForReading: Bool
    private let process = getpid()
    private var opened = mateo_vfs_file()
    /// The identity of the open file; nil if it has no name in the file system.
    private var identity: FileIdentity?

    /// Opens the file, and creates it if it is missing. It gets the mode of the journal, which must exist.
    ///
    /// - Parameters:
    ///   - path: the journal's absolute path; empty for a journal in memory. Then the file has no name. It is created
    ///     by the first write and removed at the end of the process.
    ///   - purpose: for `look`, nothing is created. The file is opened when it is read, and only then it must exist.
    convenience init(besides path: String, for purpose: JournalFile.Purpose) throws(MateoError) {
        self.init(path, isForReading: !purpose.changes)
        if purpose.changes, !path.isEmpty { _ = try open() }
    }

    private init(_ journal: String, isForReading: Bool) {
        self.journal = journal
        self.isForReading = isForReading
        path = journal.isEmpty ? "" : journal + Self.ending
    }

    deinit {
        // In a child of the process that opened it, the file belongs to the parent.
        guard getpid() == process else { return }
        mateo_vfs_close(&opened)
    }

    /// Writes bytes. They may be lost in a power failure until `sync` returns.
    func write(_ bytes: Span<UInt8>, at offset: Int64) throws(MateoError) {
        guard !bytes.isEmpty else { return }
        guard isRange(Int64(bytes.count), offset) else { throw outOfRange() }
        let file = try openForChanges()
        let result = bytes.withUnsafeBytes { bytes in
            Self.inPieces(bytes.count) { start, count in
                mateo_vfs_write(file, bytes.baseAddress.map { $0 + start }, count, offset + Int64(start))
            }
        }
        try check(result, "cannot be written")
    }

    /// Reads bytes.
    ///
    /// - Throws: `journalCorrupt` if the file does not have them, `memory` if there is not enough memory.
    func read(_ count: Int, at offset: Int64) throws(MateoError) -> [UInt8] {
        guard count != 0 else { return [] }
        guard isRange(Int64(count), offset), offset + Int64(count) <= (try length()) else {
            throw outOfRange()
        }
        try Room.check(count)
        let file = try open()
        var result = SQLITE_OK
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { bytes, initialized in
            let target = UnsafeMutableRawBufferPointer(bytes)
            result = Self.inPieces(count) { start, count in
                mateo_vfs_read(file, target.baseAddress.map { $0 + start }, count, offset + Int64(start))
            }
            initialized = result == SQLITE_OK ? count : 0
        }
        // Another process has truncated it since.
        guard mateo_sqlite_is_short_read(result) == 0 else { throw outOfRange() }
        try check(result, "cannot be read")
        return bytes
    }

    /// Flushes everything to the disk. A file without a name does not need it.
    func sync() throws(MateoError) {
        guard !path.isEmpty else { return }
        try check(mateo_vfs_sync(openForChanges()), "cannot be flushed to the disk")
    }

    /// Removes bytes. They read as zeros afterwards, and their blocks are free. Bytes behind the end of the file are
    /// ignored.
    ///
    /// If the file system cannot do that, zeros are written over them. In a file without a name they stay unchanged. No
    /// other process can read them, and their blocks are freed when the file is truncated or the process ends.
    func erase(_ count: Int64, at offset: Int64) throws(MateoError) {
        guard count != 0, !path.isEmpty else { return }
        guard isRange(count, offset) else { throw outOfRange() }
        let file = try openForChanges()
        let count = min(count, try length() - offset)
        guard count > 0, !punch(count, at: offset) else { return }
        let zeros = [UInt8](repeating: 0, count: min(Int(count), Self.mostBytes))
        let result = zeros.withUnsafeBytes { zeros in
            Self.inPieces(Int(count)) { start, count in
                mateo_vfs_write(file, zeros.baseAddress, count, offset + Int64(start))
            }
        }
        try check(result, "cannot be written")
    }

    /// Truncates the file to `length` bytes.
    func cut(to length: Int64) throws(MateoError) {
        guard length >= 0 else { throw outOfRange() }
        guard try self.length() > length else { return }
        try check(mateo_vfs_cut(openForChanges(), length), "cannot be cut")
    }

    /// Returns the length of the file, including removed bytes.
    func length() throws(MateoError) -> Int64 {
        // A file without a name is created by the first write.
        guard opened.file != nil || !path.isEmpty else { return 0 }
        var length: Int64 = 0
        try check(mateo_vfs_size(open(), &length), "cannot be read")
        return length
    }

    /// Frees the blocks of bytes through a separate descriptor, since the VFS has no method for it.
    ///
    /// - Returns: false if the file system does not support it, or if the file has no name.
    private func punch(_ count: Int64, at offset: Int64) -> Bool {
        guard let identity else { return false }
        let descriptor = mateo_open_for_changes(path)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var file = mateo_file()
        guard mateo_find_open_file(descriptor, &file), FileIdentity(file) == identity else { return false }
        return mateo_punch(descriptor, off_t(offset), off_t(count)) == 0
    }

    private func openForChanges() throws(MateoError) -> UnsafeMutablePointer<sqlite3_file> {
        guard !isForReading else { throw readOnly() }
        return try open()
    }

    /// Returns the file, and opens it if needed.
    private func open() throws(MateoError) -> UnsafeMutablePointer<sqlite3_file> {
        if let file = opened.file { return file }
        if !path.isEmpty { try Soundness.checkRecordsKind(path) }
        var flags = isForReading ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
        // Of the named file types, a log gets the journal's mode, takes no locks, and its first flush also flushes its
        // folder.
        flags |=
            path.isEmpty
            ? SQLITE_OPEN_TEMP_DB | SQLITE_OPEN_EXCLUSIVE | SQLITE_OPEN_DELETEONCLOSE : SQLITE_OPEN_WAL
        var given: Int32 = 0
        let result =
            path.isEmpty
            ? mateo_vfs_open(nil, nil, nil, flags, &opened, &given)
            : mateo_vfs_open(journal, journal + "-journal", path, flags, &opened, &given)
        guard result == SQLITE_OK, let file = opened.file else { throw failedToOpen(result, mateo_errno()) }
        guard isForReading || given & SQLITE_OPEN_READONLY == 0 else {
            mateo_vfs_close(&opened)
            throw readOnly()
        }
        var found = mateo_file()
        if !path.isEmpty, mateo_find_file(path, &found) { identity = FileIdentity(found) }
        return file
    }

    /// Calls `body` for pieces of the VFS's size, until one fails.
    private static func inPieces(_ count: Int, _ body: (_ start: Int, _ count: Int32) -> Int32) -> Int32 {
        var start = 0
        while start < count {
            let piece = min(count - start, mostBytes)
            let result = body(start, Int32(piece))
            guard result == SQLITE_OK else { return result }
            start += piece
        }
        return SQLITE_OK
    }

    /// Returns whether a file can have these bytes. Places come from a journal that may be damaged.
    private func isRange(_ count: Int64, _ offset: Int64) -> Bool {
        count > 0 && offset >= 0 && !offset.addingReportingOverflow(count).overflow
    }

    // MARK: Errors

    /// The name of the file for messages.
    private var name: Text {
        path.isEmpty
            ? "the file for the records of the journal in memory" : "the file \(path) beside the journal"
    }

    private func outOfRange() -> MateoError {
        Soundness.damage(journal, "\(name) does not have the records that the journal names")
    }

    private func readOnly() -> MateoError {
        MateoError(.journalReadOnly, "\(name) is read-only: make the file and its folder writable")
    }

    private func failedToOpen(_ result: Int32, _ code: Int32) -> MateoError {
        guard result & 0xff == SQLITE_CANTOPEN else { return failure(result, 0, "cannot be opened") }
        if isForReading, code == ENOENT {
            return Soundness.damage(journal, "\(name) is missing")
        }
        return failure(result, code, "cannot be opened")
    }

    /// Throws the error for a result code of the VFS.
    private func check(_ result: Int32, _ what: StaticString) throws(MateoError) {
        guard result != SQLITE_OK else { return }
        throw failure(result, opened.file.map { mateo_vfs_errno($0) } ?? 0, what)
    }

    /// - Parameter code: the system's error; 0 when it is unknown.
    private func failure(_ result: Int32, _ code: Int32, _ what: StaticString) -> MateoError {
        switch result & 0xff {
        case SQLITE_NOMEM: return JournalFile.failure(ENOMEM, "\(name) \(what)")
        case SQLITE_FULL: return JournalFile.failure(ENOSPC, "\(name) \(what)")
        case SQLITE_READONLY, SQLITE_PERM: return readOnly()
        default: break
        }
        if code != 0 { return JournalFile.failure(code, "\(name) \(what)") }
        return MateoError(.journal, "\(name) \(what) (SQLite code \(result)): check the disk that holds it")
    }
}
