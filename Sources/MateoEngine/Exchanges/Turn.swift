import CSystem
import MateoCore

/// The turn of a key among the imports of this process: one of them at a time has a request in progress. The others
/// sleep, and wake when it ends. All clients of one journal and key share it.
///
/// Imports are known by the descriptors that wake them. Each is open until the import has called `end`.
final class Turn {
    private let lock = Lock()
    /// The import with a request in progress; -1 for none.
    private var holder: Int32 = -1
    /// All sets of numbers are of this type: each other one is 3 KB of code.
    private var sleepers = Set<UInt64>()
    private var count = 0

    /// The number of requests that have ended.
    var ends: Int {
        lock.lock()
        defer { lock.unlock() }
        return count
    }

    /// Notes that a request of an import has started.
    func begin(_ waker: Int32) {
        lock.lock()
        holder = waker
        lock.unlock()
    }

    /// Ends the request of an import, and wakes those that wait for its end. From here on it does not wait itself.
    func end(_ waker: Int32) {
        lock.lock()
        sleepers.remove(UInt64(UInt32(bitPattern: waker)))
        if holder == waker {
            holder = -1
            count += 1
            for sleeper in sleepers { mateo_signal(Int32(truncatingIfNeeded: sleeper)) }
            sleepers = Set()
        }
        lock.unlock()
    }

    /// Wakes an import when the request in progress ends.
    ///
    /// - Parameter ends: the number of ends that the import has seen. It must not sleep if there was another one.
    /// - Returns: the longest time to sleep in milliseconds.
    func wait(_ waker: Int32, since ends: Int) -> Int64 {
        lock.lock()
        defer { lock.unlock() }
        guard ends == count else { return 0 }
        guard holder >= 0, waker >= 0 else { return Patience.gate }
        sleepers.insert(UInt64(UInt32(bitPattern: waker)))
        return Patience.turn
    }
}
