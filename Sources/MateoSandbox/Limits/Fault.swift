extension Sandbox {
    /// A deliberate fault of a request. The raw value is its name in `--faults` of the command `mateo-sandbox`.
    public enum Fault: String, CaseIterable, Sendable {
        /// The request had an effect, and the connection is closed without an answer.
        case lost
        /// The request had an effect, and the answer is 504 and an HTML page.
        case gateway504
        /// The request had no effect: 500 with the code 57014, a statement timeout.
        case statementTimeout = "57014"
        /// The request had no effect, and the answer is 502 and an HTML page.
        case html502
        /// The POST had an effect, and the answer is 502 and an HTML page.
        case html502Committed = "html502-committed"
        /// The request had no effect: 429 without any rate limit header.
        case tooMany = "429"
        /// The request had an effect, and the JSON of the answer is cut off.
        case truncated
        /// The answer is late, see ``Sandbox/Settings/slowMs``.
        case slow
        /// The request had no effect: 307 to another origin, which must not get the key.
        case redirect
        /// The request had an effect, and the answer has no body.
        case empty
        /// The POST is accepted, but its import is never processed.
        case never
        /// The POST is accepted, and its `failed_url` stays null, see ``Sandbox/Settings/failed``.
        case noFile = "no-file"

        /// Whether the request is refused without any effect: nothing is stored, and no quota is used.
        var rollsBack: Bool {
            switch self {
            case .statementTimeout, .html502, .tooMany, .redirect: true
            case .lost, .gateway504, .html502Committed, .truncated, .slow, .empty, .never, .noFile: false
            }
        }

        /// Whether a poll can have this fault.
        var suitsPolls: Bool {
            switch self {
            case .never, .noFile, .html502Committed: false
            default: true
            }
        }
    }
}
