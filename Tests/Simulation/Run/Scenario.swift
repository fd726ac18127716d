import MateoCore

/// The world of one seed. Everything is drawn from the seed before the run starts.
struct Scenario {
    enum References: String { case works, ignored, refused, forbidden }
    enum Lists: String { case inline, array, object, lines, csv, insecure, never }
    enum Quota: String { case rolling, calendar }

    struct ImportPlan {
        let name: String
        let type: RecordType
        let records: Int
        /// The decisions about its rows.
        var checks: Checks?

        /// Returns whether a row is sent.
        func sends(_ number: Int) -> Bool { checks?.decision(number) == nil }
    }

    /// Whether the only fault is a death at a chosen moment.
    let isCalm: Bool

    // The service.
    var references = References.works
    /// How the service treats references later, and from when on; nil if it does not change.
    var laterReferences: References?
    var laterFrom: Int64 = 0
    /// Whether references are forbidden except for contacts.
    var onlyContactsHaveReferences = false
    /// How far the service's clock is ahead of the world's time.
    var serviceSkew: Int64 = 0
    var answersInArray = false
    var createdStatus = 201
    var countsStartNull = true
    var countsInSteps = false
    var lists = Lists.inline
    var listsAreForeign = false
    /// The longest delay of the list of failed records after the counts.
    var listDelay: Int64 = 0
    /// How long the list exists after the job's end.
    var listLifetime: Int64 = .max
    var quotaKind = Quota.rolling
    var quotaOffset: Int64 = 0
    /// The longest duration of one of the client's seconds on the service's clock, in milliseconds.
    var second: Int64 = 1000
    var requestsPerSecond = 2.0
    var hasRateHeaders = false
    var requestsPerDay: Int64 = 10_000
    var entitiesPerDay: Int64 = 25_000
    /// The number of records above which a POST takes longer than the service allows.
    var slowAbove = Int.max
    /// The number of bytes above which a POST is refused with 413.
    var largeAbove = Int.max
    var failedPerMille: Int64 = 0
    /// The records for which the service refuses the whole POST.
    var poisonPerMille: Int64 = 0
    /// Whether network and service take almost no time.
    var isFast = false
    var longestJob: Int64 = 5000
    var lateJobsPerMille: Int64 = 0
    var endlessJobsPerMille: Int64 = 0
    /// Jobs that end with fewer records than were sent.
    var otherTotalsPerMille: Int64 = 0
    /// How long a job may be invisible to reads, as with answers from a replica of the database.
    var lag: Int64 = 0
    /// How long before its end a job may look like a done job with fewer records.
    var growth: Int64 = 0
    /// Whether other users share the key, so that a real 429 is not the client's fault.
    var othersUseTheKey = false

    // The network, the disk and the machine.
    var faultsPerMille: Int64 = 0
    /// The longest time of a request on its way there and back, in addition to the service's time.
    var longestTravel: Int64 = 600
    /// How many look-ups by reference are answered with jobs that were not asked for.
    var strangersPerMille: Int64 = 0
    /// How many requests leave the machine slowly.
    var slowUploadsPerMille: Int64 = 30
    /// The time after which no new faults occur.
    var faultsUntil: Int64 = 0
    var killsPerMille: Int64 = 0
    var powerLossPerMille: Int64 = 0
    var diskFullPerMille: Int64 = 0
    var jumpsPerMille: Int64 = 0
    var longestJump: Int64 = 0
    var cancelsPerMille: Int64 = 0
    var outagesPerMille: Int64 = 0
    var idlesPerMille: Int64 = 0
    /// How often a process is delayed while the others continue, and for how long at most.
    var holdsPerMille: Int64 = 0
    var longestHold: Int64 = 0

    // The client.
    var imports: [ImportPlan] = []
    /// Whether two processes run the first import.
    var hasTwins = false
    var batchRecords = 20
    var requestTimeout: Int64 = 30_000
    var jobDeadline: Int64 = 3_600_000
    var waitsForQuota = false
    var firstPoll: Int64 = 2000
    /// The most records of the first look; nil if everything is sent at once.
    var firstLook: Int64?
    /// The consecutive failures for one reason that stop an import.
    var failing: Int64 = 200
    /// How often a stopped import continues despite failures.
    var ignoresFailuresPerMille: Int64 = 0

    static let day: Int64 = 86_400_000

    init(seed: UInt64, isCalm: Bool) {
        self.isCalm = isCalm
        var random = Random(seed: seed)
        drawImports(&random)
        drawService(&random)
        drawReferences(&random)
        drawLimits(&random)
        if isCalm { shorten() } else { drawFaults(&random) }
        drawChecks(&random)
        drawFirstLook(&random)
    }

    /// The parts as lines, for the report of a failed seed.
    var lines: [String] {
        Mirror(reflecting: self).children.map { "  \($0.label ?? "?"): \($0.value)" }
    }
}
