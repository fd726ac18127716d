import ArgumentParser

/// A subcommand. An error that it throws ends the program with `ExitStatus.usage`: nothing was sent.
protocol Program: ParsableCommand {
    /// Runs the command.
    func execute() async throws -> ExitStatus
}
