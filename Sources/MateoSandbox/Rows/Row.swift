/// A payload object.
struct Row {
    var cells: [Cell] = []
    /// The contact of a deal or an appointment.
    var contactID: String?
    var contactExternalID: String?
    /// Texts of cells that differ from the payload.
    private var kept: [Bytes] = []

    /// Keeps a text as long as the row uses it.
    mutating func keep(_ text: [UInt8]) -> UnsafeBufferPointer<UInt8> {
        let bytes = Bytes(text)
        kept.append(bytes)
        return bytes.buffer
    }

    /// Sets a field. As in jsonb, the last of repeated keys counts.
    mutating func set(_ cell: Cell) {
        if let earlier = cells.firstIndex(where: { $0.field == cell.field }) {
            cells[earlier] = cell
        } else {
            cells.append(cell)
        }
    }

    /// Clears the row for the next one.
    mutating func clear() {
        cells.removeAll(keepingCapacity: true)
        if !kept.isEmpty { kept.removeAll() }
        contactID = nil
        contactExternalID = nil
    }
}
