import MateoCore
import MateoEngine

/// The rules of every run.
struct Verdicts {
    let world: World
    var trace: Trace { world.trace }

    init(_ world: World) {
        self.world = world
    }

    /// Checks the books after every event: each record is in exactly one state, none is missing, and no claim is false.
    func books(_ process: Process, _ counts: RecordCounts) {
        guard counts.balance, counts.total == Int64(process.plan.records) else {
            return trace.violate(
                "\(process.name): the books do not balance: \(counts.total) records, \(counts.sum) states")
        }
        leftOut(process, process.plan.records, counts)
        let known = world.truth.outcomes(process.name, world.timeline.now)
        if counts.succeeded > known.succeeded || counts.failed > known.failed {
            trace.violate(
                "\(process.name): \(counts.succeeded) succeeded and \(counts.failed) failed are claimed, and the service "
                    + "is only done with \(known.succeeded) and \(known.failed)")
        }
    }

    /// Checks before every request that no other one of the key is in progress, except those of processes that are dead
    /// or away.
    func isAlone(_ process: Process) {
        if process.exchange != nil { trace.violate("a second request started while one was under way") }
        for other in world.processes where other !== process && !other.owner.isDead {
            guard let exchange = other.exchange, exchange.answer == nil, !exchange.isAbandoned,
                world.timeline.now - exchange.caredForAt < Self.absence
            else { continue }
            trace.violate("\(process.name): a request started while one of \(other.label) was under way")
        }
    }

    /// The longest time between two calls that drive a request, in milliseconds. The gate waits longer.
    private static let absence: Int64 = 1250

    /// Checks the counts while records are added: all records are there, and none is sent.
    func filled(_ process: Process, _ rows: Int, _ counts: RecordCounts) {
        if !counts.balance || counts.total != Int64(rows) {
            trace.violate("\(process.name): \(rows) rows were added, and \(counts.total) are counted")
        }
        leftOut(process, rows, counts)
    }

    /// Checks that the rows that are not sent are counted in their states.
    private func leftOut(_ process: Process, _ rows: Int, _ counts: RecordCounts) {
        let expected = process.plan.checks?.counts(ofFirst: rows) ?? RecordCounts()
        if (counts.held, counts.superseded, counts.unchanged)
            != (expected.held, expected.superseded, expected.unchanged)
        {
            trace.violate(
                "\(process.name): \(counts.held) held, \(counts.superseded) superseded and \(counts.unchanged) unchanged "
                    + "are counted, and they are \(expected.held), \(expected.superseded) and \(expected.unchanged)"
            )
        }
    }

    /// Checks the unknown rows. None was left out, and their number is the count, except for those that are known to
    /// have failed.
    func unknownRows(_ process: Process, _ counts: RecordCounts) {
        guard let importing = process.importing, counts.unknown > 0 else { return }
        do throws(MateoError) {
            var rows: Set<Int64> = []
            var last: Int64 = 0
            while let range = try importing.unknownRows(after: last, limit: 1).first {
                if range.first <= last || range.last < range.first || range.last > Int64(process.plan.records) {
                    return trace.violate(
                        "\(process.name): rows \(range.first) to \(range.last) follow row \(last)")
                }
                rows.formUnion(range.first...range.last)
                last = range.last
            }
            for row in rows where !process.plan.sends(Int(row)) {
                return trace.violate("\(process.name): row \(row) is unknown, and was left out")
            }
            let failures = try importing.failures(after: nil, limit: 100_000)
            let named = Int64(failures.count { rows.contains($0.row) })
            let most = Int64(rows.count) - named
            let least = most - Int64(failures.count { $0.row == 0 })
            if counts.unknown > most || counts.unknown < least {
                trace.violate(
                    "\(process.name): \(counts.unknown) records are unknown, and \(rows.count) rows, \(named) of them failed"
                )
            }
        } catch {
            world.take(error, process)
        }
    }

    /// Checks that the journal's own check finds no fault in its file and its content.
    func journal(_ process: Process) {
        do throws(MateoError) {
            try Journal(existing: world.journalPath).differences(inImport: nil)
                .forEach { trace.violate("the journal says: \($0)") }
        } catch {
            world.take(error, process)
        }
    }

