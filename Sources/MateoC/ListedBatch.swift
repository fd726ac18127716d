import MateoEngine

/// A batch that was sent as C sees it.
struct ListedBatch: Listed {
    let batch: SentBatch

    init(_ batch: SentBatch) {
        self.batch = batch
    }
}
