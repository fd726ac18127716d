import Foundation

/// Many seeds, and what they add up to.
final class Suite {
    private let disk = Disk()
    private let folder: String
    private var faults: [String: Int] = [:]
    private var days = 0.0
    private var requests = 0
    private var failed: [UInt64] = []

    init() {
        VFS.install(disk)
        folder =
            (FileManager.default.fileExists(atPath: "/dev/shm") ? "/dev/shm/" : NSTemporaryDirectory())
            + "mateo-simulation-\(getpid())"
        try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    /// Runs seeds.
    ///
    /// - Returns: whether none broke a rule.
    func run(seeds: Range<UInt64>, showsTrace: Bool, mostFailures: Int) -> Bool {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let start = Date()
        for seed in seeds {
            let world = run(seed, keepsTrace: showsTrace)
            days += Double(world.timeline.now) / Double(Scenario.day)
            for (kind, count) in world.trace.faults { faults[kind, default: 0] += count }
            if showsTrace || world.trace.violation != nil { report(seed, world) }
            if failed.count >= mostFailures { break }
        }
        summarize(Int(seeds.count), Date().timeIntervalSince(start))
        return failed.isEmpty
    }

    private func run(_ seed: UInt64, keepsTrace: Bool) -> World {
        let world = World(seed: seed, disk: disk, journalPath: folder + "/journal.db", keepsTrace: keepsTrace)
        world.run()
        for process in world.processes { process.close() }
        return world
    }

    private func report(_ seed: UInt64, _ world: World) {
        if let violation = world.trace.violation {
            failed.append(seed)
            print("seed \(seed): \(violation)")
        }
        let replay = world.trace.isKept ? world : run(seed, keepsTrace: true)
        print("seed \(seed), its world:\n" + replay.scenario.lines.joined(separator: "\n"))
        print(
            "its trace:\n" + replay.trace.lines.suffix(failed.count > 1 ? 40 : 5000).joined(separator: "\n"))
        if replay.trace.violation != world.trace.violation {
            print("the replay differs: \(replay.trace.violation ?? "no violation")")
        }
    }

    private func summarize(_ count: Int, _ seconds: Double) {
        for (kind, count) in faults.sorted(by: { $0.value > $1.value }) { print("fault \t\(count)\t\(kind)") }
        print("\(count) runs, \(Int(days)) simulated days, \(Int(seconds.rounded())) seconds")
        print("\(count - failed.count) passed, \(failed.count) failed")
    }
}
