import Synchronization

/// The wish to end a run early: the one thing about an import that any thread may touch.
final class Cancellation: Sendable {
    /// 0; 1 when no further request may start; 2 and more when the one under way is to be let go of.
    private let count = Atomic<Int>(0)

    func request() {
        count.add(1, ordering: .acquiringAndReleasing)
    }

    /// The caller knows that the run has ended; the next one may start requests.
    func clear() {
        count.store(0, ordering: .releasing)
    }

    var isRequested: Bool { count.load(ordering: .acquiring) > 0 }
    var isUrgent: Bool { count.load(ordering: .acquiring) > 1 }
}
