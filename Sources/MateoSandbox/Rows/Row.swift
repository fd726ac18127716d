/// A payload object.
struct Row {
    var cells: [Cell] = []
    /// What names the contact of a deal or an appointment.
    var contactID: String?
    var contactExternalID: String?
    /// Texts of cells that do not stand in the payload as they are.
    private var kept: [Bytes] = []

    /// Keeps a text for as long as the row has it.
    mutating func keep(_ text: [UInt8]) -> UnsafeBufferPointer<UInt8> {
        let bytes = Bytes(text)
        kept.append(bytes)
        return bytes.buffer
    }

    /// Sets a field. As in jsonb, the last of several equal keys counts.
    mutating func set(_ cell: Cell) {
        if let earlier = cells.firstIndex(where: { $0.field == cell.field }) {
            cells[earlier] = cell
        } else {
            cells.append(cell)
        }
    }

    /// Makes room for the next row.
    mutating func clear() {
        cells.removeAll(keepingCapacity: true)
        if !kept.isEmpty { kept.removeAll() }
        contactID = nil
        contactExternalID = nil
    }
}
