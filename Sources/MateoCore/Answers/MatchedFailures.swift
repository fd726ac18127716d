/// The failures in a service's list. Those of known records come first, then the others. Both follow the order of the
/// list. Each failure is built when it is asked for, so a million of them take little memory.
package struct MatchedFailures: RandomAccessCollection, Sendable {
    /// A failure and the record that was sent, as places in their texts.
    struct Match: BitwiseCopyable, Sendable {
        let entry: TextPlace
        let sent: TextPlace
        /// The record's place in the batch; negative if unknown.
        let position: Int32
    }

    private let entries: JSONElements
    private let payload: [UInt8]
    private let matches: [Match]

    init(_ entries: JSONElements, _ payload: [UInt8], _ matches: [Match]) {
        self.entries = entries
        self.payload = payload
        self.matches = matches
    }

    /// The place of the first failure.
    package var startIndex: Int { 0 }
    /// The place behind the last failure.
    package var endIndex: Int { matches.count }

    /// The failure at a place.
    package subscript(index: Int) -> MatchedFailure {
        let match = matches[index]
        let entry = entries.value(at: match.entry.range)
        let record = FailureReport.record(in: entry)
        let isKnown = match.position >= 0
        // The service may return only a part of the record, or other values.
        let sent = Array(payload[match.sent.range])
        return MatchedFailure(
            position: isKnown ? Int64(match.position) : nil,
            externalID: isKnown ? FailureReport.externalID(of: sent) : FailureReport.externalID(of: record ?? entry),
            code: entry.member("code")?.words ?? [], message: entry.member("message")?.words ?? [],
            input: isKnown ? sent : record?.compact ?? sent)
    }
}
