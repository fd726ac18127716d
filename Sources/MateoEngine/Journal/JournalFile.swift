import CSystem
import MateoCore

/// The file of an open journal: one file under one path, with the file of its leases beside it.
///
/// The path is absolute and without links, whatever name the caller uses. So SQLite never treats it as an address
/// (`file:x.db`) or as memory (`:memory:`). The files beside it are the same for every name, and the current folder may
/// change.
final class JournalFile {
    /// Empty for a journal in memory, which has no file.
    let path: String
    /// The descriptor of the leases' file; -1 if there is none.
    let leases: Int32
    /// The purpose of opening it. If it cannot be written, it is `read`, whatever was requested.
    private(set) var purpose: Purpose
    /// The identities of the files when the journal was opened.
    private var known: [(path: String, identity: FileIdentity)]
    private let entry: OpenJournals.Entry?
    private var turn = Turn()

    /// The purpose of opening a journal.
    enum Purpose {
        /// The file is created if it is missing.
        case use
        /// The file must exist.
        case change
        /// The file must exist, and is not changed.
        case look
        /// The file exists and cannot be written, and neither can any file beside it.
        case read

        /// Whether this purpose may write.
        var changes: Bool {
            self == .use || self == .change
        }
    }

    /// How long another process may take to open the journal, in milliseconds.
    private static let patience: Int64 = 10_000
    /// The time between two attempts, in microseconds.
    private static let pause: UInt32 = 2000
    /// The byte of the leases' file to lock while the journal is opened. No import has this number.
    private static let openingByte: off_t = 0

    /// Finds or creates the file. Until `endOpening`, no other process can open it.
    convenience init(_ path: String, for purpose: Purpose) throws(MateoError) {
        guard !path.isEmpty else {
            self.init(path: "", leases: -1, for: purpose, known: [], entry: nil)
            return
        }
        let path = try JournalPath.resolve(path)
        try Soundness.checkKind(path)
        var purpose = purpose
        if purpose != .use || access(path, F_OK) == 0 {
            let found = try Self.find(path)
            // SQLite treats a file of zero bytes as an empty database without tables.
            if purpose != .use, found.size > 0, Self.isBlank(path) { throw Self.unmade(path) }
            try Soundness.checkOwner(path)
            if mateo_is_read_only(path) || mateo_is_read_only(JournalPath.folder(of: path)) {
                guard purpose != .change else { throw Self.readOnly(path) }
                purpose = .read
            }
        }
        let leases = try Self.openLeases(path, for: purpose)
        do throws(MateoError) {
            try Self.waitForLock(leases, path, exclusively: purpose.changes)
            try Soundness.checkLog(path)
            if purpose == .use { try Self.makePrivateFile(path) }
            let identity = FileIdentity(try Self.find(path))
            let entry = try OpenJournals.add(identity, leases: leases, path)
            self.init(path: path, leases: leases, for: purpose, known: [(path, identity)], entry: entry)
        } catch {
            if leases >= 0 { close(leases) }
            throw error
        }
    }

    private init(
        path: String, leases: Int32, for purpose: Purpose, known: [(path: String, identity: FileIdentity)],
        entry: OpenJournals.Entry?
    ) {
        self.path = path
        self.leases = leases
        self.purpose = purpose
        self.known = known
        self.entry = entry
    }

    /// From here on it is read as if it could not be written.
    func leaveUnchanged() {
        purpose = .read
    }

    deinit {
        guard let entry else { return }
        OpenJournals.remove(entry)
    }

    /// Returns the turn of a key. Only one client uses a journal in memory.
    func turn(_ account: Int64) -> Turn {
        if let entry { turn = OpenJournals.share(turn, of: account, entry) }
        return turn
    }

    /// Ends the opening, so that other processes can open the journal. From here on its files must not be moved.
    func endOpening() {
        guard leases >= 0 else { return }
        _ = mateo_set_lock(leases, Self.openingByte, Int32(MATEO_UNLOCKED))
        var file = mateo_file()
        if mateo_find_open_file(leases, &file) { known.append((path + "-lease", FileIdentity(file))) }
        for ending in ["-wal", "-shm", RecordsFile.ending] { watch(ending) }
    }

    /// Watches the file beside the journal with this ending, if there is one. From here on it must not be moved.
    func watch(_ ending: String) {
        var file = mateo_file()
        guard !path.isEmpty, mateo_find_file(path + ending, &file) else { return }
        known.append((path + ending, FileIdentity(file)))
    }

