import MateoCore

/// A batch as the journal knew it when it was read.
final class Batch {
    let id: Int64
    let importID: Int64
    /// Its first row.
    let firstRow: Int64
    /// Its last row. Rows between may be of no batch.
    let lastRow: Int64
    /// How many records it has.
    let records: Int64
    let reference: String
    /// How often its POST was begun, and when for the last time, in milliseconds since 1970.
    let attempts: Int64
    let begunAt: Int64
    /// Where its records are; nil when they are not needed any more.
    let place: RecordsPlace?
    /// What is known of it.
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

/// Where the records of a batch are in the file of records.
struct RecordsPlace: Equatable {
    /// The first byte.
    let start: Int64
    /// How many bytes there are.
    let count: Int64
}
