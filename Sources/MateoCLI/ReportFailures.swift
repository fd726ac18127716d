import Mateo

/// Failed rows by reason, for a report. It takes the same memory for any number of rows.
struct ReportFailures {
    /// Rows with the same fault.
    struct Group {
        /// Whether the rows failed at the service, or why they were not sent.
        let state: String
        let reason: String
        /// A code for programs; nil for none.
        let code: String?
        var count: Int64 = 0
        /// The first rows.
        var rows: [Int64] = []
        var examples: [Example] = []
    }

    /// A row with personal data.
    struct Example {
        let row: Int64?
        /// Its line in the file; nil if unknown.
        let line: Int64?
        let externalID: String?
        /// The service's message; empty if it adds nothing to the reason.
        let message: String
        /// The record; nil if unknown.
        let input: String?

        /// The place of the row, for people.
        var place: String {
            let row = row.map { "row \(Printable.count($0))" } ?? "a row"
            return row + (line.map { ", line \(Printable.count($0))" } ?? "") + (externalID.map { " (\($0))" } ?? "")
        }
    }

    /// The most groups, the most rows listed in each, and the most examples.
    private static let (mostGroups, mostRows, mostExamples) = (50, 5, 3)
    /// The most characters of an example's texts.
    private static let mostCharacters = 400

    private let showsExamples: Bool
    private var found: [String: Group] = [:]
    /// The number of rows in no group.
    private(set) var others: Int64 = 0

    init(showsExamples: Bool) {
        self.showsExamples = showsExamples
    }

    /// The groups, the largest first.
    var groups: [Group] {
        found.values.sorted { ($1.count, $0.state, $0.reason) < ($0.count, $1.state, $1.reason) }
    }

    mutating func add(_ failure: FailedRecord) {
        // The code of a check belongs to the library.
        var code = failure.code.flatMap { failure.state != .failed || Self.isCode($0) ? $0 : nil }
        let reason = Self.reason(failure, showsCode: code != nil)
        let state = Self.state(failure)
        if code == state { code = nil }
        let key = "\(state): \(reason): \(code ?? "")"
        if found[key] == nil {
            guard found.count < Self.mostGroups else {
                others += 1
                return
            }
            found[key] = Group(state: state, reason: reason, code: code)
        }
        found[key]?.count += 1
        if let row = failure.row, found[key]?.rows.count ?? 0 < Self.mostRows { found[key]?.rows.append(row) }
        guard showsExamples, found[key]?.examples.count ?? 0 < Self.mostExamples else { return }
        found[key]?.examples.append(Self.example(failure))
    }

    private static func state(_ failure: FailedRecord) -> String {
        failure.state == .held ? "held back" : failure.state.word.description
    }

    /// Returns the fault without a value of the record.
    private static func reason(_ failure: FailedRecord, showsCode: Bool) -> String {
        guard let reason = failure.reasonWithoutValues else {
            if showsCode { return "the service refused the record with a code of its own" }
            return failure.code?.isEmpty == false
                ? "the service refused the record with a code of another form; --examples shows its message"
                : "the service refused the record and gave no code"
        }
        guard failure.otherRow != nil, reason.hasPrefix("row "),
            let space = reason.dropFirst(4).firstIndex(of: " ")
        else { return reason }
        // A duplicate's reason contains the number of the other row.
        return "another row" + reason[space...]
    }

    /// Returns whether a code is an SQLSTATE or one of PostgREST, and not a text of the service.
    private static func isCode(_ code: String) -> Bool {
        let digits = code.hasPrefix("PGRST") ? code.dropFirst(5) : Substring(code)
        let isSure = digits.startIndex > code.startIndex ? digits.utf8.count <= 5 : code.utf8.count == 5
        return isSure
            && digits.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
                default: false
                }
            }
            && digits.utf8.contains { $0 <= UInt8(ascii: "9") }
    }

    private static func example(_ failure: FailedRecord) -> Example {
        Example(
            row: failure.row, line: failure.line, externalID: failure.externalID.map(short),
            message: failure.state == .failed ? short(failure.message) : "", input: failure.input.map(short))
    }

    private static func short(_ text: String) -> String {
        let start = text.prefix(mostCharacters)
        return Printable.line(start) + (start.endIndex < text.endIndex ? "…" : "")
    }
}

extension ReportFailures.Group {
    /// The first rows, for people.
    var rowsText: String {
        guard !rows.isEmpty else { return "The service does not name the rows." }
        let more = count - Int64(rows.count)
        return (count == 1 ? "Row " : "Rows ") + rows.map { Printable.count($0) }.joined(separator: ", ")
            + (more > 0 ? " and \(Printable.count(more)) more" : "")
    }
}