    /// Checks that the journal's files are still those that were opened. Data written to a file without a name is lost,
    /// and another process would create a new one in its place.
    func checkIsThere() throws(MateoError) {
        for (path, identity) in known {
            var file = mateo_file()
            guard mateo_find_file(path, &file), FileIdentity(file) == identity else {
                throw MateoError(
                    .journal,
                    "the file \(path) was removed or replaced while the journal was open: end this program, put the "
                        + "journal's files back as they were, and call again")
            }
        }
    }

    /// Waits until no other process is opening the journal.
    private static func waitForLock(_ leases: Int32, _ path: String, exclusively: Bool) throws(MateoError) {
        guard leases >= 0 else { return }
        if let fault = lockFault(mateo_check_locks(leases), path) { throw fault }
        let host = SystemHost()
        let end = host.monotonicMilliseconds + patience
        while mateo_set_lock(leases, openingByte, Int32(exclusively ? MATEO_EXCLUSIVE : MATEO_SHARED)) != 0 {
            if let fault = lockFault(mateo_errno(), path) { throw fault }
            guard host.monotonicMilliseconds < end else {
                throw MateoError(.journalBusy, "another process is opening the journal \(path): call again")
            }
            usleep(pause)
        }
    }

    /// Creates a file that only its owner can read, since a journal contains personal data. The files beside it get the
    /// same mode.
    private static func makePrivateFile(_ path: String) throws(MateoError) {
        let made = mateo_create_private(path)
        if made >= 0 {
            close(made)
            return
        }
        let code = mateo_errno()
        guard code == EEXIST else { throw failure(code, "the journal \(path) cannot be created") }
        // It is empty, so its mode was not chosen for a journal.
        if isBlank(path), truncate(path, 0) == 0 { chmod(path, 0o600) }
    }

    private static func find(_ path: String) throws(MateoError) -> mateo_file {
        var file = mateo_file()
        guard mateo_find_file(path, &file) else {
            throw MateoError(
                .journal, "the journal \(path) does not exist: \(String(cString: strerror(mateo_errno())))")
        }
        guard file.names == 1 else {
            throw MateoError(
                .journal,
                "the journal \(path) has \(Int64(clamping: file.names)) names (hard links), but its log has only one: remove "
                    + "the other names, and copy a journal instead of linking it")
        }
        return file
    }

    private static func openLeases(_ path: String, for purpose: Purpose) throws(MateoError) -> Int32 {
        let leases =
            purpose.changes ? mateo_open_for_locks(path + "-lease") : mateo_open_for_reading(path + "-lease")
        guard leases < 0, purpose.changes else { return leases }
        throw failure(mateo_errno(), "the file \(path)-lease beside the journal cannot be opened")
    }

    /// Returns the error for a system error.
    static func failure(_ code: Int32, _ what: Text) -> MateoError {
        let status: Status
        let advice: StaticString
        switch code {
        case ENOENT, ENOTDIR:
            (status, advice) = (.journal, "its folder does not exist: create it, or name another")
        case ENAMETOOLONG: (status, advice) = (.journal, "name a file with a shorter path")
        case EMFILE, ENFILE:
            (status, advice) = (
                .journal, "too many files are open: close some, or raise the limit (ulimit -n)"
            )
        case EACCES, EPERM, EROFS:
            (status, advice) = (
                .journalReadOnly, "make the journal, the files beside it and their folder writable"
            )
        case ENOSPC, EDQUOT:
            (status, advice) = (.journalFull, "make room on the disk and call again. Nothing is lost")
        case ENOMEM: (status, advice) = (.memory, "free some memory and call again. Nothing is lost")
        case ENOLCK, EOPNOTSUPP, ENOSYS:
            (status, advice) = (.journal, "its file system has no locks: keep the journal on a local disk")
        default: (status, advice) = (.journal, "check the disk that holds it")
        }
        return MateoError(status, "\(what): \(String(cString: strerror(code))): \(advice)")
    }
}

/// The identity of a file on this machine. All names of a file have the same identity.
struct FileIdentity: Equatable {
    private let device: UInt64
    private let number: UInt64

    init(_ file: mateo_file) {
        device = file.device
        number = file.number
    }
}
