import ArgumentParser
import Mateo

/// Shows the bodies that would be sent.
struct EncodeCommand: ParsableCommand, Program {
    static let configuration = CommandConfiguration(
        commandName: "encode",
        abstract: "Writes the request bodies that an import would send. Sends nothing.",
        discussion: """
            EXAMPLES
              mateo encode contacts.csv | head -1
              mateo encode deals.jsonl --type deals --batch-records 1

            DETAILS
            The command writes each body as one line of JSON to standard output. It needs no key, no journal and no network. The bodies \
            lack 'reference_id', by which an import finds a request whose answer was lost.

            EXIT CODES
              0    done
              2    wrong usage, or the input cannot be read. The bodies of the rows before the fault are written
            """)

    @OptionGroup var source: SourceOptions

    func execute() throws -> ExitStatus {
        let format = try source.formatOfFile()
        var encoder = MateoEncoder(
            type: source.type, batch: BatchLimits(records: try Options.batchRecords(source.batch.batchRecords)))
        encoder.onNotice = Standard.complain
        encoder.isStrict = source.mapping.strict
        if let list = source.target.listId { try encoder.setContactList(id: list) }
        if let list = source.target.listExternalId { try encoder.setContactList(externalID: list) }
        if source.target.allowReassignment { try encoder.setReassignment(true) }
        var output = BodyOutput()
        defer { output.flush() }
        switch format {
        case .csv:
            try encoder.encode(csvFile: source.path, options: try source.csvOptions()) { output.write($0) }
        case .jsonl:
            try encoder.encode(jsonLinesFile: source.path, encoding: source.encoding, isStrict: source.mapping.strict) {
                output.write($0)
            }
        }
        return .success
    }
}

/// Writes bodies, each on a line. Small ones are collected, large ones are not copied.
private struct BodyOutput {
    private static let capacity = 64 << 10
    private var waiting: [UInt8] = []

    mutating func write(_ body: [UInt8]) {
        if waiting.count + body.count >= Self.capacity { flush() }
        if body.count >= Self.capacity {
            Standard.output.writeOrEnd(body)
        } else {
            waiting += body
        }
        waiting.append(UInt8(ascii: "\n"))
    }

    /// Writes the collected bodies.
    mutating func flush() {
        if !waiting.isEmpty { Standard.output.writeOrEnd(waiting) }
        waiting.removeAll(keepingCapacity: true)
    }
}
