import CSystem
import MateoCore

/// The locks of a journal's files.
extension JournalFile {
    /// Takes a lock on one byte of the leases' file.
    ///
    /// - Returns: false when another open file has it.
    func takeLock(_ byte: Int64) throws(MateoError) -> Bool {
        guard purpose.changes else { throw Self.readOnly(path) }
        guard leases >= 0, mateo_set_lock(leases, off_t(byte), Int32(MATEO_EXCLUSIVE)) != 0 else { return true }
        if let fault = Self.lockFault(mateo_errno(), path) { throw fault }
        return false
    }

    /// Why the file system gives no locks; nil when it gives some. SQLite takes that for the lock of another process.
    func lockFault() -> MateoError? {
        leases < 0 ? nil : Self.lockFault(mateo_check_locks(leases), path)
    }

    /// Why a lock is refused; nil if another process holds it.
    static func lockFault(_ code: Int32, _ path: String) -> MateoError? {
        switch code {
        case 0, EAGAIN, EACCES, EINTR: nil
        // So answers a system that does not know this kind of lock.
        case EINVAL: lockFault(ENOLCK, path)
        default: failure(code, "the file \(path)-lease beside the journal cannot be locked")
        }
    }
}
