/// The service's list of failed records of a job.
///
/// Each failure is the record itself with the members `code` and `message`, or an object that holds it as `input`.
package struct FailureReport: Sendable {
    /// The failures. What is no object in the list is none.
    let entries: JSONElements

    /// How many failures are in the list.
    var count: Int {
        var count = 0
        for entry in entries where entry.kind == .object { count += 1 }
        return count
    }

    /// The list that an answer has in it; nil when it is not an array.
    init?(list: JSONValue) {
        guard list.kind == .array else { return nil }
        entries = list.elements
    }

    /// A list that was fetched from its address. The service does not document its form: an array, an object with
    /// `failed`, one failure, one failure a line, or CSV.
    ///
    /// - Returns: nil when it is none of these, or when there is too little memory to read it.
    package init?(file body: [UInt8], type: RecordType) {
        if let value = JSONValue(body) {
            let list = value.kind == .array ? value : value.member("failed")
            if let list, list.kind == .array {
                entries = list.elements
            } else if value.kind == .object {
                entries = JSONElements(body, 0..<body.count)
            } else {
                return nil
            }
            return
        }
        guard UTF8Check.firstFault(in: body.span) == nil, !body.contains(0) else { return nil }
        if body.first(where: { $0 > 32 }) == UInt8(ascii: "{") {
            guard Self.isJSONLines(body) else { return nil }
            entries = JSONElements(body, 0..<body.count)
        } else {
            guard let rows = FailedCSV.rows(of: body, type) else { return nil }
            entries = JSONElements(rows, 0..<rows.count)
        }
    }

    /// Whether each line is JSON, but for empty ones.
    private static func isJSONLines(_ body: [UInt8]) -> Bool {
        var start = 0
        while start < body.count {
            var end = start
            while end < body.count, body[end] != UInt8(ascii: "\n"), body[end] != UInt8(ascii: "\r") {
                end += 1
            }
            guard end == start || JSONCheck.accepts(body.span.extracting(start..<end)) else { return false }
            start = end + 1
        }
        return true
    }

    /// The failures in the list, and the records of the batch that they are about: first those of known records and then
    /// the others, both in the order of the list.
    ///
    /// The list holds the records as they were sent, maybe with their members in another order. Equal content is matched
    /// first, as often as it was sent; then equal `external_id`.
    ///
    /// - Parameters:
    ///   - payload: the records that were sent, with commas between them.
    ///   - count: the most failures to give; there are none for a negative number.
    /// - Throws: `memory` when there is too little of it.
    package func failures(among payload: [UInt8], atMost count: Int64) throws(MateoError) -> MatchedFailures {
        try RecordMatch.matches(of: entries, among: payload, atMost: Int(count))
    }

    /// The `external_id` of a record as text; empty when it has none.
    package static func externalID(of record: [UInt8]) -> [UInt8] {
        JSONValue(record).map(externalID(of:)) ?? []
    }

    static func externalID(of record: JSONValue) -> [UInt8] {
        record.member("external_id")?.words ?? []
    }

    /// The record that a failure holds, if it holds one.
    static func record(in failure: JSONValue) -> JSONValue? {
        failure.member("input").flatMap { $0.kind == .object ? $0 : nil }
    }
}
