import CSystem

/// Lets threads into a callback of the host until it is closed.
///
/// The host frees what its callback uses once the handle is closed. So closing waits until no other thread is inside.
/// It does not wait for its own thread: a callback may close the handle that it was set for.
final class Gate {
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let left: UnsafeMutablePointer<pthread_cond_t>
    private var isOpen = true
    private var inside: [pthread_t] = []

    init() {
        mutex = .allocate(capacity: 1)
        mutex.initialize(to: pthread_mutex_t())
        pthread_mutex_init(mutex, nil)
        left = .allocate(capacity: 1)
        left.initialize(to: pthread_cond_t())
        pthread_cond_init(left, nil)
    }

    deinit {
        pthread_cond_destroy(left)
        left.deallocate()
        pthread_mutex_destroy(mutex)
        mutex.deallocate()
    }

    /// Runs `body`, unless the gate is closed.
    func pass(_ body: () -> Void) {
        let thread = pthread_self()
        pthread_mutex_lock(mutex)
        let isOpen = isOpen
        if isOpen { inside.append(thread) }
        pthread_mutex_unlock(mutex)
        guard isOpen else { return }
        body()
        pthread_mutex_lock(mutex)
        if let index = inside.lastIndex(where: { pthread_equal($0, thread) != 0 }) {
            inside.remove(at: index)
        }
        pthread_cond_broadcast(left)
        pthread_mutex_unlock(mutex)
    }

    /// Closes the gate and waits until no other thread is inside.
    func close() {
        let thread = pthread_self()
        pthread_mutex_lock(mutex)
        isOpen = false
        while inside.contains(where: { pthread_equal($0, thread) == 0 }) { pthread_cond_wait(left, mutex) }
        pthread_mutex_unlock(mutex)
    }
}
