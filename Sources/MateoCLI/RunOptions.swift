import ArgumentParser
import Mateo

/// The options for running and showing an import.
struct RunOptions: ParsableArguments {
    @Flag(help: "Wait when the quota is used up or the service asks for it, instead of exiting with code 3.")
    var wait = false

    @Option(
        help: ArgumentHelp(
            "How long to run before the import ends with exit code 6. It can be resumed. (default: no limit)",
            valueName: "seconds"))
    var importDeadline: Seconds?

    @Option(
        help: ArgumentHelp(
            "What to do with records that the service never confirmed. 'resend' sends them again, 'stop' reports them as "
                + "unknown, 'by-type' sends contacts again and reports deals and appointments.",
            valueName: "action"))
    var onUnknown = Choice(OnUnknown.byType)

    @Flag(help: "Write the result as one JSON object.")
    var json = false

    @Flag(help: "Write only errors, and the result if --json is given.")
    var quiet = false

    /// Runs an import from its opening to its result.
    ///
    /// - Parameters:
    ///   - open: opens the import.
    ///   - read: adds its records.
    func carryOut(
        _ name: String, _ type: RecordType, _ options: Options, _ journal: JournalOption, _ signals: Signals,
        open: (MateoClient) throws(MateoError) -> MateoImport, read: (MateoImport) async throws -> Void
    ) async throws -> ExitStatus {
        var options = options
        if let importDeadline { options.importDeadline = importDeadline.milliseconds }
        options.onUnknown = onUnknown.value
        let progress = Progress(name: name, type: type, isQuiet: quiet, options: options)
        let drawing = Task { await progress.draw() }
        defer {
            drawing.cancel()
            progress.end()
        }
        let ended = try await run(options, signals, progress, open: open, read: read)
        progress.end()
        let stop = ended.error?.status == .failing ? ended.error : nil
        let report = Report(
            name: name, type: type, state: ended.state, counts: ended.counts, requests: ended.requests,
            resumeAt: ended.resumeAt, pauseReason: ended.pauseReason, unknownRows: ended.unknownRows,
            hints: ended.hints, journal: options.journalPath,
            journalFlag: journal.repeated,
            isWhole: ended.error.map { $0.status != .journalCorrupt && $0.status != .predecessor } ?? true,
            isRepeated: ended.isRepeated, reason: stop.map(Self.reason))
        if let error = ended.error, stop == nil { Standard.complain(error.message) }
        // The report begins with the reason.
        if let reason = report.reason, json || quiet { Standard.complain("\(reason). \(report.waysOn)") }
        if quiet, let warning = report.warning { Standard.complain(warning) }
        let result = json ? report.json : quiet ? nil : report.text
        if let result {
            Standard.output.writeOrEnd(
                result + "\n", after: "\(Printable.line(name)): \(report.stateText); \(report.recordsText)")
        }
        return ended.status
    }

    /// Returns why records fail, with the service's message. Only the user must see it.
    private static func reason(_ error: MateoError) -> String {
        guard !error.serviceMessage.isEmpty else { return error.message }
        return "\(error.message). The service says: \(error.serviceMessage)"
    }

    /// Opens the journal, imports, and closes it.
    private func run(
        _ options: Options, _ signals: Signals, _ progress: Progress,
        open: (MateoClient) throws(MateoError) -> MateoImport, read: (MateoImport) async throws -> Void
    ) async throws -> ImportRun.End {
        let client = try MateoClient(options) { level, message in
            if level == .warning { progress.warn(message) }
        }
        let run = ImportRun(
            importing: try open(client), signals: signals, progress: progress, waitsForQuota: wait,
            deadline: importDeadline.map {
                Timestamp(milliseconds: Timestamp.now.milliseconds + $0.milliseconds)
            })
        return try await run.run(read)
    }
}
