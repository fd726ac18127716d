import ArgumentParser
import Mateo

/// Checks whether the service accepts the key.
struct CheckCommand: AsyncParsableCommand, Program {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Checks whether the service accepts the API key. Sends no records.",
        discussion: """
            EXAMPLES
              mateo check --api-key-file key.txt

            DETAILS
            The command makes one request, within the limits. It tests the key, the address, the proxy and the certificates before a \
            file is read.

            EXIT CODES
              0    the service accepts the key
              2    wrong usage, or the journal cannot be used
              3    the requests of the day are used up
              4    the service refuses the key or the request
              6    the service cannot be reached
            """)

    @OptionGroup var service: ServiceOptions

    @OptionGroup(title: HelpGroup.mostUsed) var journal: JournalOption

    func execute() async throws -> ExitStatus {
        let path = try journal.pathInFolder()
        var options = try service.options(Int64(Options().batch.records), warn: Standard.complain)
        options.journalPath = path
        do {
            try await MateoClient(options).check()
        } catch let error {
            guard let status = status(of: error) else { throw error }
            Standard.complain(error.message)
            return status
        }
        Standard.output.writeOrEnd("the service at \(options.baseURL) accepts the key\n")
        return .success
    }

    private func status(of error: MateoError) -> ExitStatus? {
        switch error.status {
        case .deadline: .paused
        case .unauthorized, .refused: .stopped
        case .unreachable: .unreachable
        default: nil
        }
    }
}
