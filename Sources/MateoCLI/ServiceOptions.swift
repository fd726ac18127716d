import ArgumentParser
import Mateo

/// The service, its key and its limits.
struct ServiceOptions: ParsableArguments {
    @OptionGroup(title: HelpGroup.mostUsed) var key: KeyOption

    @OptionGroup(title: HelpGroup.service) var connection: ConnectionOptions

    /// Returns the engine's options.
    func options(_ batchRecords: Int64, warn: (String) -> Void) throws -> Options {
        guard let options = try optionsWithKey(batchRecords, warn: warn) else {
            throw Problem(
                "no API key: set MATEO_API_KEY, or name a file that holds the key with --api-key-file")
        }
        return options
    }

    /// Returns the engine's options, or nil without a key.
    func optionsWithKey(_ batchRecords: Int64, warn: (String) -> Void) throws -> Options? {
        var options = try optionsWithoutKey(batchRecords)
        if let file = key.apiKeyFile {
            try options.setAPIKey(KeyFile.read(file, warn: warn))
        } else if let key = Environment.value("MATEO_API_KEY") {
            try options.setAPIKey(key)
        } else {
            return nil
        }
        return options
    }

    /// Returns the engine's options without the key.
    func optionsWithoutKey(_ batchRecords: Int64) throws -> Options {
        var options = connection.limits.options()
        options.baseURL = connection.url ?? Environment.value("MATEO_URL") ?? options.baseURL
        options.batch.records = try Options.batchRecords(batchRecords)
        options.requestsPerSecond = try Options.rate(connection.requestsPerSecond)
        options.firstLook = !connection.noFirstLook
        options.jobDeadline = connection.jobDeadline.milliseconds
        options.caFile = connection.caFile
        return options
    }
}
