import Synchronization

/// The request to end a run early. It is the only part of an import that any thread may use.
final class Cancellation: Sendable {
    /// 0; 1 if no further request may start; 2 and more if the current request is to be abandoned.
    private let count = Atomic<Int>(0)

    func request() {
        count.add(1, ordering: .acquiringAndReleasing)
    }

    /// Clears the request once the caller knows that the run has ended, so the next run may start requests.
    func clear() {
        count.store(0, ordering: .sequentiallyConsistent)
    }

    var isRequested: Bool { count.load(ordering: .acquiring) > 0 }
    var isUrgent: Bool { count.load(ordering: .acquiring) > 1 }
}
