import ArgumentParser
import Mateo

/// Shows when a file can be imported.
struct PlanCommand: AsyncParsableCommand, Program {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Shows how many requests and days an import will take. Sends nothing.",
        discussion: """
            EXAMPLES
              mateo plan contacts.csv
              mateo plan deals.jsonl --type deals --entities-per-day 100000 --json

            DETAILS
            The command reads the whole file, and reports its faults. The journal shows how much of the quota is used. Without a key \
            or a journal, the plan assumes an unused quota. The plan does not include the time that the service needs for its jobs, \
            nor the requests of other imports.

            EXIT CODES
              0    planned
              2    wrong usage, or the file or the journal cannot be read

            WITH --json
              {"file","type","records","new","changed","unchanged","held","superseded",
               "batches","requests","contact_requests","records_left","requests_left",
               "first_look":{"records"},
               "days":[{"starts_at","finishes_at","records","requests"}],"finishes_at"}
              records                       records to send: new and changed together
              changed, unchanged            0 without --only-changed
              records_left, requests_left   what the quota still allows; null if there is no limit
              first_look                    null if no batch waits for the first one
            """)

    @OptionGroup var source: SourceOptions

    @OptionGroup var service: ServiceOptions

    @OptionGroup(title: HelpGroup.mostUsed) var journal: JournalOption

    @OptionGroup(title: HelpGroup.records) var changes: ChangeOptions

    @OptionGroup(title: HelpGroup.records) var checks: CheckOptions

    @OptionGroup(title: HelpGroup.records) var duplicates: DuplicateOptions

    @Flag(help: "Write the plan as one JSON object.")
    var json = false

    func execute() async throws -> ExitStatus {
        let format = try source.formatOfFile()
        try checks.check(source.type)
        var planner = try await planner()
        planner.onNotice = Standard.complain
        planner.onlyChanged = changes.onlyChanged
        planner.contactsMustExist = checks.contactsMustExist
        planner.settings.contactListID = source.target.listId
        planner.settings.contactListExternalID = source.target.listExternalId
        planner.settings.allowsDealReassignment = source.target.allowReassignment && source.type == .deals
        planner.settings.allowsAppointmentReassignment = source.target.allowReassignment && source.type == .appointments
        let plan =
            switch format {
            case .csv: try planner.plan(csvFile: source.path, options: try source.csvOptions())
            case .jsonl:
                try planner.plan(jsonLinesFile: source.path, encoding: source.encoding, isStrict: source.mapping.strict)
            }
        Standard.output.writeOrEnd((json ? object(plan) : text(plan)) + "\n")
        return .success
    }

    private func planner() async throws -> MateoPlanner {
        let withKey = try service.optionsWithKey(source.batch.batchRecords, warn: Standard.complain)
        var options = try withKey ?? service.optionsWithoutKey(source.batch.batchRecords)
        options.sharedHandles = duplicates.sharedHandles.value
        if withKey == nil {
            Standard.complain("no API key: the plan assumes an unused quota")
            return MateoPlanner(type: source.type, options)
        }
        let path = try journal.path()
        guard JournalOption.exists(path) else { return MateoPlanner(type: source.type, options) }
        return try await MateoJournal(path: path).planner(type: source.type, options)
    }

    private func text(_ plan: Plan) -> String {
        let type = source.type.name
        var lines = [
            "\(Printable.line(source.file)): \(source.type.records(plan.records)) in \(Printable.count(plan.batches, "batch", "batches")), \(Printable.count(plan.requests, "request", "requests"))",
            "  The quota still allows \(left(plan.recordsLeft, type)) and \(left(plan.requestsLeft, "requests")).",
        ]
        if changes.onlyChanged {
            lines.append(
                "  \(Printable.count(plan.new)) new, \(Printable.count(plan.changed)) changed; \(Printable.count(plan.unchanged)) unchanged are not sent."
            )
        }
        if plan.held > 0 || plan.superseded > 0 {
            lines.append(
                "  Not sent: \(Printable.count(plan.held)) held, \(Printable.count(plan.superseded)) superseded by later rows."
            )
        }
        if plan.contactRequests > 0 {
            lines.append(
                "  \(Printable.count(plan.contactRequests, "request asks", "requests ask")) for the contacts first.")
        }
        if plan.firstLook > 0 {
            lines.append(
                "  The first \(source.type.records(plan.firstLook)) are sent first, and the others once their outcome is known."
            )
        }
        for (index, day) in plan.days.enumerated() {
            let (start, end) = (Printable.time(time(day.startsAt)), Printable.time(time(day.finishesAt)))
            lines.append(
                "  Day \(index + 1): \(source.type.records(day.records)) from \(start) to \(end), \(Printable.count(day.requests, "request", "requests"))"
            )
        }
        return lines.joined(separator: "\n")
    }

    private func left(_ count: Int64?, _ what: String) -> String {
        count.map { "\(Printable.count($0)) \(what)" } ?? "any number of \(what)"
    }

    private func time(_ milliseconds: Int64) -> Timestamp {
        Timestamp(milliseconds: milliseconds)
    }

    private func object(_ plan: Plan) -> String {
        let days = plan.days.map { day in
            JSON.object([
                "starts_at": JSON.text(time(day.startsAt).description),
                "finishes_at": JSON.text(time(day.finishesAt).description),
                "records": "\(day.records)", "requests": "\(day.requests)",
            ])
        }
        return JSON.object([
            "file": JSON.text(source.file), "type": JSON.text(source.type.name),
            "records": "\(plan.records)", "new": "\(plan.new)", "changed": "\(plan.changed)",
            "unchanged": "\(plan.unchanged)", "held": "\(plan.held)",
            "superseded": "\(plan.superseded)", "batches": "\(plan.batches)", "requests": "\(plan.requests)",
            "contact_requests": "\(plan.contactRequests)",
            "records_left": plan.recordsLeft.map { "\($0)" } ?? "null",
            "requests_left": plan.requestsLeft.map { "\($0)" } ?? "null",
            "first_look": plan.firstLook > 0 ? JSON.object(["records": "\(plan.firstLook)"]) : "null",
            "days": "[" + days.joined(separator: ",") + "]",
            "finishes_at": plan.days.isEmpty ? "null" : JSON.text(time(plan.finishesAt).description),
        ])
    }
}
