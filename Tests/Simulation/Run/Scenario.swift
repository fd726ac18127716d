import MateoCore

/// How the world of one seed is made. Everything is drawn from the seed before anything happens.
struct Scenario {
    enum References: String { case works, ignored, refused, forbidden }
    enum Lists: String { case inline, array, object, lines, csv, insecure }
    enum Quota: String { case rolling, calendar }

    struct ImportPlan {
        let name: String
        let type: RecordType
        let records: Int
    }

    // The service.
    var references = References.works
    var answersInArray = false
    var createdStatus = 201
    var countsStartNull = true
    var countsInSteps = false
    var lists = Lists.inline
    var listsAreForeign = false
    /// How long after the counts the list of failed records comes, at most.
    var listDelay: Int64 = 0
    /// How long the list is kept after the job's end.
    var listLifetime: Int64 = .max
    var quotaKind = Quota.rolling
    var quotaOffset: Int64 = 0
    var second: Int64 = 1000
    var hasRateHeaders = false
    var requestsPerDay: Int64 = 10_000
    var entitiesPerDay: Int64 = 25_000
    /// Records above which a POST takes longer than the service allows.
    var slowAbove = Int.max
    /// Bytes above which a POST is refused with 413.
    var largeAbove = Int.max
    var failedPerMille: Int64 = 0
    /// Records for which the service refuses the whole POST.
    var poisonPerMille: Int64 = 0
    /// Whether network and service take no time to speak of.
    var isFast = false
    var longestJob: Int64 = 5000
    var lateJobsPerMille: Int64 = 0
    var endlessJobsPerMille: Int64 = 0
    /// Somebody else uses the key too, so an honest 429 is not our fault.
    var othersUseTheKey = false

    // The network, the disk and the machine.
    var faultsPerMille: Int64 = 0
    /// After this time no new faults are made.
    var faultsUntil: Int64 = 0
    var killsPerMille: Int64 = 0
    var powerLossPerMille: Int64 = 0
    var diskFullPerMille: Int64 = 0
    var jumpsPerMille: Int64 = 0
    var longestJump: Int64 = 0
    var cancelsPerMille: Int64 = 0
    var outagesPerMille: Int64 = 0
    var idlesPerMille: Int64 = 0

    // Our side.
    var imports: [ImportPlan] = []
    var batchRecords = 20
    var requestTimeout: Int64 = 30_000
    var jobDeadline: Int64 = 3_600_000
    var waitsForQuota = false
    var firstPoll: Int64 = 2000

    static let day: Int64 = 86_400_000

    init(seed: UInt64) {
        var random = Random(seed: seed)
        drawImports(&random)
        drawService(&random)
        drawLimits(&random)
        drawFaults(&random)
    }

    private mutating func drawImports(_ random: inout Random) {
        batchRecords = Int(random.number(5...50))
        let types: [RecordType] = [.contacts, .contacts, .deals, .appointments]
        for name in random.chance(300) ? ["one", "two"] : ["one"] {
            imports.append(
                ImportPlan(
                    name: name, type: random.pick(types),
                    records: Int(random.number(random.chance(100) ? 150...400 : 1...150))))
        }
        requestTimeout = random.pick([5000, 5000, 10_000, 30_000])
        jobDeadline = random.pick([600_000, 3_600_000, 3_600_000])
        waitsForQuota = random.chance(200)
        firstPoll = random.pick([500, 2000, 2000, 10_000])
    }

    private mutating func drawService(_ random: inout Random) {
        references = random.pick([.works, .works, .works, .ignored, .refused, .forbidden])
        answersInArray = random.chance(400)
        createdStatus = random.pick([200, 201, 201])
        countsStartNull = random.chance(500)
        countsInSteps = random.chance(400)
        lists = random.pick([.inline, .inline, .array, .object, .lines, .csv, .insecure])
        listsAreForeign = random.chance(500)
        if random.chance(300) { listDelay = random.pick([500, 20_000, 50_000, 90_000]) }
        if random.chance(200) { listLifetime = random.pick([60_000, 600_000, 7_200_000]) }
        second = random.number(1000...1040)
        hasRateHeaders = random.chance(400)
        if random.chance(250) { slowAbove = Int(random.number(3...40)) }
        if random.chance(150) { largeAbove = Int(random.number(600...4000)) }
        if random.chance(600) { failedPerMille = random.pick([10, 50, 300, 1000]) }
        if random.chance(200) { poisonPerMille = random.pick([5, 20, 50]) }
        isFast = random.chance(150)
        longestJob = random.pick([1000, 5000, 60_000, 600_000])
        if random.chance(100) { lateJobsPerMille = random.pick([50, 300]) }
        if random.chance(60) { endlessJobsPerMille = random.pick([50, 300]) }
    }

    private mutating func drawLimits(_ random: inout Random) {
        let total = Int64(imports.reduce(0) { $0 + $1.records })
        quotaKind = random.pick([.rolling, .calendar])
        quotaOffset = random.number(0...Self.day)
        if random.chance(550) { entitiesPerDay = random.number(max(1, total / 4)...max(2, total * 2)) }
        if random.chance(300) { requestsPerDay = random.number(25...200) }
        othersUseTheKey = random.chance(100)
    }

    private mutating func drawFaults(_ random: inout Random) {
        guard !random.chance(80) else { return }
        faultsUntil = random.pick([60_000, 3_600_000, Self.day, 3 * Self.day])
        faultsPerMille = random.pick([0, 20, 100, 200, 400])
        if random.chance(500) { killsPerMille = random.pick([10, 50, 200]) }
        if random.chance(250) { powerLossPerMille = random.pick([5, 50]) }
        if random.chance(100) { diskFullPerMille = 20 }
        if random.chance(300) {
            jumpsPerMille = random.pick([5, 50])
            longestJump = random.pick([1000, 60_000, 3 * 3_600_000, 2 * Self.day])
        }
        if random.chance(250) { cancelsPerMille = random.pick([10, 100]) }
        if random.chance(300) { outagesPerMille = random.pick([5, 30]) }
        if random.chance(300) { idlesPerMille = random.pick([5, 30]) }
    }

    /// One line a part, for the report of a failed seed.
    var lines: [String] {
        Mirror(reflecting: self).children.map { "  \($0.label ?? "?"): \($0.value)" }
    }
}
