import MateoEngine

/// A failure as C sees it.
struct ListedFailure: Listed {
    let row: Int64
    let externalID: CText
    let code: CText
    let message: CText
    let input: CText

    init(_ failure: Failure) {
        row = failure.row
        externalID = CText(failure.externalID)
        code = CText(failure.code)
        message = CText(failure.message)
        input = CText(failure.input)
    }
}
