/// The service with all its data. It handles one request at a time.
actor Service {
    static let basePath = "/api/v1"
    /// Here tests read the rows, beside all limits.
    private static let testPath = "/sandbox"

    let settings: Sandbox.Settings
    let database: Database
    let imports: ImportStore
    private let runner: ImportRunner
    private let resources: [String: Resource]
    let importResource: Resource
    /// The other origin, for failed rows and the target of redirects.
    let otherOrigin: String
    var limits: RateLimits
    var plan: FaultPlan
    var statistics = Sandbox.Statistics()

    init(settings: Sandbox.Settings, otherOrigin: String) throws {
        let entities = try settings.entities()
        self.settings = settings
        self.otherOrigin = otherOrigin
        database = try Database(path: settings.database)
        try entities.create(in: database)
        imports = try ImportStore(
            database: database, startsWithZero: settings.counts == .zero, keepsPayloads: !settings.fast)
        runner = try ImportRunner(
            database: database, entities: entities, steps: settings.steps,
            fileBase: settings.failed == .url ? otherOrigin : nil, checksRows: !settings.fast)
        importResource = .imports(
            failedInline: settings.failed == .inline, urlDelayMs: settings.failedUrlDelayMs)
        resources = [
            "/contact_details": .details(entities.contact),
            "/contact": .details(entities.contact, name: "contact"),
            "/deal_details": .details(entities.deal), "/appointment_details": .details(entities.appointment),
            "/custom_field": .customFields, "/marketing_channel": .marketingChannels,
        ]
        limits = RateLimits(
            requestsPerSecond: settings.requestsPerSecond, requestsPerDay: settings.requestsPerDay,
            entitiesPerDay: settings.entitiesPerDay, daySeconds: settings.daySeconds)
        plan = FaultPlan(rules: settings.faults, seed: settings.seed)
    }

    /// Returns the statistics so far, completed from the database.
    func completeStatistics() throws -> Sandbox.Statistics {
        var statistics = statistics
        try statistics.read(database)
        return statistics
    }

    /// Continues the imports that an earlier run left unfinished.
    func resume() throws {
        for number in try imports.unfinished() { schedule(number) }
    }

    /// Answers a request. It parses the body before the request's turn, because that takes longest.
    nonisolated func answer(_ call: Call) async -> Answer {
        let takesReferenceID = settings.referenceId != .refuse
        let body = Result { () throws(ServiceError) in
            try ImportBody(call.body, takesReferenceID: takesReferenceID)
        }
        return await answer(call, body)
    }

    private func answer(_ call: Call, _ body: Result<ImportBody, ServiceError>) -> Answer {
        var answer = fullAnswer(call, body)
        if settings.omitRateLimitHeaders {
            answer.headers.removeAll { $0.name.hasPrefix("ratelimit-") || $0.name == "retry-after" }
        }
        return answer
    }

    private func fullAnswer(_ call: Call, _ body: Result<ImportBody, ServiceError>) -> Answer {
        if call.path == "/sandbox/statistics" {
            return answering { Answer(status: 200, json: try completeStatistics().json) }
        }
        if call.method == "GET", let resource = resource(of: call, below: Self.testPath) {
            return read(call, resource)
        }
        count(call)
        do {
            try authorize(call)
            try limits.admit(at: call.arrival)
        } catch let refusal as RateLimits.Refusal {
            statistics.rejectedRequests += 1
            return Self.answer(refusal)
        } catch let error as ServiceError {
            statistics.unauthorized += 1
            return Answer(error)
        } catch {
            return Answer(Self.failure(error))
        }
        return route(call, body)
    }

    private func count(_ call: Call) {
        statistics.count(at: call.arrival)
        switch (call.method, call.path) {
        case ("POST", Self.basePath + "/import"): statistics.posts += 1
        case ("GET", Self.basePath + "/import"):
            statistics.polls += 1
            let hasSelect = QueryItem.list(call.query).contains { $0.name == "select" }
            if !hasSelect { statistics.pollsWithoutSelect += 1 }
        default: statistics.other += 1
        }
    }

    private func authorize(_ call: Call) throws(ServiceError) {
        guard let authorization = call.authorization else {
            throw ServiceError(status: 401, code: "401", message: "No API key found in request")
        }
        guard authorization == "Bearer \(settings.apiKey)" else {
            throw ServiceError(status: 403, code: "403", message: "Invalid API key")
        }
    }

    private func route(_ call: Call, _ body: Result<ImportBody, ServiceError>) -> Answer {
        let isImport = call.path == Self.basePath + "/import"
        if isImport, call.method == "POST" { return post(call, body) }
        if isImport, call.method == "GET" { return poll(call) }
        var answer: Answer
        if let resource = resource(of: call, below: Self.basePath) {
            if call.method == "GET" {
                answer = read(call, resource)
            } else {
                answer = Answer(
                    ServiceError(
                        status: 405, code: "PGRST117", message: "The sandbox has no \(call.method) here"))
            }
        } else if isImport {
            answer = Answer(ServiceError(status: 405, code: "PGRST117", message: "Unsupported HTTP method"))
        } else {
            answer = Answer(
                ServiceError(status: 404, code: "PGRST125", message: "Invalid path specified in request URL"))
        }
        answer.add(limits.reading(at: call.arrival))
        return answer
    }

    private func resource(of call: Call, below path: String) -> Resource? {
        call.path.hasPrefix(path) ? resources[String(call.path.dropFirst(path.count))] : nil
    }

    private func read(_ call: Call, _ resource: Resource) -> Answer {
        answering { try ResourceReader(database: database).answer(call, resource) }
    }

    /// Converts errors to answers.
    func answering(_ body: () throws -> Answer) -> Answer {
        do {
            return try body()
        } catch let error as ServiceError {
            return Answer(error)
        } catch let refusal as RateLimits.Refusal {
            return Self.answer(refusal)
        } catch {
            return Answer(Self.failure(error))
        }
    }

    private static func failure(_ error: any Error) -> ServiceError {
        ServiceError(status: 500, code: "XX000", message: "\(error)")
    }

    private static func answer(_ refusal: RateLimits.Refusal) -> Answer {
        var answer = Answer(
            ServiceError(status: 429, code: "429", message: "Rate limit exceeded: \(refusal.message)"))
        answer.add(refusal.reading)
        answer.headers.append(("retry-after", String(refusal.retryAfterSeconds)))
        return answer
    }

    /// Schedules an import, so that its POST is answered first.
    func schedule(_ number: Int64) {
        let start = ContinuousClock.now
        let duration = Duration.milliseconds(settings.processingMs)
        let steps = settings.steps
        Task {
            for step in 1...steps {
                if duration > .zero { try await Task.sleep(until: start + duration * step / steps) }
                run(number, step: step)
            }
        }
    }

    private func run(_ number: Int64, step: Int) {
        do {
            try runner.run(import: number, step: step, at: Clock.now)
        } catch {
            Console.report("import \(number): \(error)")
        }
    }
}
