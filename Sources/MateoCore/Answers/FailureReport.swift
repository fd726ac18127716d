/// The service's list of failed records of a job.
///
/// Each failure is the record itself with the members `code` and `message`, or an object with the record as `input`.
package struct FailureReport: Sendable {
    /// The failures. Elements that are not objects do not count.
    let entries: JSONElements

    /// The number of failures in the list.
    package var count: Int {
        var count = 0
        for entry in entries where entry.kind == .object { count += 1 }
        return count
    }

    /// Reads a list inside an answer. Returns nil if it is not an array.
    init?(list: JSONValue) {
        guard list.kind == .array else { return nil }
        entries = list.elements
    }

    /// Reads a list that was fetched from its address. The service does not document its form. It may be an array, an
    /// object with `failed`, one failure, one failure a line, or CSV.
    ///
    /// - Returns: nil if it is none of these, or if there is not enough memory to read it.
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

    /// Returns whether each line is JSON. Empty lines are allowed.
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

    /// Returns the failures in the list, each with its record of the batch. Failures of known records come first, then
    /// the others. Both follow the order of the list.
    ///
    /// The list repeats the records as they were sent, perhaps with their members in another order. Records match by
    /// equal content first, as often as that content was sent, then by equal `external_id`.
    ///
    /// - Parameters:
    ///   - payload: the records that were sent, with commas between them.
    ///   - count: the most failures to return. A negative number returns none.
    /// - Throws: `memory` if there is not enough memory.
    package func failures(among payload: [UInt8], atMost count: Int64) throws(MateoError) -> MatchedFailures {
        try RecordMatch.matches(of: entries, among: payload, atMost: Int(count))
    }

    /// Returns the `external_id` of a record as text, or no bytes if it has none.
    package static func externalID(of record: [UInt8]) -> [UInt8] {
        JSONValue(record).map(externalID(of:)) ?? []
    }

    static func externalID(of record: JSONValue) -> [UInt8] {
        guard let value = record.member("external_id") else { return [] }
        return (value.member(ListedRow.cell) ?? value).words
    }

    /// Returns the record inside a failure, or nil.
    static func record(in failure: JSONValue) -> JSONValue? {
        guard let input = failure.member("input") else { return nil }
        if input.kind == .object { return input }
        // A service may write the object as a text.
        return input.kind == .string ? JSONValue(input.text).flatMap { $0.kind == .object ? $0 : nil } : nil
    }
}
