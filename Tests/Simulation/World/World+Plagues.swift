import MateoCore
import MateoEngine

/// The external faults of processes, and their consequences.
extension World {
    /// Arms the faults that may occur during the next call.
    func plague(_ process: Process) {
        guard isFaulty else {
            process.owner.changesToLive = nil
            process.death = nil
            return
        }
        // A process that dies all day makes no progress and shows nothing new.
        let mayDie = deaths < Self.mostDeaths
        if mayDie, random.chance(scenario.killsPerMille) { arm(process) }
        if mayDie, random.chance(scenario.powerLossPerMille) {
            arm(process)
            process.diesOfPower = true
        }
        if random.chance(scenario.diskFullPerMille), !disk.isFull { fillDisk() }
        if random.chance(scenario.outagesPerMille), !service.isDown {
            let time = random.magnitude(1000...7_200_000)
            service.restart(for: time)
            excused += time
        }
        if random.chance(scenario.cancelsPerMille) { cancel(process) }
        if random.chance(scenario.idlesPerMille) {
            trace.fault("long absence")
            process.close()
            delay(process, random.magnitude(1000...2 * Scenario.day))
        }
    }

    private func arm(_ process: Process) {
        process.owner.changesToLive = nil
        process.death = nil
        if random.chance(600) {
            process.owner.lastChangeIsMade = random.chance(500)
            process.owner.changesToLive = Int(random.magnitude(1...60))
        } else {
            process.death = random.pick(Process.Moment.allCases)
        }
    }

    private func fillDisk() {
        let time = random.magnitude(1...600_000)
        trace.fault("disk full", "for \(time) ms")
        excused += time
        disk.isFull = true
        timeline.plan(at: timeline.now + time) { [disk] in disk.isFull = false }
    }

    private func cancel(_ process: Process) {
        let times = random.number(1...2)
        trace.fault("cancelled", "\(times) times")
        timeline.plan(at: timeline.now + random.magnitude(1...3000)) { [weak process] in
            for _ in 0..<times { process?.importing?.cancel() }
        }
    }

    /// Handles a failed call. Some failures are expected. All others are violations.
    func take(_ error: MateoError, _ process: Process) {
        process.answered = nil
        guard !process.owner.isDead else { return }
        trace.note("\(process.label): \(error.status): \(error.message)")
        if error.message.contains("a-key-that") { trace.violate("the key is in a message") }
        switch error.status {
        case .unreachable where hasFaults: delay(process, random.magnitude(100...600_000))
        case .unauthorized where hasFaults: delay(process, random.magnitude(100...600_000))
        case .journalFull where scenario.diskFullPerMille > 0: delay(process, random.magnitude(10...60_000))
        case .refused where hasFaults: delay(process, random.magnitude(100...600_000))
        case .journalBusy where processes.contains(where: { $0 !== process && $0.owner.isDead }):
            delay(process, 1000)
        case .journalBusy where processes.contains(where: { $0 !== process && $0.name == process.name }):
            delay(process, random.magnitude(100...600_000))
        case .state where error.message.contains("cancelled"): break
        // Its twin has opened an import of that name in the meantime.
        case .state where error.message.contains("open it again"):
            process.close()
            delay(process, random.magnitude(100...600_000))
        case .failing where scenario.firstLook != nil: stop(process, error)
        default: trace.violate("\(process.name): an error without a cause: \(error.status): \(error.message)")
        }
        if random.chance(400) { process.close() }
    }

    private var hasFaults: Bool {
        scenario.faultsPerMille > 0 || scenario.outagesPerMille > 0 || scenario.strangersPerMille > 0
    }

    /// Starts a dead process again after a while.
    func bury(_ process: Process) {
        // A machine takes time to start.
        let isQuick = !process.diesOfPower && random.chance(500)
        process.bury()
        delay(process, isQuick ? random.number(20...500) : 5000 + random.magnitude(1...600_000))
    }
}