    /// Checks unknown outcomes: only those that cannot be known are allowed.
    func unknown(_ process: Process, _ counts: RecordCounts) {
        let open = world.truth.openJobs(process.name, world.timeline.now).reduce(0) { $0 + $1.rows.count }
        let scenario = world.scenario
        let isBlind =
            process.plan.type != .contacts
            && (!world.truth.isReferenceShown || scenario.laterReferences != nil
                || scenario.onlyContactsHaveReferences)
        guard world.machine.jumpedForward == 0, !isBlind else { return }
        // A job is given up if it is not done by its deadline according to the last answer.
        let late = world.service.jobs.filter {
            $0.rows[0].source == process.name
                && ($0.endsAt ?? .max) > $0.createdAt + scenario.jobDeadline - scenario.requestTimeout
        }
        .reduce(0) { $0 + $1.rows.count }
        if counts.unknown > Int64(open + late) {
            trace.violate(
                "\(process.name): \(counts.unknown) records unknown, and only \(open + late) may be")
        }
    }

    /// Checks that listed failures are real failures, whatever is unknown.
    func partlyKnown(_ process: Process) {
        let failing = (1...process.plan.records).filter {
            process.plan.sends($0)
                && world.truth.rules.fate(Row(source: process.name, number: $0)) != .succeeds
        }
        names(process, Set(failing), isComplete: false)
    }

    /// Checks the end: the client's outcomes equal those of the service, row by row.
    func finished(_ process: Process, _ counts: RecordCounts) {
        books(process, counts)
        var expected = (succeeded: Int64(0), failed: Int64(0))
        var failing: Set<Int> = []
        for number in 1...process.plan.records where process.plan.sends(number) {
            let row = Row(source: process.name, number: number)
            let fate = world.truth.rules.fate(row)
            let jobs = world.truth.accepted[row, default: []]
            if fate != .poisons, jobs.isEmpty {
                trace.violate("\(process.name): row \(number) was never accepted")
            }
            if fate == .poisons, !jobs.isEmpty {
                trace.violate("\(process.name): row \(number) was accepted")
            }
            if fate == .succeeds {
                expected.succeeded += 1
            } else {
                expected.failed += 1
                failing.insert(number)
            }
        }
        if counts.unknown > 0 {
            trace.violate("\(process.name): finished with \(counts.unknown) records unknown")
        }
        if (counts.succeeded, counts.failed) != expected {
            trace.violate(
                "\(process.name): \(counts.succeeded) succeeded and \(counts.failed) failed, and at the service "
                    + "\(expected.succeeded) and \(expected.failed)")
        }
        names(process, failing, isComplete: true)
        if !process.owner.isDead { journal(process) }
    }

    /// Checks that the failed records are listed, each with its own reason.
    private func names(_ process: Process, _ failing: Set<Int>, isComplete: Bool) {
        guard let importing = process.importing else { return }
        var named: Set<Int> = []
        var listed: [LeftOut: Set<Int>] = [:]
        do throws(MateoError) {
            for failure in try importing.failures(after: nil, limit: 100_000) {
                let number = Int(failure.row)
                guard number > 0 else { continue }
                if let state = failure.state.leftOut {
                    if number > process.plan.records || process.plan.checks?.decision(number)?.state != state {
                        trace.violate("\(process.name): row \(number) is listed as left out, and is not")
                    }
                    listed[state, default: []].insert(number)
                    continue
                }
                if !failing.contains(number) { trace.violate("\(process.name): row \(number) did not fail") }
                if !named.insert(number).inserted {
                    trace.violate("\(process.name): row \(number) failed twice")
                }
                let row = Row(source: process.name, number: number)
                // A row that failed with all others of its job may have no reason.
                if world.truth.rules.fate(row) == .fails, world.scenario.lists != .csv, !failure.code.isEmpty,
                    String(decoding: failure.code, as: UTF8.self) != RowRules.code(row)
                {
                    trace.violate("\(process.name): row \(number) has the reason of another")
                }
            }
        } catch {
            world.take(error, process)
        }
        guard isComplete, !process.owner.isDead else { return }
        let wanted = process.plan.checks?.counts(ofFirst: process.plan.records) ?? RecordCounts()
        let found = (listed[.held, default: []].count, listed[.superseded, default: []].count)
        if found != (Int(wanted.held), Int(wanted.superseded)) {
            trace.violate("\(process.name): \(found) rows are listed as held and superseded")
        }
        for number in failing.subtracting(named).sorted() {
            let jobs = world.truth.accepted[Row(source: process.name, number: number), default: []]
            let isExcused = jobs.contains { $0.job.mayStayUnnamed } || world.machine.jumpedForward > 0
            if !isExcused { trace.violate("\(process.name): row \(number) failed and is not named") }
        }
    }
}

extension RowState {
    /// Why the row was not sent; nil if it was.
    fileprivate var leftOut: LeftOut? {
        switch self {
        case .failed, .unknown: nil
        case .held: .held
        case .superseded: .superseded
        }
    }
}
