import ArgumentParser
import Mateo

/// The command line program.
@main
struct MateoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mateo",
        abstract: "Imports contacts, deals and appointments into Hellomateo.",
        discussion: """
            EXAMPLES
              export MATEO_API_KEY="$(cat key.txt)"
              mateo map kunden.csv >kunden.json
              mateo plan kunden.csv --mapping kunden.json
              mateo import kunden.csv --mapping kunden.json
              mateo failures kunden.csv

            DETAILS
            An import is written to a journal before it is sent. It survives power cuts and can last for days. No record is lost or \
            sent twice. 'mateo help import' describes files, limits and exit codes.
            """,
        version: "mateo \(Version.text)",
        subcommands: [
            ImportCommand.self, ResumeCommand.self, RetryCommand.self, PlanCommand.self, CheckCommand.self,
            StatusCommand.self,
            WatchCommand.self, FailuresCommand.self, HintsCommand.self, ReportCommand.self,
            VerifyCommand.self, ForgetCommand.self, EncodeCommand.self, MapCommand.self, MappingHelp.self,
        ])

    /// Parses and runs the command, with the exit codes of this program instead of ArgumentParser's.
    static func main() async {
        Standard.reserve()
        do {
            var command = try await asyncParseAsRoot()
            guard let program = command as? any Program else {
                // A request for help, or no subcommand.
                try command.run()
                ExitStatus.success.exit()
            }
            await run(program)
        } catch {
            guard exitCode(for: error).isSuccess else {
                Standard.error.write(fullMessage(for: error) + "\n")
                ExitStatus.usage.exit()
            }
            let text = fullMessage(for: error, columns: HelpPage.unlimited)
            Standard.output.writeOrEnd(HelpPage.text(text, columns: Standard.output.columns) + "\n")
            ExitStatus.success.exit()
        }
    }

    private static func run(_ program: any Program) async -> Never {
        do {
            try await program.execute().exit()
        } catch let problem as Problem {
            Standard.complain(problem.message)
        } catch let error as MateoError {
            // The excerpt of a file may be personal, so a log of standard error does not get it.
            let isShown = !error.excerpt.isEmpty && Standard.error.isTerminal
            Standard.complain(error.message + (isShown ? ": \"\(error.excerpt)\"" : ""))
        } catch {
            Standard.complain("\(error)")
        }
        ExitStatus.usage.exit()
    }
}
