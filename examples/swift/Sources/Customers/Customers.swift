import Foundation
import Mateo

/// Imports customers that the program has as values of its own type: customers [resume]
///
/// Environment: MATEO_API_KEY; MATEO_JOURNAL, a file (mateo.db); MATEO_URL, for another address than the service's.
@main struct Customers {
    static func main() async throws {
        let customers = (1...3).map { Customer(number: "A-\($0)", mail: "ann\($0)@example.com") }
        let isResuming = CommandLine.arguments.last == "resume"
        let outcome = try await isResuming ? resume(client()) : importAll(customers, client())
        print(explanation(of: outcome))
    }

    // README: client
    static func client() throws -> MateoClient {
        let environment = ProcessInfo.processInfo.environment
        var options = MateoOptions()
        try options.setAPIKey(environment["MATEO_API_KEY"] ?? "")
        options.journalPath = environment["MATEO_JOURNAL"] ?? "mateo.db"
        if let url = environment["MATEO_URL"] { options.baseURL = url }
        return try MateoClient(options)
    }
    // README: end

    // README: outcome
    static func explanation(of outcome: Outcome) -> String {
        switch outcome {
        case .finished: "Every customer has an outcome."
        case .paused(let time): "The day's quota is used up. Resume at \(time)."
        case .unknown: "The outcome of some customers is unknown. Resume to ask again."
        case .interrupted: "The run was cancelled. Resume at any time."
        }
    }
    // README: end

    // README: resume
    static func resume(_ client: MateoClient) async throws -> Outcome {
        let contacts = try MateoImport(client, resuming: "customers")
        async let outcome = contacts.run()
        for await counts in contacts.progress {
            print("\(counts.succeeded) of \(counts.total) succeeded, \(counts.failed) failed")
        }
        return try await outcome
    }
    // README: end
}

// README: swift
struct Customer: Encodable {
    var number: String
    var mail: String?
    enum CodingKeys: String, CodingKey { case number = "external_id", mail = "email" }
}

func importAll(_ customers: [Customer], _ client: MateoClient) async throws -> Outcome {
    let contacts = try MateoImport(client, type: .contacts, name: "customers")
    try await contacts.add(contentsOf: customers)
    try await contacts.seal()
    let outcome = try await contacts.run()
    for try await record in contacts.failures { print("row \(record.row ?? 0): \(record.reason)") }
    return outcome
}
// README: end
