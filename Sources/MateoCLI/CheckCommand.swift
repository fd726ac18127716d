import ArgumentParser
import Mateo

/// Asks the service whether it takes the key.
struct CheckCommand: AsyncParsableCommand, Program {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Asks the service whether it takes the API key. Sends no records.",
        discussion: """
            It makes one request, within the limits that the journal keeps, so that key, address, proxy and certificates are \
            found wrong before a file is read.

            Exit codes: 0 the key is taken; 2 wrong usage, or no usable journal; 3 the day's requests are used up; 4 the \
            service refuses the key or the request; 6 it cannot be reached.

            EXAMPLES
              mateo check --api-key-file key.txt
            """)

    @OptionGroup var service: ServiceOptions

    @OptionGroup var journal: JournalOption

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
        Standard.output.writeOrEnd("the service at \(options.baseURL) takes the key\n")
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
