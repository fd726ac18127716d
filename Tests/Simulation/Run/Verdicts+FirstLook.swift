import MateoCore
import MateoEngine

/// The guarantees of the first look.
extension Verdicts {
    /// Checks a request. Rows behind the first look are sent only after the outcome of the first row, and not at all if
    /// every row fails.
    func posts(_ request: Request, _ process: Process) {
        guard let body = request.body, let last = world.service.rows(in: body.joined).map(\.number).max(),
            let first = firstRows(process), last > first.upperBound, !world.ignoredFailures.contains(process.name),
            !world.endedLooks.contains(process.name)
        else { return }
        let acceptance = world.truth.accepted[Row(source: process.name, number: first.lowerBound)]?.last
        // If references may not work, a lost batch may be impossible to find.
        guard acceptance?.exchange.isSettled == true || world.truth.isReferenceShown else {
            world.endedLooks.insert(process.name)
            return
        }
        let job = acceptance?.job
        // A job that is not done by its deadline cannot be awaited either.
        if let job, !job.isDone(world.timeline.now),
            world.timeline.now > job.createdAt + world.scenario.jobDeadline - world.scenario.requestTimeout
        {
            world.endedLooks.insert(process.name)
            return
        }
        let isDone = job.map { $0.isDone(world.timeline.now) && !$0.hasOtherTotal }
        let isRefused = fate(first.lowerBound, process) == .poisons
        if isDone != true, !isRefused || allFail { process.postedTooEarly = last }
        if isDone == true, allFail { process.postedTooEarly = last }
    }

    /// Checks the state after a call. Posting early is excused only by records with an unknown outcome.
    func firstLook(_ process: Process, _ counts: RecordCounts) {
        guard let row = process.postedTooEarly else { return }
        guard counts.unknown == 0 else {
            world.endedLooks.insert(process.name)
            return
        }
        let others = world.processes.contains { $0 !== process && $0.name == process.name }
        guard !others, world.machine.jumpedForward == 0 else { return }
        trace.violate("\(process.name): row \(row) is sent before the first rows have shown an outcome that allows it")
    }

    /// Checks a stopped import: some records are not sent, all sent ones have their outcome, and its records did fail.
    func stopped(_ process: Process, _ error: MateoError, _ counts: RecordCounts) {
        if counts.pending == 0 || counts.inFlight > 0 {
            trace.violate(
                "\(process.name): stops with \(counts.pending) records to be sent and \(counts.inFlight) under way")
        }
        if world.ignoredFailures.contains(process.name) {
            trace.violate("\(process.name): stops, and its failures are to be ignored")
        }
        if counts.failed < world.scenario.failing, counts.succeeded + counts.unknown > 0 || counts.failed == 0 {
            trace.violate("\(process.name): stops after \(counts.failed) failures")
        }
        let row = Int(error.row)
        if row > 0, fate(row, process) == .succeeds {
            trace.violate("\(process.name): stops for row \(row), which did not fail")
        }
    }

    /// Returns the rows that the first look may contain, or nil if there is no first look.
    private func firstRows(_ process: Process) -> ClosedRange<Int>? {
        guard let most = world.scenario.firstLook else { return nil }
        let sent = (1...process.plan.records).filter(process.plan.sends)
        // A process may have batches of either size. An import that fits into one batch has no first look.
        let count = min(Int(most), world.scenario.batchRecords + 3)
        guard let first = sent.first, sent.count > world.scenario.batchRecords + 3, count > 0 else { return nil }
        return first...sent[count - 1]
    }

    private var allFail: Bool {
        world.scenario.failedPerMille == 1000
    }

    private func fate(_ number: Int, _ process: Process) -> RowRules.Fate {
        world.truth.rules.fate(Row(source: process.name, number: number))
    }
}
