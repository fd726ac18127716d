import ArgumentParser
import Mateo

/// The service's address and its limits.
struct ConnectionOptions: ParsableArguments {
    private static let defaults = Options()

    @Option(
        help: ArgumentHelp(
            "The address of the service. (default: MATEO_URL, else \(Options().baseURL))", valueName: "url"))
    var url: String?

    @Option(
        help: ArgumentHelp("The most requests in a second, polls included. 0: no limit.", valueName: "n"))
    var requestsPerSecond = Self.defaults.requestsPerSecond

    @OptionGroup var limits: LimitOptions

    @Flag(help: "Do not wait for the outcome of the first 100 records, and do not stop when records fail.")
    var noFirstLook = false

    @Option(
        help: ArgumentHelp(
            "How long to poll a job before its records count as unknown.", valueName: "seconds"))
    var jobDeadline = Seconds(milliseconds: Self.defaults.jobDeadline)

    @Option(
        help: ArgumentHelp(
            "A file of certificates (PEM) to trust instead of those of the system.", valueName: "file"))
    var caFile: String?
}
