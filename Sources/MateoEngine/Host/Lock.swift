import CSystem

/// A mutex for the threads of this process.
package final class Lock: @unchecked Sendable {
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>

    package init() {
        mutex = .allocate(capacity: 1)
        mutex.initialize(to: pthread_mutex_t())
        pthread_mutex_init(mutex, nil)
    }

    deinit {
        pthread_mutex_destroy(mutex)
        mutex.deinitialize(count: 1)
        mutex.deallocate()
    }

    package func lock() {
        pthread_mutex_lock(mutex)
    }

    /// Locks if no other thread holds the lock. Returns whether it did.
    func tryLock() -> Bool {
        pthread_mutex_trylock(mutex) == 0
    }

    package func unlock() {
        pthread_mutex_unlock(mutex)
    }

    /// Makes it new in a child process, which may lack the thread that held it.
    package func reset() {
        pthread_mutex_init(mutex, nil)
    }
}
