import MateoCore

/// Draws the scenarios, with their frequencies.
extension Scenario {
    mutating func drawImports(_ random: inout Random) {
        batchRecords = Int(random.number(5...50))
        let types: [RecordType] = [.contacts, .contacts, .deals, .appointments]
        for name in random.chance(300) ? ["one", "two"] : ["one"] {
            imports.append(
                ImportPlan(
                    name: name, type: random.pick(types),
                    records: isCalm
                        ? Int(random.number(1...15))
                        : Int(random.number(random.chance(60) ? 120...400 : 1...120))))
        }
        hasTwins = random.chance(150)
        requestTimeout = random.pick([5000, 5000, 10_000, 30_000])
        longestTravel = min(random.pick([20, 600, 600, 3000, 10_000]), requestTimeout / 3)
        jobDeadline = random.pick([600_000, 3_600_000, 3_600_000])
        waitsForQuota = random.chance(200)
        firstPoll = random.pick([500, 2000, 2000, 10_000])
    }

    /// Draws the checks last, so that the rest of a seed's world does not depend on them.
    mutating func drawChecks(_ random: inout Random) {
        for index in imports.indices where random.chance(600) {
            imports[index].checks = Checks(rows: imports[index].records, batch: batchRecords, &random)
        }
    }

    /// Draws the first look after everything else, for the same reason.
    mutating func drawFirstLook(_ random: inout Random) {
        guard random.chance(500) else { return }
        firstLook = random.pick([100, random.number(1...20), random.number(1...20)])
        failing = random.pick([200, random.number(1...40), random.number(1...40)])
        ignoresFailuresPerMille = random.pick([0, 300, 1000])
        if random.chance(300) { failedPerMille = 1000 }
    }

    mutating func drawService(_ random: inout Random) {
        answersInArray = random.chance(400)
        createdStatus = random.pick([200, 201, 201])
        countsStartNull = random.chance(500)
        countsInSteps = random.chance(400)
        lists = random.pick([
            .inline, .inline, .inline, .array, .array, .object, .lines, .csv, .insecure, .never,
        ])
        listsAreForeign = random.chance(500)
        if random.chance(300) { listDelay = random.pick([500, 20_000, 50_000, 90_000]) }
        if random.chance(200) { listLifetime = random.pick([60_000, 600_000, 7_200_000]) }
        second = random.number(1000...1018)
        requestsPerSecond = random.pick([2, 2, 2, 2, 0.5, 1, 2.5, 3.7, 8, 20])
        hasRateHeaders = random.chance(400)
        if random.chance(250) { slowAbove = Int(random.number(3...40)) }
        if random.chance(150) { largeAbove = Int(random.number(600...4000)) }
        if random.chance(600) { failedPerMille = random.pick([10, 50, 300, 1000]) }
        if random.chance(200) { poisonPerMille = random.pick([5, 20, 50]) }
        isFast = random.chance(150)
        longestJob = random.pick([1000, 5000, 60_000, 600_000])
        if random.chance(100) { lateJobsPerMille = random.pick([50, 300]) }
        if random.chance(60) { endlessJobsPerMille = random.pick([50, 300]) }
        if random.chance(80) { otherTotalsPerMille = random.pick([50, 300]) }
        if random.chance(250) { lag = random.pick([500, 3000, 9000]) }
        if random.chance(150) { growth = random.pick([2000, 20_000, 55_000]) }
    }

    /// Shortens a world that is run again for every moment of it.
    mutating func shorten() {
        longestJob = min(longestJob, 60_000)
        (lateJobsPerMille, endlessJobsPerMille, otherTotalsPerMille) = (0, 0, 0)
        (slowAbove, requestsPerDay) = (.max, 10_000)
    }

    mutating func drawReferences(_ random: inout Random) {
        references = random.pick([.works, .works, .works, .ignored, .refused, .forbidden])
        if references == .works, random.chance(350) {
            laterReferences = random.pick([.ignored, .refused, .forbidden])
            laterFrom = random.magnitude(1000...random.pick([60_000, 2 * Self.day]))
        }
        onlyContactsHaveReferences = random.chance(150)
        if random.chance(300) {
            serviceSkew =
                random.magnitude(1...random.pick([60_000, 900_000, 7_200_000])) * random.pick([1, -1])
        }
    }

    mutating func drawLimits(_ random: inout Random) {
        let total = Int64(imports.reduce(0) { $0 + $1.records })
        quotaKind = random.pick([.rolling, .calendar])
        quotaOffset = random.number(0...Self.day)
        if random.chance(550) { entitiesPerDay = random.number(max(1, total / 4)...max(2, total * 2)) }
        if random.chance(300) { requestsPerDay = random.number(25...200) }
        othersUseTheKey = random.chance(100)
    }

    mutating func drawFaults(_ random: inout Random) {
        guard !random.chance(80) else { return }
        faultsUntil = random.pick([60_000, 3_600_000, Self.day, 3 * Self.day])
        faultsPerMille = random.pick([0, 20, 100, 200, 400])
        slowUploadsPerMille = random.pick([30, 30, 30, 300])
        if random.chance(500) { killsPerMille = random.pick([10, 50, 200]) }
        if random.chance(250) { powerLossPerMille = random.pick([5, 50]) }
        if random.chance(100) { diskFullPerMille = 20 }
        if random.chance(300) {
            jumpsPerMille = random.pick([5, 50, 200])
            longestJump = random.pick([1000, 60_000, 3 * 3_600_000, 2 * Self.day])
        }
        if random.chance(250) { cancelsPerMille = random.pick([10, 100]) }
        if random.chance(300) { outagesPerMille = random.pick([5, 30]) }
        if random.chance(300) { idlesPerMille = random.pick([5, 30]) }
        if random.chance(250) {
            holdsPerMille = random.pick([5, 50, 200])
            longestHold = random.pick([20_000, 120_000, 7_200_000])
        }
        if random.chance(80) { strangersPerMille = random.pick([100, 800]) }
    }
}
