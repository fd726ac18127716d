import MateoEngine

/// An import as C sees it through a cursor.
struct ListedImport: Listed {
    let summary: ImportSummary
    let name: CText

    init(_ summary: ImportSummary) {
        self.summary = summary
        name = CText(summary.entry.name)
    }
}
