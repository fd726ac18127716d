/// The disk of the simulated machine, in memory. SQLite reads and writes it through the simulator's own VFS.
final class Disk {
    private var files: [String: DiskFile] = [:]
    /// The process that is making calls.
    var current = Owner("nobody")
    /// Whether the disk is full.
    var isFull = false
    /// Whether a flush does nothing, as with some disks and in one of the mutations.
    var liesAboutFlushes = false
    /// The number of changes by living processes so far.
    private(set) var changes = 0
    /// The change at which a process dies, whichever process makes it.
    var doom: Doom?
    private var random = Random(seed: 0)
    /// Advances the time while a process waits for a lock.
    var sleep: (Int64) -> Void = { _ in }
    /// The wall clock.
    var wallNow: () -> Int64 = { 0 }

    /// Empties the disk.
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
    /// - Returns: whether the change is made, and whether the process survives it.
    func change(by owner: Owner) -> (made: Bool, alive: Bool) {
        guard !owner.isDead else { return (false, false) }
        changes += 1
        if let doom, doom.strikes(change: changes) { return (doom.cause != .beforeChange, false) }
        return owner.change()
    }

    func randomByte() -> UInt8 {
        UInt8(truncatingIfNeeded: random.next())
    }

    /// Simulates a power failure. All processes must be dead.
    func losePower(keepsPerMille: Int64) {
        for name in files.keys.sorted() {
            guard let file = files[name] else { continue }
            file.losePower(&random, keepsPerMille: keepsPerMille)
            file.shared.clear()
            file.handles = []
        }
    }
}
