import ArgumentParser
import Mateo

/// The service, its key and its limits.
struct ServiceOptions: ParsableArguments {
    private static let defaults = Options()

    @Option(
        help: ArgumentHelp(
            "The service's address. (default: MATEO_URL, else \(Options().baseURL))", valueName: "url"))
    var url: String?

    @Option(
        help: ArgumentHelp(
            "A file that holds the API key. (default: the key in MATEO_API_KEY)", valueName: "file"))
    var apiKeyFile: String?

    @Option(
        help: ArgumentHelp("The most requests in a second, of all kinds; 0 for no limit.", valueName: "n"))
    var requestsPerSecond = Self.defaults.requestsPerSecond

    @OptionGroup var limits: LimitOptions

    @Flag(
        help:
            "Send everything at once: do not wait for the outcome of the first 100 records, and do not stop when records fail."
    )
    var noFirstLook = false

    @Option(
        help: ArgumentHelp(
            "How long to follow a request's job before its records count as unknown.", valueName: "seconds"))
    var jobDeadline = Seconds(milliseconds: Self.defaults.jobDeadline)

    @Option(
        help: ArgumentHelp(
            "A file of certificates (PEM) to trust instead of the system's.", valueName: "file"))
    var caFile: String?

    /// The engine's options.
    func options(_ batchRecords: Int64, warn: (String) -> Void) throws -> Options {
        guard let options = try optionsWithKey(batchRecords, warn: warn) else {
            throw Problem(
                "there is no API key: set MATEO_API_KEY, or name a file that holds it with --api-key-file")
        }
        return options
    }

    /// The engine's options; nil when there is no key.
    func optionsWithKey(_ batchRecords: Int64, warn: (String) -> Void) throws -> Options? {
        var options = try optionsWithoutKey(batchRecords)
        if let apiKeyFile {
            try options.setAPIKey(KeyFile.read(apiKeyFile, warn: warn))
        } else if let key = Environment.value("MATEO_API_KEY") {
            try options.setAPIKey(key)
        } else {
            return nil
        }
        return options
    }

    /// The engine's options, but for the key.
    func optionsWithoutKey(_ batchRecords: Int64) throws -> Options {
        var options = limits.options()
        options.baseURL = url ?? Environment.value("MATEO_URL") ?? options.baseURL
        options.batch.records = try Options.batchRecords(batchRecords)
        options.requestsPerSecond = try Options.rate(requestsPerSecond)
        options.firstLook = !noFirstLook
        options.jobDeadline = jobDeadline.milliseconds
        options.caFile = caFile
        return options
    }
}
