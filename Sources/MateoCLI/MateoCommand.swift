import ArgumentParser
import Mateo

/// The command line program.
@main
struct MateoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mateo",
        abstract: "Imports contacts, deals and appointments into Hellomateo.",
        discussion: """
            An import is written to a journal before it is sent: it survives power cuts and days, and no record \
            is lost or sent twice. 'mateo help import' tells about files, limits and exit codes.
            """,
        version: "mateo \(Version.text)",
        subcommands: [ImportCommand.self, FailuresCommand.self, EncodeCommand.self])

    /// Parses and runs, with the exit codes of this program in the place of ArgumentParser's.
    static func main() async {
        let command: any ParsableCommand
        do {
            command = try await asyncParseAsRoot()
        } catch {
            guard exitCode(for: error).isSuccess else {
                Standard.error.write(fullMessage(for: error) + "\n")
                ExitStatus.usage.exit()
            }
            // Help and version.
            Standard.output.write(fullMessage(for: error) + "\n")
            ExitStatus.success.exit()
        }
        await run(command)
    }

    private static func run(_ command: any ParsableCommand) async -> Never {
        do {
            guard let command = command as? any Program else {
                Standard.output.write(helpMessage() + "\n")
                ExitStatus.success.exit()
            }
            try await command.execute().exit()
        } catch let problem as Problem {
            Standard.complain(problem.message)
        } catch let error as MateoError {
            Standard.complain(error.message)
        } catch {
            Standard.complain("\(error)")
        }
        ExitStatus.usage.exit()
    }
}

/// A subcommand. What it throws ends the program with `ExitStatus.usage`: nothing was sent.
protocol Program: ParsableCommand {
    /// Does the work.
    func execute() async throws -> ExitStatus
}
