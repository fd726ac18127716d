import ArgumentParser

/// A subcommand. What it throws ends the program with `ExitStatus.usage`: nothing was sent.
protocol Program: ParsableCommand {
    /// Does the work.
    func execute() async throws -> ExitStatus
}
