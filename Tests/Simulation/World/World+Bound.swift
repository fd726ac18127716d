/// The time limit of a run.
extension World {
    var bound: Int64 {
        isUndisturbed ? idealTime * 5 / 4 + 600_000 : disturbedBound
    }

    /// The minimum days for the sent records and requests, doubled. In addition, some days for windows that are used
    /// badly or by others, and the time that was lost to faults.
    private var disturbedBound: Int64 {
        let entities = network.entities / scenario.entitiesPerDay
        let requests = Int64(network.count) / scenario.requestsPerDay
        let others: Int64 = scenario.othersUseTheKey ? 4 : 0
        let jobs = 2 * (scenario.longestJob + scenario.jobDeadline)
        return (2 * max(entities, requests) + 3 + others) * Scenario.day + excused + jobs
    }

    /// Whether nothing goes wrong, and only the day's limit and the jobs take time.
    private var isUndisturbed: Bool {
        scenario.faultsUntil == 0 && deaths == 0 && scenario.poisonPerMille == 0 && scenario.slowAbove == .max
            && scenario.largeAbove == .max && !scenario.othersUseTheKey && scenario.lateJobsPerMille == 0
            && scenario.endlessJobsPerMille == 0 && scenario.otherTotalsPerMille == 0
            && scenario.requestsPerDay == 10_000 && !scenario.hasTwins
    }

    /// Whole batches as long as the day has room for one, then the longest job, its list, and the slowest answers.
    private var idealTime: Int64 {
        // A process may have batches of either size.
        let aDay = min(recordsADay(more: 0), recordsADay(more: 3))
        // The rest of a day after one import may be too small for the next.
        let days = scenario.imports.reduce(-1) { $0 + (Int64($1.records) + aDay - 1) / aDay }
        let slowest = scenario.requestTimeout / 2 + scenario.longestTravel + 6000
        let looks = scenario.firstLook == nil ? 0 : Int64(scenario.imports.count)
        return days * (Scenario.day + 1000) + Int64(network.count) * slowest + scenario.longestJob
            + scenario.listDelay + looks * (scenario.longestJob + scenario.listDelay + 120_000)
            + excused
    }

    private func recordsADay(more: Int64) -> Int64 {
        let batch = min(Int64(scenario.batchRecords) + more, scenario.entitiesPerDay)
        return max(batch, scenario.entitiesPerDay - batch + 1)
    }
}
