/// Records that are no longer needed, in a place that is not yet free.
struct Released {
    /// Its number in the journal.
    let id: Int64
    let place: RecordsPlace
}
