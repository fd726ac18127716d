/// Records that are not needed any more, in a place that is not free yet.
struct Released {
    /// Its number in the journal.
    let id: Int64
    let place: RecordsPlace
}
