/// A process from the disk's point of view.
final class Owner {
    let name: String
    /// Whether it was killed. Nothing that it does reaches the disk any more.
    private(set) var isDead = false
    /// The number of changes of the disk until it is killed.
    var changesToLive: Int?
    /// Whether the change at which it is killed is still made.
    var lastChangeIsMade = false
    /// Called when it is killed by `changesToLive`.
    var onDeath: () -> Void = {}

    init(_ name: String) {
        self.name = name
    }

    func die() {
        isDead = true
    }

    /// Counts one change.
    ///
    /// - Returns: whether the change is made, and whether the process survives it.
    func change() -> (made: Bool, alive: Bool) {
        guard !isDead else { return (false, false) }
        guard let left = changesToLive else { return (true, true) }
        changesToLive = left - 1
        guard left <= 1 else { return (true, true) }
        changesToLive = nil
        return (lastChangeIsMade, false)
    }
}
