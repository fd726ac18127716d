/// A process, as the disk sees it.
final class Owner {
    let name: String
    /// Whether it was killed: nothing that it does reaches the disk any more.
    private(set) var isDead = false
    /// Is killed at the so many-th change of the disk from now.
    var changesToLive: Int?
    /// Whether the change at which it is killed is still made.
    var lastChangeIsMade = false
    /// What happens when it is killed by `changesToLive`.
    var onDeath: () -> Void = {}

    init(_ name: String) {
        self.name = name
    }

    func die() {
        isDead = true
    }

    /// Counts one change.
    ///
    /// - Returns: whether it is made, and whether the process lives to see it.
    func change() -> (made: Bool, alive: Bool) {
        guard !isDead else { return (false, false) }
        guard let left = changesToLive else { return (true, true) }
        changesToLive = left - 1
        guard left <= 1 else { return (true, true) }
        changesToLive = nil
        return (lastChangeIsMade, false)
    }
}
