import CSystem
import MateoCore

/// Tracks which process fills or sends which import of a journal, and which one has a request of a key in progress.
/// Each has at most one holder, in any process.
///
/// A lease is a lock on one byte of a file beside the journal, at the import's number. The kernel releases it when its
/// holder ends, in whatever way. So the next process need not guess whether the holder still runs. The bytes of keys
/// follow those of imports.
final class Leases {
    private let file: JournalFile
    /// The leases of this client. The kernel does not distinguish imports within one open file.
    private var held: Set<UInt64> = []

    /// Creates the leases of a journal. A journal in memory has no file and needs no leases.
    init(_ file: JournalFile) {
        self.file = file
    }

    /// Returns whether any process has the lease of an import.
    func isHeld(_ importID: Int64) -> Bool {
        held.contains(UInt64(bitPattern: importID)) || file.leases >= 0 && mateo_has_lock(file.leases, off_t(importID))
    }

    /// Takes the lease of an import.
    ///
    /// - Returns: false if another process has it.
    func take(_ importID: Int64) throws(MateoError) -> Bool {
        guard !held.contains(UInt64(bitPattern: importID)), try file.takeLock(importID) else { return false }
        held.insert(UInt64(bitPattern: importID))
        return true
    }

    func giveBack(_ importID: Int64) {
        guard held.remove(UInt64(bitPattern: importID)) != nil, file.leases >= 0 else { return }
        _ = mateo_set_lock(file.leases, off_t(importID), Int32(MATEO_UNLOCKED))
    }

    private static let firstKey: Int64 = 1 << 62

    /// Returns whether any process has a request of a key in progress.
    func isBusy(_ account: Int64) -> Bool {
        isHeld(Self.firstKey | account)
    }

    /// Takes the lock for a request of a key.
    ///
    /// - Returns: false if another request is in progress.
    func takeBusy(_ account: Int64) throws(MateoError) -> Bool {
        try take(Self.firstKey | account)
    }

    /// Releases the lock for a request of a key.
    func endBusy(_ account: Int64) {
        giveBack(Self.firstKey | account)
    }

    /// Returns the error for a lease that another process holds.
    static func busy(_ name: String) -> MateoError {
        MateoError(
            .journalBusy,
            "the import called \(name) is already being filled or run, by this process or another one: wait for it, "
                + "or end it")
    }
}
