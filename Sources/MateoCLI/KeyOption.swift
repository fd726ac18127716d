import ArgumentParser

/// The file with the API key.
struct KeyOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A file that holds the API key. (default: the key in MATEO_API_KEY)", valueName: "file"))
    var apiKeyFile: String?
}
