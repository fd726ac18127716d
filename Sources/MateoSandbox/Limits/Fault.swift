/// What can go wrong with a request on purpose.
enum Fault: String, CaseIterable, Sendable {
    case lost
    case gateway504
    case statementTimeout = "57014"
    case html502
    case html502Committed = "html502-committed"
    case tooMany = "429"
    case truncated
    case slow
    case redirect
    case empty
    case never
    case noFile = "no-file"

    /// Whether the request is refused as if it had never come: nothing is stored, no quota is used.
    var rollsBack: Bool {
        switch self {
        case .statementTimeout, .html502, .tooMany, .redirect: true
        case .lost, .gateway504, .html502Committed, .truncated, .slow, .empty, .never, .noFile: false
        }
    }

    /// Whether a poll can have it.
    var suitsPolls: Bool {
        switch self {
        case .never, .noFile, .html502Committed: false
        default: true
        }
    }
}
