import ArgumentParser
import Mateo

/// Writes a report about an import.
struct ReportCommand: AsyncParsableCommand, Program {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Writes a report about an import: one HTML page, or text.",
        discussion: """
            EXAMPLES
              mateo report contacts.csv >report.html
              mateo report contacts.csv --examples --output report.html
              mateo report contacts.csv --text

            DETAILS
            The report has the result in one sentence, the counts, a timeline with the pauses, the failures by reason, the plan beside \
            the actual numbers, and the check of the journal. The page needs no network, no script and no other file, and can be printed. The \
            command only reads the journal: it needs no key and no network, and an import may run meanwhile.

            The report goes to standard output, or to a file with --output. A terminal gets text instead of HTML.

            The only personal data in the report is the name of the import. With --examples, it also shows up to three records for \
            each reason, with the service's messages about them.

            EXIT CODES
              0    written
              2    the journal holds no such import or cannot be read, or the report cannot be written
            """)

    @Argument(
        help: ArgumentHelp("The name of the import: that of the file, unless --name set another.", valueName: "name"))
    var name: String

    @Option(
        name: .shortAndLong, help: ArgumentHelp("Write to this file instead of standard output.", valueName: "file"))
    var output: String?

    @Flag(help: "Write text instead of HTML.")
    var text = false

    @Flag(help: "Show records and the service's messages, which hold personal data.")
    var examples = false

    @OptionGroup var journal: JournalOption

    @OptionGroup var limits: LimitOptions

    func execute() async throws -> ExitStatus {
        let found = try MateoJournal(path: journal.path())
        let limits = limits.options()
        let (name, showsExamples) = (name, examples)
        let read = try await found.report(ofImport: name, limits: limits, showsExamples: showsExamples)
        guard let (history, failures) = read else { throw try await found.unknown(name) }
        let contents = ReportContents(history, failures, journalFlag: journal.repeated)
        let isText = text || output == nil && Standard.output.isTerminal
        let written = isText ? ReportText(contents).text : ReportPage(contents).html
        if let output { try OutputFile.write(written, to: output) } else { Standard.output.writeOrEnd(written) }
        return .success
    }
}

extension MateoJournal {
    /// Returns the history of an import and its failures by reason, both read in one transaction.
    fileprivate func report(
        ofImport name: String, limits: Options, showsExamples: Bool
    ) throws(MateoError) -> (ImportHistory, ReportFailures)? {
        var failures = ReportFailures(showsExamples: showsExamples)
        return try history(ofImport: name, limits: limits) { failures.add($0) }.map { ($0, failures) }
    }
}
