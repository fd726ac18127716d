import MateoCore
import MateoEngine

/// A failure as C sees it.
struct ListedFailure: Listed {
    let row: Int64
    let line: Int64
    let state: Int32
    let isRetryable: Bool
    let externalID: CText
    let code: CText
    let message: CText
    let reason: CText
    let input: CText

    init(_ failure: Failure) {
        row = failure.row
        line = failure.line
        state = Int32(truncatingIfNeeded: failure.leftOut?.rawValue ?? 0)
        isRetryable = failure.isRetryable
        externalID = CText(failure.externalID)
        code = CText(failure.code)
        message = CText(failure.message)
        reason = failure.reason.map { CText($0.text) } ?? message
        input = CText(failure.input)
    }
}
