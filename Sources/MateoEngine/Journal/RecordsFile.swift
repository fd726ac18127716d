import CSQLite
import CSystem
import MateoCore

/// The records that wait to be sent, in a file beside the journal. The journal's tables say where each batch has its own.
///
/// In the journal's own file each byte would be written twice, and again when it goes. Here it is written once. What is
/// not needed any more goes as a hole: the file system takes the blocks back, so that no file has the bytes any more. A
/// file system without holes gets zeros.
///
/// SQLite's own functions for files are used, so that both files are on the same disk, be it a simulated one.
final class RecordsFile {
    private let path: String
    private let isWritable: Bool
    private var file: UnsafeMutablePointer<sqlite3_file>?
    private var name: sqlite3_filename?
    /// The same file once more, to punch holes; -1 when it was not opened for that yet.
    private var puncher: Int32 = -1
    private let process = getpid()

    /// SQLite reads and writes no larger pieces than its largest page, and its functions rely on that.
    private static let piece = 65_536
    /// A batch has fewer bytes.
    private static let mostBytes: Int64 = 1 << 30

    /// Opens the file beside a journal, making it when there is none.
    ///
    /// - Parameter journal: the journal's path; empty for a file without a name that is gone with the process.
    convenience init(besides journal: String, for purpose: JournalFile.Purpose) throws(MateoError) {
        guard !journal.isEmpty else {
            self.init(path: "", isWritable: true)
            return
        }
        let path = journal + "-records"
        guard !mateo_is_no_plain_file(path) else {
            throw MateoError(
                .journalForeign,
                "the file \(path) beside the journal is no plain file: remove it, or name another journal")
        }
        self.init(path: path, isWritable: purpose != .look)
        // Who only looks may find none: then there are no records.
        if purpose != .look { try open() }
    }

    private init(path: String, isWritable: Bool) {
        self.path = path
        self.isWritable = isWritable
    }

    deinit {
        // In a child of the process that opened it, the file is the parent's.
        guard getpid() == process else { return }
        if let file { mateo_sqlite_close_file(file, name) }
        if puncher >= 0 { close(puncher) }
    }

    /// Puts bytes at a place.
    func write(_ bytes: Span<UInt8>, at offset: Int64) throws(MateoError) {
        let file = try opened()
        let result = bytes.withUnsafeBytes { bytes -> Int32 in
            guard let start = bytes.baseAddress else { return SQLITE_OK }
            var done = 0
            while done < bytes.count {
                let count = min(bytes.count - done, Self.piece)
                let result = mateo_sqlite_write(file, start + done, Int32(count), offset + Int64(done))
                guard result == SQLITE_OK else { return result }
                done += count
            }
            return SQLITE_OK
        }
        try check(result, "written")
    }

    /// The bytes at a place.
    ///
    /// - Throws: `journalCorrupt` when the file is shorter; `memory` when there is not enough for them.
    func read(_ count: Int64, at offset: Int64) throws(MateoError) -> [UInt8] {
        let file = try opened()
        let (end, overflows) = offset.addingReportingOverflow(count)
        guard !overflows, offset >= 0, count >= 0, count <= Self.mostBytes, end <= (try length()) else {
            throw Soundness.damage(path, "records in it are missing")
        }
        try Room.check(Int(count))
        var result = SQLITE_OK
        let bytes = [UInt8](unsafeUninitializedCapacity: Int(count)) { buffer, initialized in
            guard let start = buffer.baseAddress else { return }
            while initialized < buffer.count, result == SQLITE_OK {
                let piece = min(buffer.count - initialized, Self.piece)
                result = mateo_sqlite_read(
                    file, start + initialized, Int32(piece), offset + Int64(initialized))
                if result == SQLITE_OK { initialized += piece }
            }
        }
        try check(result, "read")
        return bytes
    }

    /// Brings all that was written to the disk.
    func sync() throws(MateoError) {
        guard !path.isEmpty, let file else { return }
        try check(mateo_sqlite_sync(file), "flushed")
    }

    /// Removes bytes, so that they are in the file no more. The file without a name is out of everybody's reach, and keeps
    /// them until it is cut.
    func erase(_ count: Int64, at offset: Int64) throws(MateoError) {
        guard !path.isEmpty, count > 0 else { return }
        let last = min(try length(), offset + count)
        guard last > offset, !punch(offset, last - offset) else { return }
        let zeros = [UInt8](repeating: 0, count: Self.piece)
        var start = offset
        while start < last {
            let count = min(last - start, Int64(Self.piece))
            try write(zeros.span.extracting(first: Int(count)), at: start)
            start += count
        }
    }

    /// Whether the file has more than so many bytes.
    func isLonger(than length: Int64) throws(MateoError) -> Bool {
        try self.length() > length
    }

    /// Cuts the file, if it is longer.
    func cut(to length: Int64) throws(MateoError) {
        guard let file, try isLonger(than: length) else { return }
        try check(mateo_sqlite_cut(file, length), "cut")
    }

    private func punch(_ offset: Int64, _ count: Int64) -> Bool {
        if puncher < 0 { puncher = mateo_open_for_change(path) }
        return puncher >= 0 && mateo_punch(puncher, off_t(offset), off_t(count)) == 0
    }

    private func length() throws(MateoError) -> Int64 {
        guard let file else { return 0 }
        var length: Int64 = 0
        try check(mateo_sqlite_length(file, &length), "measured")
        return length
    }

    private func opened() throws(MateoError) -> UnsafeMutablePointer<sqlite3_file> {
        if let file { return file }
        return try open()
    }

    @discardableResult
    private func open() throws(MateoError) -> UnsafeMutablePointer<sqlite3_file> {
        // A log takes no locks, and has the journal's mode.
        let flags =
            path.isEmpty
            ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_EXCLUSIVE | SQLITE_OPEN_DELETEONCLOSE
                | SQLITE_OPEN_TRANSIENT_DB
            : SQLITE_OPEN_WAL
                | (isWritable ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY)
        var found: UnsafeMutablePointer<sqlite3_file>?
        var isReadOnly = false
        let result = mateo_sqlite_open_file(path.isEmpty ? nil : path, flags, &found, &name, &isReadOnly)
        guard result == SQLITE_OK, let found else {
            guard isWritable else { throw Soundness.damage(path, "it is not there, or cannot be read") }
            throw JournalFile.failure(mateo_errno(), "the file \(shownPath) cannot be opened")
        }
        file = found
        guard !isWritable || !isReadOnly else {
            throw JournalFile.failure(EACCES, "the file \(shownPath) cannot be opened")
        }
        return found
    }

    private var shownPath: Text {
        path.isEmpty ? "for records in the folder for temporary files" : "\(path) beside the journal"
    }

    private func check(_ result: Int32, _ what: StaticString) throws(MateoError) {
        guard result != SQLITE_OK else { return }
        switch result & 0xff {
        case SQLITE_FULL: throw JournalFile.failure(ENOSPC, "the file \(shownPath) cannot be \(what)")
        case SQLITE_NOMEM: throw MateoError.noMemory()
        default: throw JournalFile.failure(mateo_errno(), "the file \(shownPath) cannot be \(what)")
        }
    }
}
