import Foundation
import Mateo

/// Imports the contacts of a CSV file into Hellomateo: quickstart CONTACTS.csv
///
/// Environment: MATEO_API_KEY; MATEO_JOURNAL, a file (mateo.db); MATEO_URL, for another address than the service's.
/// Started again after a crash or Ctrl-C it goes on where it was.
@main struct Quickstart {
    static func main() async throws {
        let environment = ProcessInfo.processInfo.environment
        guard CommandLine.arguments.count == 2 else {
            print("usage: quickstart CONTACTS.csv")
            exit(2)
        }
        var options = MateoOptions()
        try options.setAPIKey(environment["MATEO_API_KEY"] ?? "")
        options.journalPath = environment["MATEO_JOURNAL"] ?? "mateo.db"
        if let url = environment["MATEO_URL"] { options.baseURL = url }

        let outcome = try await importContacts(CommandLine.arguments[1], MateoClient(options))
        if case .paused(let time) = outcome { print("The day's quota is used up; go on at \(time).") }
    }

    static func importContacts(_ path: String, _ client: MateoClient) async throws -> Outcome {
        let contacts = try MateoImport(client, type: .contacts, name: "contacts")
        try await contacts.add(csvFile: path)
        try await contacts.seal()
        let outcome = try await contacts.run()
        let counts = try await contacts.counts
        print("\(counts.succeeded) of \(counts.total) succeeded, \(counts.failed) failed")
        for try await record in contacts.failures {
            print("row \(record.row ?? 0): \(record.reason)")
        }
        return outcome
    }
}
