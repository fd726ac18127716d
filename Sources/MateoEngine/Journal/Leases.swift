import CSystem
import MateoCore

/// Who may fill or send which import of a journal, and who has a request of which key under way: one at a time, in
/// whichever process.
///
/// A lease is a lock on one byte of a file beside the journal, the byte with the import's number. The kernel gives it
/// back when its holder ends in whatever way, so the next one need not guess whether the holder still lives. The bytes
/// of keys come behind those of imports.
final class Leases {
    private let file: JournalFile
    /// What this client holds: the kernel does not keep imports of one open file apart.
    private var held: Set<Int64> = []

    /// The leases of a journal; one of this process alone has no file and needs none.
    init(_ file: JournalFile) {
        self.file = file
    }

    /// Whether anybody has the lease of an import.
    func isHeld(_ importID: Int64) -> Bool {
        held.contains(importID) || file.leases >= 0 && mateo_has_lock(file.leases, off_t(importID))
    }

    /// Takes the lease of an import.
    ///
    /// - Returns: false if another process has it.
    func take(_ importID: Int64) throws(MateoError) -> Bool {
        guard !held.contains(importID), try file.takeLock(importID) else { return false }
        held.insert(importID)
        return true
    }

    /// Gives a lease back.
    func giveBack(_ importID: Int64) {
        guard held.remove(importID) != nil, file.leases >= 0 else { return }
        _ = mateo_set_lock(file.leases, off_t(importID), Int32(MATEO_UNLOCKED))
    }

    private static let firstKey: Int64 = 1 << 62

    /// Whether anybody has a request of a key under way.
    func isBusy(_ account: Int64) -> Bool {
        isHeld(Self.firstKey | account)
    }

    /// A request of a key begins.
    ///
    /// - Returns: false if another one is under way.
    func takeBusy(_ account: Int64) throws(MateoError) -> Bool {
        try take(Self.firstKey | account)
    }

    /// The request of a key is over.
    func endBusy(_ account: Int64) {
        giveBack(Self.firstKey | account)
    }

    /// What to tell who cannot have it.
    static func busy(_ name: String) -> MateoError {
        MateoError(
            .journalBusy,
            "the import called \(name) is already being filled or run, by this process or another one: wait for it, "
                + "or end it")
    }
}
