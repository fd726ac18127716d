import MateoCore

/// A batch in the state in which it was read from the journal.
final class Batch {
    let id: Int64
    let importID: Int64
    let firstRow: Int64
    /// Its last row. Some rows between may belong to no batch.
    let lastRow: Int64
    /// The number of its records.
    let records: Int64
    let reference: String
    /// How often its POST began, and when it last began, in milliseconds since 1970.
    let attempts: Int64
    let begunAt: Int64
    /// The place of its records; nil if they are no longer needed.
    let place: RecordsPlace?
    /// Its state.
    let delivery: Delivery

    init(
        id: Int64, importID: Int64, firstRow: Int64, lastRow: Int64, records: Int64, reference: String,
        attempts: Int64, begunAt: Int64, place: RecordsPlace?, delivery: Delivery
    ) {
        self.id = id
        self.importID = importID
        self.firstRow = firstRow
        self.lastRow = lastRow
        self.records = records
        self.reference = reference
        self.attempts = attempts
        self.begunAt = begunAt
        self.place = place
        self.delivery = delivery
    }

    /// Its rows, for messages.
    var rows: Text {
        @inline(never) get { "rows \(firstRow) to \(lastRow)" }
    }
}

/// The place of a batch's records in the file of records.
struct RecordsPlace: Equatable {
    /// The first byte.
    let start: Int64
    /// The length in bytes.
    let count: Int64
}
