public import ArgumentParser
public import MateoSandbox

/// The options of the command line.
struct SandboxOptions: ParsableArguments, Sendable {
    @Option(
        help: ArgumentHelp(
            "The address to listen on. Another one than this machine's own lets others in: use it in a container only.",
            valueName: "address"))
    var host = "127.0.0.1"

    @Option(help: ArgumentHelp("The port to listen on; 0 takes a free one.", valueName: "port"))
    var port: UInt16 = 0

    @Flag(
        help: """
            Stop when standard input ends, as a pipe does when the process that holds its other end is gone.
            """)
    var stopOnEof = false

    @Option(
        help: ArgumentHelp("The key that clients must send: 'Authorization: Bearer KEY'.", valueName: "key"))
    var apiKey = "sandbox-key"

    @Option(
        help: ArgumentHelp(
            "Keep contacts and imports in this SQLite file. Without it they are in memory. Quotas start anew each time.",
            valueName: "path"))
    var database: String?

    @Option(help: ArgumentHelp("Requests allowed in any second; 0 is no limit.", valueName: "n"))
    var requestsPerSecond = 2

    @Option(help: ArgumentHelp("Requests allowed in a day; 0 is no limit.", valueName: "n"))
    var requestsPerDay = 10_000

    @Option(
        help: ArgumentHelp(
            "Records that may be imported in a day; 0 is no limit. A POST that exceeds the rest is refused whole.",
            valueName: "n"))
    var entitiesPerDay = 25_000

    @Flag(help: "Send no ratelimit-* and no retry-after header, not even with a 429.")
    var omitRateLimitHeaders = false

    @Option(help: ArgumentHelp("How long a day is; a day is a rolling window.", valueName: "seconds"))
    var daySeconds = 86_400

    @Option(help: ArgumentHelp("How long after its POST an import is finished.", valueName: "ms"))
    var processingMs = 300

    @Flag(
        help: """
            For benchmarks: accept every row without a look at it, and keep neither contacts nor payloads. Limits and \
            faults stay as they are set; 0 lifts a limit.
            """)
    var fast = false

    @Option(help: ArgumentHelp("Import in so many steps; counts grow with each.", valueName: "n"))
    var steps = 1

    @Option(
        help: ArgumentHelp(
            "Failed rows in the column 'failed', or behind 'failed_url': another origin (port), which must not be sent the key.",
            valueName: "inline|url"))
    var failed = Sandbox.Settings.FailedForm.inline

    @Option(
        help: ArgumentHelp("How long 'failed_url' stays null after an import is finished.", valueName: "ms"))
    var failedUrlDelayMs = 0

    @Option(
        help: ArgumentHelp(
            "Store a reference_id, drop it silently, or refuse it (400, PGRST204).",
            valueName: "accept|ignore|refuse"))
    var referenceId = Sandbox.Settings.ReferenceID.accept

    @Option(help: ArgumentHelp("The three counts before an import starts.", valueName: "null|zero"))
    var counts = Sandbox.Settings.EarlyCounts.null

    @Option(help: ArgumentHelp("The form of the answer to a POST.", valueName: "object|array"))
    var answer = Sandbox.Settings.AnswerForm.object

    @Option(help: ArgumentHelp("A longer body is refused with 413.", valueName: "n"))
    var maxBodyBytes = 10 << 20

    @Option(
        help: ArgumentHelp(
            "A POST of more records is terminated: 500, code 57014, nothing stored; 0 is no limit.",
            valueName: "n"))
    var statementTimeoutRecords = 0

    @Option(
        help: ArgumentHelp(
            "Declare a custom field, [contact.|deal.|appointment.]KEY:TYPE; may be repeated. Types: string, number, boolean, date, datetime, string_list. There are always customer_group:string and customer_number:string.",
            valueName: "field"))
    var customField: [String] = []

    @Option(
        help: ArgumentHelp(
            "Declare a marketing channel by its key; may be repeated. There is always newsletter.",
            valueName: "key"))
    var marketingChannel: [String] = []

    @Option(help: ArgumentHelp("What goes wrong, and when; see above.", valueName: "spec"))
    var faults = ""

    @Option(help: ArgumentHelp("The seed of the faults that have a probability.", valueName: "n"))
    var seed: UInt64 = 1

    @Option(help: ArgumentHelp("How long the fault 'slow' delays an answer.", valueName: "ms"))
    var slowMs = 3_000

    func validate() throws {
        do {
            try settings().check()
        } catch let error as Sandbox.Settings.Invalid {
            throw ValidationError(error)
        } catch {
            throw ValidationError("--faults: \(error)")
        }
    }

    func settings() throws(Sandbox.FaultRule.Unreadable) -> Sandbox.Settings {
        var settings = Sandbox.Settings()
        settings.host = host
        settings.port = port
        settings.apiKey = apiKey
        settings.database = database
        settings.requestsPerSecond = requestsPerSecond
        settings.requestsPerDay = requestsPerDay
        settings.entitiesPerDay = entitiesPerDay
        settings.omitRateLimitHeaders = omitRateLimitHeaders
        settings.daySeconds = daySeconds
        settings.processingMs = processingMs
        settings.fast = fast
        settings.steps = steps
        settings.failed = failed
        settings.failedUrlDelayMs = failedUrlDelayMs
        settings.referenceId = referenceId
        settings.counts = counts
        settings.answer = answer
        settings.maxBodyBytes = maxBodyBytes
        settings.statementTimeoutRecords = statementTimeoutRecords
        settings.customField = customField
        settings.marketingChannel = marketingChannel
        settings.faults = try Sandbox.FaultRule.list(faults)
        settings.seed = seed
        settings.slowMs = slowMs
        return settings
    }
}

extension Sandbox.Settings.FailedForm: ExpressibleByArgument {}
extension Sandbox.Settings.ReferenceID: ExpressibleByArgument {}
extension Sandbox.Settings.EarlyCounts: ExpressibleByArgument {}
extension Sandbox.Settings.AnswerForm: ExpressibleByArgument {}

extension ValidationError {
    /// Converts an error to flags: `requestsPerDay` is the flag `--requests-per-day`.
    init(_ error: Sandbox.Settings.Invalid) {
        let flag = error.setting.map { $0.isUppercase ? "-\($0.lowercased())" : "\($0)" }.joined()
        self.init("--\(flag): \(error.problem)")
    }
}
