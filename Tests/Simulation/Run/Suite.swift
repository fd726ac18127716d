import Foundation

/// Runs many seeds, and adds up their results.
final class Suite {
    private let disk = Disk()
    private let folder: String
    private var faults: [String: Int] = [:]
    private var days = 0.0
    private var requests = 0
    private var failed: [UInt64] = []
    private var runs = 0
    /// The distance of the seeds that are run with one death at every moment.
    private static let sweepEvery: UInt64 = 200
    /// The causes alternate from change to change. Each seed begins with another one.
    private static let causes: [Doom.Cause] = [.afterChange, .beforeChange, .withoutPower]

    init() {
        VFS.install(disk)
        folder =
            (FileManager.default.fileExists(atPath: "/dev/shm") ? "/dev/shm/" : NSTemporaryDirectory())
            + "mateo-simulation-\(getpid())"
        try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    /// Runs seeds.
    ///
    /// - Returns: whether all rules were kept.
    func run(seeds: Range<UInt64>, showsTrace: Bool, mostFailures: Int) -> Bool {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let mistakes = DiskCheck.mistakes(disk)
        guard mistakes.isEmpty else {
            print("the simulated disk is wrong: " + mistakes.joined(separator: "; "))
            return false
        }
        let start = Date()
        for seed in seeds {
            if seed % Self.sweepEvery == 0 {
                sweep(seed)
            } else {
                let world = run(seed, nil, keepsTrace: showsTrace)
                add(world)
                if showsTrace || world.trace.violation != nil { report(seed, nil, world) }
            }
            if failed.count >= mostFailures { break }
        }
        summarize(seeds.count, Date().timeIntervalSince(start))
        return failed.isEmpty
    }

    /// Runs the calm world of a seed, and then again with a death at each possible moment.
    private func sweep(_ seed: UInt64) {
        let calm = run(seed, nil, keepsTrace: false)
        add(calm)
        guard calm.trace.violation == nil else { return report(seed, nil, calm) }
        let (changes, moments) = (disk.changes, calm.moments)
        let dooms =
            (0..<changes).map {
                Doom(cause: Self.causes[($0 + Int(seed / Self.sweepEvery)) % 3], number: $0 + 1)
            }
            + (0..<moments).map { Doom(cause: .atRequest, number: $0 + 1) }
        for doom in dooms {
            let world = run(seed, doom, keepsTrace: false)
            add(world)
            guard world.trace.violation == nil else { return report(seed, doom, world) }
        }
    }

    private func add(_ world: World) {
        runs += 1
        days += Double(world.timeline.now) / Double(Scenario.day)
        for (kind, count) in world.trace.faults { faults[kind, default: 0] += count }
    }

    private func run(_ seed: UInt64, _ doom: Doom?, keepsTrace: Bool) -> World {
        let world = World(
            seed: seed, doom: doom, isCalm: seed % Self.sweepEvery == 0, disk: disk,
            journalPath: folder + "/journal.db", keepsTrace: keepsTrace)
        world.run()
        world.end()
        return world
    }

    private func report(_ seed: UInt64, _ doom: Doom?, _ world: World) {
        if let violation = world.trace.violation {
            failed.append(seed)
            print("seed \(seed): \(violation)" + (doom.map { " (death: \($0.text))" } ?? ""))
        }
        let replay = world.trace.isKept ? world : run(seed, doom, keepsTrace: true)
        print("seed \(seed), its world:\n" + replay.scenario.lines.joined(separator: "\n"))
        print(
            "its trace:\n" + replay.trace.lines.suffix(failed.count > 1 ? 40 : 5000).joined(separator: "\n"))
        if replay.trace.violation != world.trace.violation {
            print("the replay differs: \(replay.trace.violation ?? "no violation")")
        }
    }

    private func summarize(_ count: Int, _ seconds: Double) {
        for (kind, count) in faults.sorted(by: { $0.value > $1.value }) { print("fault \t\(count)\t\(kind)") }
        print("\(runs) runs, \(Int(days)) simulated days, \(Int(seconds.rounded())) seconds")
        print("\(count - failed.count) passed, \(failed.count) failed")
    }
}
