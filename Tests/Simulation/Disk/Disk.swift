/// The disk of the simulated machine, in memory: SQLite reads and writes it through a VFS of our own.
final class Disk {
    private var files: [String: DiskFile] = [:]
    /// Whose calls are running.
    var current = Owner("nobody")
    /// Whether there is no room.
    var isFull = false
    /// Whether a flush does nothing, as with some disks and one of the mutations.
    var liesAboutFlushes = false
    /// Changes that living processes wanted so far.
    private(set) var changes = 0
    /// At which of them one dies, whoever it is.
    var doom: Doom?
    private var random = Random(seed: 0)
    /// Lets time pass while somebody waits for a lock.
    var sleep: (Int64) -> Void = { _ in }
    /// The wall clock.
    var wallNow: () -> Int64 = { 0 }

    /// An empty disk.
    func clear(seed: UInt64) {
        files = [:]
        isFull = false
        liesAboutFlushes = false
        changes = 0
        doom = nil
        random = Random(seed: seed)
        current = Owner("nobody")
    }

    func file(_ name: String) -> DiskFile? {
        files[name]
    }

    func make(_ name: String) -> DiskFile {
        if let file = files[name] { return file }
        let file = DiskFile(name)
        files[name] = file
        return file
    }

    func remove(_ name: String) {
        files[name] = nil
    }

    /// Counts one change of a process.
    ///
    /// - Returns: whether it is made, and whether the process lives to see it.
    func change(by owner: Owner) -> (made: Bool, alive: Bool) {
        guard !owner.isDead else { return (false, false) }
        changes += 1
        if let doom, doom.strikes(change: changes) { return (doom.cause != .beforeChange, false) }
        return owner.change()
    }

    func randomByte() -> UInt8 {
        UInt8(truncatingIfNeeded: random.next())
    }

    /// The machine loses its power. All processes must be dead.
    func losePower(keepsPerMille: Int64) {
        for name in files.keys.sorted() {
            guard let file = files[name] else { continue }
            file.losePower(&random, keepsPerMille: keepsPerMille)
            file.shared.clear()
            file.handles = []
        }
    }
}
