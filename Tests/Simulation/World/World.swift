import MateoCore
import MateoEngine

/// One seed: a machine, a network, a service and the processes, all in one thread.
final class World {
    let scenario: Scenario
    let trace: Trace
    let timeline: Timeline
    let machine: Machine
    let disk: Disk
    let service: Service
    let network: Network
    let truth: Truth
    let processes: [Process]
    let journalPath: String
    var random: Random
    /// The imports with all records in the journal.
    var sealed: Set<String> = []
    /// The imports that continue despite failures.
    var ignoredFailures: Set<String> = []
    /// The imports whose first look ended because its outcome cannot be known.
    var endedLooks: Set<String> = []
    /// The time that passed for reasons other than the engine's.
    var excused: Int64 = 0
    /// The chosen death; nil for none.
    private let doom: Doom?
    /// The number of moments around requests at which a process could die.
    private(set) var moments = 0
    /// The number of killed processes.
    private(set) var deaths = 0
    static let mostDeaths = 40
    private var isNested = false

    init(seed: UInt64, doom: Doom?, isCalm: Bool, disk: Disk, journalPath: String, keepsTrace: Bool) {
        scenario = Scenario(seed: seed, isCalm: isCalm)
        self.doom = doom
        self.disk = disk
        self.journalPath = journalPath
        random = Random(seed: seed &+ 1_000_003)
        trace = Trace(isKept: keepsTrace)
        timeline = Timeline(trace)
        machine = Machine(timeline, seed: seed, wallStart: 1_767_225_600_000 + random.number(0...86_400_000))
        truth = Truth(scenario, trace, seed: seed)
        let machine = machine
        service = Service(timeline, trace, scenario, truth, seed: random.next()) { machine.wallMilliseconds }
        network = Network(timeline, trace, machine, service, scenario, seed: random.next())
        processes =
            scenario.imports.map { Process($0, label: $0.name) }
            + scenario.imports.prefix(scenario.hasTwins ? 1 : 0).map { Process($0, label: "its twin") }
        disk.clear(seed: seed)
        disk.doom = doom
        disk.wallNow = { machine.wallMilliseconds }
        let timeline = timeline
        disk.sleep = { timeline.pass(to: timeline.now + $0) }
        let (scenario, service, network) = (scenario, service, network)
        service.excuse = {
            // A request that was unsent when the machine went to sleep leaves when it wakes, together with those of
            // others.
            scenario.othersUseTheKey || network.hasJustWoken || machine.jumpedForward > 0
                || machine.jumpedBack >= Scenario.day
        }
        if scenario.othersUseTheKey {
            service.book.takenByOthers = scenario.entitiesPerDay / 2
            timeline.plan(at: 2 * Scenario.day) { service.book.takenByOthers = 0 }
        }
    }

    /// Releases everything that holds a part of it.
    func end() {
        for process in processes { process.close() }
        timeline.end()
        service.excuse = { false }
    }

    /// Whether faults still occur.
    var isFaulty: Bool { timeline.now < scenario.faultsUntil }

    /// Lets a process sleep while the world and the other process continue.
    func sleep(_ process: Process, _ milliseconds: Int64, until isOver: () -> Bool) {
        let (sum, overflows) = timeline.now.addingReportingOverflow(max(0, milliseconds))
        let end = overflows ? .max : sum
        work(end, isOver, process)
        guard isFaulty, !process.owner.isDead, random.chance(scenario.holdsPerMille) else { return }
        let time = random.magnitude(1...scenario.longestHold)
        trace.fault("process held up", "\(process.label) for \(time) ms")
        excused += time
        network.hold(process.exchange, time)
        work(timeline.now + time, { false }, process)
    }

    /// Advances the time to `end`, while the other process acts.
    private func work(_ end: Int64, _ isOver: () -> Bool, _ process: Process) {
        while timeline.now < end, !isOver(), !process.owner.isDead {
            disturbClock()
            var target = min(end, timeline.next ?? end)
            let others = isNested ? [] : processes.filter { $0 !== process && $0.end == nil }
            if let other = others.min(by: { $0.actsAt < $1.actsAt }) {
                if other.actsAt <= timeline.now {
                    isNested = true
                    act(other, budget: min(end - timeline.now, drawBudget()))
                    disk.current = process.owner
                    isNested = false
                    continue
                }
                target = min(target, other.actsAt)
            }
            timeline.pass(to: target)
        }
    }

    /// Returns the time of a call: usually long, so that days pass quickly, and sometimes zero.
    func drawBudget() -> Int64 {
        random.chance(150) ? random.pick([0, 1, 20, 200, 700]) : random.pick([3000, 60_000, 600_000])
    }

    /// Sets the clock or suspends the machine at random.
    private func disturbClock() {
        guard isFaulty, random.chance(scenario.jumpsPerMille) else { return }
        let time = random.magnitude(1...scenario.longestJump)
        switch random.number(0...2) {
        case 0:
            trace.fault("clock set forward", "by \(time) ms")
            machine.jump(time)
        case 1:
            trace.fault("clock set back", "by \(time) ms")
            machine.jump(-time)
        default:
            trace.fault("machine asleep", "for \(time) ms")
            excused += time
            network.sleep(time)
            timeline.pass(to: timeline.now + time)
        }
        excused += 2 * time
    }

    /// Plans a jump of the clock during a request, or soon after, at random.
    func planJump() {
        guard isFaulty, random.chance(scenario.jumpsPerMille) else { return }
        let time = random.magnitude(1...scenario.longestJump) * random.pick([1, -1])
        timeline.plan(at: timeline.now + random.magnitude(1...10_000)) { [self] in
            trace.fault("clock set about a request", "by \(time) ms")
            excused += 2 * abs(time)
            machine.jump(time)
        }
    }

    /// Returns whether a process dies at a moment around a request.
    func takesDeath(_ process: Process, _ moment: Process.Moment) -> Bool {
        moments += 1
        if let doom, doom.cause == .atRequest, doom.number == moments { return true }
        return process.takeDeath(moment)
    }

    /// Plans a death of a process while it waits for an answer that takes long enough.
    func planDeath(_ process: Process) {
        let exchange = process.exchange
        timeline.plan(at: timeline.now + random.magnitude(1...3000)) { [self] in
            guard let exchange, exchange === process.exchange, !process.owner.isDead else { return }
            kill(process, "while it waits for an answer")
        }
    }

    /// Kills a process at once, and possibly the machine with it.
    func kill(_ process: Process, _ moment: String) {
        process.owner.die()
        died(process, moment)
    }

    /// Handles the death of a process.
    func died(_ process: Process, _ moment: String) {
        deaths += 1
        guard process.diesOfPower || doom?.cause == .withoutPower else {
            if let exchange = process.exchange { network.orphan(exchange) }
            return trace.fault("kill", "\(process.label) \(moment)")
        }
        trace.fault("loss of power", "\(process.label) \(moment)")
        for other in processes {
            other.exchange?.abandonedAt = timeline.now
            other.owner.die()
            other.diesOfPower = true
        }
        disk.losePower(keepsPerMille: random.pick([0, 500, 900]))
        machine.boot()
        guard isFaulty, random.chance(scenario.jumpsPerMille) else { return }
        // A clock without a battery is wrong until a time server sets it.
        let time = random.magnitude(1...scenario.longestJump)
        trace.fault("clock wrong after start", "by \(time) ms")
        excused += 2 * time
        machine.jump(-time)
        timeline.plan(at: timeline.now + random.magnitude(1...60_000)) { [machine] in machine.jump(time) }
    }
}
