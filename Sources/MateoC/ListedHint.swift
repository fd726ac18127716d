import MateoEngine

/// A hint as C sees it.
struct ListedHint: Listed {
    let rows: RowRange
    let text: CText

    init(_ hint: Hint) {
        rows = hint.rows
        text = CText(hint.text)
    }
}
