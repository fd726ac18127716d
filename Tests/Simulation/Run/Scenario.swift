import MateoCore

/// How the world of one seed is made. Everything is drawn from the seed before anything happens.
struct Scenario {
    enum References: String { case works, ignored, refused, forbidden }
    enum Lists: String { case inline, array, object, lines, csv, insecure, never }
    enum Quota: String { case rolling, calendar }

    struct ImportPlan {
        let name: String
        let type: RecordType
        let records: Int
        /// Which of its rows are sent.
        var checks: Checks?

        /// Whether a row is sent.
        func sends(_ number: Int) -> Bool { checks?.decision(number) == nil }
    }

    /// Whether nothing goes wrong in it but a death that is wanted at a certain moment.
    let isCalm: Bool

    // The service.
    var references = References.works
    /// How references are taken later, and from when on; nil: as before.
    var laterReferences: References?
    var laterFrom: Int64 = 0
    /// Whether references are forbidden for all but contacts.
    var onlyContactsHaveReferences = false
    /// How far the service's clock is ahead of the world's time.
    var serviceSkew: Int64 = 0
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
    /// How long a second of ours takes on the service's clock, at most, in its milliseconds.
    var second: Int64 = 1000
    var requestsPerSecond = 2.0
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
    /// Jobs that end with fewer records than were sent.
    var otherTotalsPerMille: Int64 = 0
    /// How long a job may not be seen by those who ask, as where answers come from a copy of the database.
    var lag: Int64 = 0
    /// How long before its end a job may look like a done one of fewer records.
    var growth: Int64 = 0
    /// Somebody else uses the key too, so an honest 429 is not our fault.
    var othersUseTheKey = false

    // The network, the disk and the machine.
    var faultsPerMille: Int64 = 0
    /// How long a request is on its way and back at most, beside the time that the service takes.
    var longestTravel: Int64 = 600
    /// How many look-ups by reference are answered with jobs that were not asked for.
    var strangersPerMille: Int64 = 0
    /// How many requests take long to leave the machine.
    var slowUploadsPerMille: Int64 = 30
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
    /// How often a process is held up while the others go on, and for how long at most.
    var holdsPerMille: Int64 = 0
    var longestHold: Int64 = 0

    // Our side.
    var imports: [ImportPlan] = []
    /// Whether two processes run the first import.
    var hasTwins = false
    var batchRecords = 20
    var requestTimeout: Int64 = 30_000
    var jobDeadline: Int64 = 3_600_000
    var waitsForQuota = false
    var firstPoll: Int64 = 2000
    /// The most records of the first look; nil: everything is sent at once.
    var firstLook: Int64?
    /// So many records that fail for one reason stop an import.
    var failing: Int64 = 200
    /// How often an import that has stopped goes on, whatever fails.
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

    /// One line a part, for the report of a failed seed.
    var lines: [String] {
        Mirror(reflecting: self).children.map { "  \($0.label ?? "?"): \($0.value)" }
    }
}
