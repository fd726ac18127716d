import ArgumentParser
import Mateo

/// The service's limits for a day.
struct LimitOptions: ParsableArguments {
    private static let defaults = Options()

    @Option(help: ArgumentHelp("The most requests in a day. 0: no limit.", valueName: "n"))
    var requestsPerDay = Self.defaults.requestsPerDay

    @Option(help: ArgumentHelp("The most records sent in a day. 0: no limit.", valueName: "n"))
    var entitiesPerDay = Self.defaults.entitiesPerDay

    @Option(
        help: ArgumentHelp(
            "The length of the quota window, which rolls.",
            valueName: "seconds"))
    var quotaWindowSeconds = Seconds(milliseconds: Self.defaults.quotaWindow)

    /// Returns the engine's options with these limits.
    func options() -> Options {
        var options = Options()
        options.requestsPerDay = requestsPerDay
        options.entitiesPerDay = entitiesPerDay
        options.quotaWindow = quotaWindowSeconds.milliseconds
        return options
    }
}
