import MateoCore
import MateoEngine

/// A failure as C sees it.
struct ListedFailure: Listed {
    let entry: Failure
    let row: Int64
    let line: Int64
    let state: Int32
    let isRetryable: Bool
    let externalID: CText
    let code: CText
    let message: CText
    let reason: CText
    let input: CText
    let source: CText
    let tag: CText

    init(_ failure: Failure) {
        entry = failure
        row = failure.row
        line = failure.line
        state = failure.state.rawValue
        isRetryable = failure.isRetryable
        externalID = CText(failure.externalID)
        code = CText(failure.code)
        message = CText(failure.message)
        reason = failure.reason.map { CText($0.text) } ?? message
        input = CText(failure.input)
        source = CText(failure.source)
        tag = CText(failure.tag)
    }
}
