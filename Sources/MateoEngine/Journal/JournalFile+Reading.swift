import CSystem
import MateoCore

/// A journal that cannot be written: a copy, a snapshot, or one on a file system that is mounted to be read.
extension JournalFile {
    /// What to tell who wants to change it.
    static func readOnly(_ path: String) -> MateoError {
        MateoError(
            .journalReadOnly,
            "the journal \(path) is read-only: make the file and its folder writable, or copy the "
                + "journal with the files beside it into a folder that is")
    }

    /// What to tell who looks into one that has no tables yet.
    static func unmade(_ path: String) -> MateoError {
        MateoError(
            .journal,
            "the journal \(path) is empty, because nothing was written to it or its creation was interrupted: the next import "
                + "makes it")
    }

    /// Whether nothing is in a file: its making was cut off. When the power is cut, zeros may stand for the first page.
    static func isBlank(_ path: String) -> Bool {
        // Closing a file gives up the locks of the connections that this process has to it. With one there is an index.
        access(path + "-shm", F_OK) != 0 && mateo_is_blank(path, Schema.pageSize)
    }

    /// The address by which SQLite reads the journal without making or changing a file.
    ///
    /// A log is read through its index, which tells what other processes do. Without one, no process has the journal open, and
    /// SQLite makes an index in memory. It does so only for a file that it has locked for itself alone. That cannot be done
    /// with a file that cannot be written, so it is opened without locks, see `isForOneReader`.
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

    /// Whether the log has something and no index.
    var isForOneReader: Bool {
        !hasIndex && Soundness.hasLog(path)
    }

    private var hasIndex: Bool {
        access(path + "-wal", F_OK) == 0 && access(path + "-shm", F_OK) == 0
    }
}
