import CSystem
import MateoCore

/// Opens a journal that cannot be written: a copy, a snapshot, or one on a file system that is mounted read-only.
extension JournalFile {
    /// Returns the error for an attempt to change it.
    static func readOnly(_ path: String) -> MateoError {
        MateoError(
            .journalReadOnly,
            "the journal \(path) is read-only: make the file and its folder writable, or copy the "
                + "journal with the files beside it into a folder that is")
    }

    /// Returns the error for a journal without tables.
    static func unmade(_ path: String) -> MateoError {
        MateoError(
            .journal,
            "the journal \(path) is empty, because nothing was written to it or its creation was interrupted: the next import "
                + "makes it")
    }

    /// Returns whether a file is empty because its creation was interrupted. After a power failure, the first page may
    /// be zeros.
    static func isBlank(_ path: String) -> Bool {
        // Closing a file releases the locks of this process's connections to it. An index shows that there may be
        // connections.
        access(path + "-shm", F_OK) != 0 && mateo_is_blank(path, Schema.pageSize)
    }

    /// The address with which SQLite reads the journal without creating or changing a file.
    ///
    /// SQLite reads a log through its index, which shows what other processes do. Without an index, no process has the
    /// journal open, and SQLite builds an index in memory. It does so only for a file that it has locked exclusively. A
    /// file that cannot be written cannot be locked so, so it is opened without locks, see `isForOneReader`.
    var addressForReading: String {
        let way = isForOneReader ? "?vfs=unix-none" : hasIndex ? "?readonly_shm=1" : "?immutable=1"
        var address = Array("file://".utf8)
        for byte in path.utf8 {
            switch byte {
            case UInt8(ascii: "%"), UInt8(ascii: "?"), UInt8(ascii: "#"):
                address.append(UInt8(ascii: "%"))
                address += Hexadecimal.text(of: [byte]).utf8
            default: address.append(byte)
            }
        }
        return String(decoding: address, as: UTF8.self) + way
    }

    /// Whether the log is not empty and has no index.
    var isForOneReader: Bool {
        !hasIndex && Soundness.hasLog(path)
    }

    /// The size in bytes of an index. A smaller file is what a full disk left of one.
    private static var smallestIndex: Int64 { 32768 }

    private var hasIndex: Bool {
        access(path + "-wal", F_OK) == 0 && Soundness.size(of: path + "-shm") >= Self.smallestIndex
    }
}
