import MateoCore
import MateoEngine

/// The actions of processes, and the events that affect them.
extension World {
    /// Runs everything to its end, or until it is clear that there is none.
    func run() {
        var acts = 0
        while trace.violation == nil,
            let next = processes.filter({ $0.end == nil }).min(by: { $0.actsAt < $1.actsAt })
        {
            acts += 1
            guard acts < 20_000, timeline.now < bound else {
                return trace.violate(
                    "it does not end: \(acts) calls in \(timeline.now / 60_000) minutes, and \(bound / 60_000) should do"
                )
            }
            timeline.pass(to: next.actsAt)
            act(next, budget: drawBudget())
        }
    }

    /// Makes one call of a process.
    func act(_ process: Process, budget: Int64) {
        disk.current = process.owner
        process.actsAt = timeline.now + 1
        plague(process)
        guard process.actsAt <= timeline.now + 1, process.end == nil else { return }
        do throws(MateoError) {
            if process.importing == nil {
                try open(process)
            } else {
                try fill(process)
                try step(process, budget)
            }
        } catch {
            take(error, process)
        }
        if process.owner.isDead { bury(process) }
    }

    private func options(_ process: Process) -> Options {
        var options = Options()
        options.baseURL = Service.base
        options.apiKey = "a-key-that-must-not-leak"
        options.journalPath = journalPath
        options.batch.records = process.opened < 2 ? scenario.batchRecords : scenario.batchRecords + 3
        options.requestsPerSecond = scenario.requestsPerSecond
        options.requestsPerDay = scenario.requestsPerDay
        options.entitiesPerDay = scenario.entitiesPerDay
        options.requestTimeout = scenario.requestTimeout
        options.jobDeadline = scenario.jobDeadline
        options.waitsForQuota = scenario.waitsForQuota
        options.firstPoll = scenario.firstPoll
        options.firstLook = scenario.firstLook != nil
        options.firstLookLimits.records = scenario.firstLook ?? 100
        options.firstLookLimits.failing = scenario.failing
        return options
    }

    private func open(_ process: Process) throws(MateoError) {
        process.opened += 1
        trace.note("\(process.label): a process starts")
        process.owner.onDeath = { [unowned self, unowned process] in died(process, "at a change of the disk")
        }
        if sealed.contains(process.name), try isOver(process) { return }
        let client = try SimulatedClient(options(process), host: machine) {
            [unowned self] _ throws(MateoError) in
            Line(self, process)
        }
        process.client = client
        let importing = try SimulatedImport(client, type: process.plan.type, name: process.plan.name)
        process.importing = importing
        let isNew = importing.state == .filling
        if isNew, sealed.contains(process.name) {
            trace.violate("\(process.name): a sealed import is gone from the journal")
        }
        if !isNew { sealed.insert(process.name) }
        if isNew || random.chance(150) { process.added = 0 }
        // While a process reads a large source, others may open the same import.
        if random.chance(700) { try fill(process) } else { delay(process, random.magnitude(1...60_000)) }
    }

    /// Returns the journal's state of an import that may have ended just before its process.
    private func isOver(_ process: Process) throws(MateoError) -> Bool {
        let journal = try Journal(existing: journalPath)
        guard let entry = try journal.importEntry(named: process.plan.name), entry.isSealed else {
            trace.violate("\(process.name): a sealed import is gone from the journal")
            return true
        }
        let counts = try journal.counts(of: entry.id)
        guard counts.pending + counts.inFlight + counts.unknown == 0 else { return false }
        Verdicts(self).finished(process, counts)
        process.end = .finished
        return true
    }

    /// Adds the remaining records. After an error everything is unchanged, so it can continue there.
    private func fill(_ process: Process) throws(MateoError) {
        guard let importing = process.importing, var row = process.added else { return }
        while row < process.plan.records {
            if let why = process.plan.checks?.decision(row + 1) {
                try importing.leaveOut(why)
                row += 1
            } else {
                let most = min(process.plan.records, row + Int(random.number(1...120)))
                let next = (row + 1...most).first { $0 == most || !process.plan.sends($0 + 1) } ?? most
                try importing.add(json: truth.json(process.name, row..<next).span)
                row = next
            }
            process.added = row
            if importing.state == .filling, random.chance(100) {
                Verdicts(self).filled(process, row, try importing.counts())
            }
        }
        try importing.seal()
        process.added = nil
        sealed.insert(process.name)
    }

    private func step(_ process: Process, _ budget: Int64) throws(MateoError) {
        guard let importing = process.importing else { return }
        importing.onProgress = { [unowned self] in Verdicts(self).books(process, $0) }
        process.postedTooEarly = nil
        let state = try importing.step(milliseconds: budget)
        if let told = process.settle() { truth.learn(told) }
        let counts = try importing.counts()
        Verdicts(self).books(process, counts)
        Verdicts(self).unknownRows(process, counts)
        Verdicts(self).firstLook(process, counts)
        switch state {
        case .running: break
        case .finished:
            Verdicts(self).finished(process, counts)
            process.end = .finished
            process.close()
        case .paused: pause(process, until: importing.resumeAt)
        case .interrupted: delay(process, random.magnitude(1...60_000))
        case .unknown: try unknown(process, counts)
        case .filling, .stopped: trace.violate("\(process.name): a step ends in the state \(state)")
        }
    }

    /// Handles an import that stopped because its records fail. It stays stopped, or continues despite failures.
    func stop(_ process: Process, _ error: MateoError) {
        guard let importing = process.importing else { return }
        do throws(MateoError) {
            let counts = try importing.counts()
            Verdicts(self).books(process, counts)
            Verdicts(self).stopped(process, error, counts)
            trace.fault("stop since records fail")
            // Ignoring the failures of an import also applies to its twin.
            if random.chance(scenario.ignoresFailuresPerMille) {
                trace.note("\(process.label): goes on whatever fails")
                try importing.ignoreFailures()
                ignoredFailures.insert(process.name)
                return
            }
            process.stops += 1
            if process.stops == 3 { process.end = .stopped }
            delay(process, random.magnitude(1...60_000))
        } catch {
            take(error, process)
        }
    }

    private func pause(_ process: Process, until wall: Int64) {
        let time = machine.worldTime(ofWall: wall)
        trace.note("\(process.label): paused for \(time - timeline.now) ms")
        if time - timeline.now > 2 * Scenario.day + 60_000 {
            trace.violate("\(process.name): pauses for \((time - timeline.now) / 3_600_000) hours")
        }
        process.actsAt = random.chance(150) ? timeline.now + (time - timeline.now) / 2 : time
        process.actsAt = max(process.actsAt, timeline.now + 1)
        if random.chance(500) { process.close() }
    }

    /// Handles unknown outcomes. If they may still change, a later process looks them up again.
    private func unknown(_ process: Process, _ counts: RecordCounts) throws(MateoError) {
        process.unknownEnds += 1
        trace.note("\(process.label): \(counts.unknown) records unknown")
        let open = truth.openJobs(process.name, timeline.now)
        Verdicts(self).unknown(process, counts)
        Verdicts(self).partlyKnown(process)
        process.close()
        guard process.unknownEnds < 8 else {
            process.end = .unknown
            return
        }
        if random.chance(500) { service.finishEndlessJobs() }
        let last = open.compactMap(\.endsAt).max() ?? timeline.now
        delay(process, max(1000, last - timeline.now + 60_000))
    }

    /// Delays a process. That is not the engine's fault.
    func delay(_ process: Process, _ milliseconds: Int64) {
        process.actsAt = timeline.now + milliseconds
        excused += milliseconds
    }
}
