import ArgumentParser

/// The name of an import.
struct NameOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The name of the import in the journal. (default: the file's name)", valueName: "name"))
    var name: String?

    /// Returns the given name, or the name of the file.
    func name(of file: String) throws(Problem) -> String {
        if let name { return name }
        guard file != "-" else { throw Problem("standard input has no name: add one with --name") }
        guard !file.hasPrefix("/dev/"), !file.hasPrefix("/proc/") else {
            throw Problem("\(file) may have another name in the next run: add a name with --name")
        }
        guard let last = file.split(separator: "/").last, !last.isEmpty,
            last.utf8.allSatisfy({ $0 >= 32 && $0 != 127 })
        else {
            throw Problem("the file name \(file) cannot be the name of an import: add one with --name")
        }
        return String(last)
    }
}
