import ArgumentParser
import Mateo

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Proposes a mapping.
struct MapCommand: ParsableCommand, Program {
    static let configuration = CommandConfiguration(
        commandName: "map",
        abstract: "Proposes which columns of a CSV file become which fields.",
        discussion: """
            EXAMPLES
              mateo map kunden.csv >kunden.json
              mateo encode kunden.csv --mapping kunden.json | head -1

            DETAILS
            The command reads the headings and the first 1,000 rows. It writes the mapping to standard output as JSON, for the flag \
            --mapping of 'mateo import'. It writes a table for people to standard error. Check the mapping before you use it. Columns \
            that it does not recognize are left out. The table says why a known column is not mapped. It lists columns about consent, and never maps them. Flags that describe the file \
            become part of the mapping.

            A column is mapped to external_id only if its values do not repeat in these rows. If no column identifies a record, there \
            is a warning: every row would be held.

            EXIT CODES
              0    done
              2    wrong usage, or the input cannot be read
            """)

    @Argument(help: ArgumentHelp("CSV with a header line; '-' reads standard input.", valueName: "file"))
    var file: String

    @Option(name: .customLong("type"), help: "What the records are.")
    var kind = Choice(RecordType.contacts)

    @OptionGroup var dialect: DialectOptions

    /// The part of a mapping that the table shows.
    private struct Document: Decodable {
        struct Field: Decodable {
            var column: String
            var field: String
            var type: String?
        }
        struct Comment: Decodable {
            var consent: [String]
            var notMapped: [String]
            var warnings: [String]?
            var notes: [String]?
            var refusals: [String]?
            var words: [String: [String]]?
            var reasons: [String: String]?

            enum CodingKeys: String, CodingKey {
                case consent, warnings, notes, refusals, words, reasons
                case notMapped = "not_mapped"
            }
        }
        var fields: [Field]
        var set: [String: String]
        var comment: Comment
    }

    func execute() throws -> ExitStatus {
        var options = CSVOptions()
        dialect.apply(to: &options)
        if let encoding = dialect.encoding { options.encoding = Encoding(encoding) }
        let path = file == "-" ? "/dev/stdin" : file
        let json = try MateoMapping.propose(csvFile: path, type: kind.value, options: options)
        if let document = try? JSONDecoder().decode(Document.self, from: Data(json)) {
            Standard.error.write(table(document))
            for note in document.comment.notes ?? [] { Standard.complain("note: \(note)") }
            for warning in document.comment.warnings ?? [] { Standard.complain("warning: \(warning)") }
        }
        Standard.output.writeOrEnd(json)
        return .success
    }

    private func table(_ document: Document) -> String {
        var rows: [(column: String, meaning: String)] = document.fields.map { field in
            (field.column, field.field + (field.type.map { "  " + $0 } ?? ""))
        }
        rows += document.set.sorted { $0.key < $1.key }.map { ($0.value, $0.key) }
        rows += document.comment.consent.map { ($0, "not mapped: " + consent($0, document.comment)) }
        rows += document.comment.notMapped.map { column in
            (column, "not mapped" + (document.comment.reasons?[column].map { ": " + $0 } ?? ""))
        }
        let width = rows.map(\.column.count).max() ?? 0
        let lines = rows.map { row in
            Printable.line(row.column) + String(repeating: " ", count: width - row.column.count) + "  " + row.meaning
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// Returns what a column about consent means, and how to map it. The service's own fields have other types than
    /// marketing channels.
    private func consent(_ column: String, _ comment: Document.Comment) -> String {
        let isRefusal = comment.refusals?.contains(column) == true
        if let reason = comment.reasons?[column] { return (isRefusal ? "refusal of consent; " : "consent; ") + reason }
        let words = comment.words?[column] ?? ["WORD"]
        if isRefusal {
            return "refusal of consent; map it yourself, as NAME:consent"
                + Self.parameters(words, yes: "declined", no: "accepted") + ", if no means consent"
        }
        let field = column.lowercased()
        if field.hasSuffix("_marketing_opt_in") {
            return "consent; map it yourself, as \(field):boolean"
                + Self.parameters(words, yes: "true", no: "false")
        }
        if field.hasSuffix("_transactional_opt_in") {
            return "consent; map it yourself, as \(field), if the cells are legal bases"
        }
        return "consent; map it yourself, as NAME:consent" + Self.parameters(words, yes: "accepted", no: "declined")
            + ", where NAME is a marketing channel"
    }

    /// Returns words with their values, as in `(ja=true, nein=false)`. Nobody but the user knows the value of a word that
    /// is neither yes nor no.
    private static func parameters(_ words: [String], yes: String, no: String) -> String {
        let pairs = words.map { word in
            switch word.lowercased() {
            case "ja", "j", "yes", "y", "true", "wahr", "x", "1": word + "=" + yes
            case "nein", "n", "no", "false", "falsch", "0": word + "=" + no
            default: word + "=VALUE"
            }
        }
        return "(" + pairs.joined(separator: ", ") + ")"
    }
}
