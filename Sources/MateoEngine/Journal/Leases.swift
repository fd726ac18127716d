import CSystem
import MateoCore

/// Who may fill or send which import of a journal, and who has a request of which key under way: one at a time, in
/// whichever process.
///
/// A lease is a lock on one byte of a file beside the journal, the byte with the import's number. The kernel gives it
/// back when its holder ends in whatever way, so the next one need not guess whether the holder still lives. The bytes
/// of keys come behind those of imports.
final class Leases {
    private let file: Int32
    private let path: String
    /// What this client holds: the kernel does not keep imports of one open file apart.
    private var held: Set<Int64> = []

    /// Opens the leases of a journal; one of this process alone has no file and needs none.
    init(journal path: String) throws(MateoError) {
        self.path = path
        guard !path.isEmpty else {
            file = -1
            return
        }
        file = mateo_open_for_locks(path + "-lease")
        guard file >= 0 else {
            let reason = String(cString: strerror(mateo_errno()))
            throw MateoError(
                .journalReadOnly,
                "the file \(path)-lease beside the journal cannot be opened: \(reason): the journal, the file and its folder have to be writable"
            )
        }
    }

    /// Opens the leases of a journal to see who has them.
    init(existing path: String) {
        self.path = path
        let file = mateo_open_for_reading(path + "-lease")
        self.file = file
    }

    /// Whether anybody has the lease of an import.
    func isHeld(_ importID: Int64) -> Bool {
        held.contains(importID) || file >= 0 && mateo_has_lock(file, off_t(importID))
    }

    deinit {
        if file >= 0 { close(file) }
    }

    /// Takes the lease of an import.
    ///
    /// - Returns: false when somebody else has it.
    func take(_ importID: Int64) -> Bool {
        guard !held.contains(importID) else { return false }
        if file >= 0, mateo_set_lock(file, off_t(importID), true) != 0 { return false }
        held.insert(importID)
        return true
    }

    /// Gives a lease back.
    func giveBack(_ importID: Int64) {
        guard held.remove(importID) != nil, file >= 0 else { return }
        _ = mateo_set_lock(file, off_t(importID), false)
    }

    private static let firstKey: Int64 = 1 << 62

    /// Whether anybody has a request of a key under way.
    func isBusy(_ account: Int64) -> Bool {
        isHeld(Self.firstKey | account)
    }

    /// A request of a key begins.
    ///
    /// - Returns: false when somebody else's is under way.
    func takeBusy(_ account: Int64) -> Bool {
        take(Self.firstKey | account)
    }

    /// The request of a key is over.
    func endBusy(_ account: Int64) {
        giveBack(Self.firstKey | account)
    }

    /// What to tell who cannot have it.
    static func busy(_ name: String) -> MateoError {
        MateoError(
            .journalBusy,
            "the import called \(name) is being filled or run already, by this process or another one: wait for it, "
                + "or end it")
    }
}
