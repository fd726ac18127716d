import CSystem
import MateoCore

/// Locks the files of a journal.
extension JournalFile {
    /// Locks one byte of the leases' file.
    ///
    /// - Returns: false if another open file has the lock.
    func takeLock(_ byte: Int64) throws(MateoError) -> Bool {
        guard purpose.changes else { throw Self.readOnly(path) }
        guard leases >= 0, mateo_set_lock(leases, off_t(byte), Int32(MATEO_EXCLUSIVE)) != 0 else { return true }
        if let fault = Self.lockFault(mateo_errno(), path) { throw fault }
        return false
    }

    /// Returns why the file system does not support locks, or nil if it does. SQLite would report the lock of another
    /// process instead.
    func lockFault() -> MateoError? {
        leases < 0 ? nil : Self.lockFault(mateo_check_locks(leases), path)
    }

    /// Returns why a lock is refused, or nil if another process holds it.
    static func lockFault(_ code: Int32, _ path: String) -> MateoError? {
        switch code {
        case 0, EAGAIN, EACCES, EINTR: nil
        // A system that does not know this kind of lock returns this code.
        case EINVAL: lockFault(ENOLCK, path)
        default: failure(code, "the file \(path)-lease beside the journal cannot be locked")
        }
    }
}
