/// Reads one payload object into cells, or says why it fails.
struct RowReader {
    let entity: Entity
    let payload: [UInt8]

    /// A payload object.
    struct Row {
        var cells: [Cell] = []
        /// What names the contact of a deal or an appointment.
        var contactID: String?
        var contactExternalID: String?
    }

    /// Reads the next value of the payload. If that fails, the reader stands somewhere within the value.
    func row(from reader: inout JSONReader) throws(RowFailure) -> Row {
        guard reader.isAt("{") else {
            throw RowFailure(code: "22023", message: "cannot populate a row from a value that is no object")
        }
        do {
            return try object(from: &reader)
        } catch let failure as RowFailure {
            throw failure
        } catch {
            throw RowFailure(code: "22P02", message: "invalid input syntax for type json")
        }
    }

    private func object(from reader: inout JSONReader) throws -> Row {
        var row = Row()
        row.cells.reserveCapacity(16)
        let rules = CellRules(table: entity.table, payload: payload, row: reader.offset)
        try reader.enter("{")
        while let key = try reader.key() {
            let value = try reader.value()
            let name = key.isEscaped ? ArraySlice(JSONB.string(key, in: payload)) : payload[key.range]
            guard let index = entity.index(of: name) else {
                try special(RowFailure.text(name), value, in: &row)
                continue
            }
            let cell = Cell(field: index, value: try rules.value(value, for: entity.fields[index]))
            // As in jsonb, the last of several equal keys counts.
            if let earlier = row.cells.firstIndex(where: { $0.field == index }) {
                row.cells[earlier] = cell
            } else {
                row.cells.append(cell)
            }
        }
        return row
    }

    /// Keys that have no column of their own.
    private func special(_ name: String, _ value: JSONReader.Value, in row: inout Row) throws(RowFailure) {
        let text = value.kind == .null ? nil : RowFailure.text(JSONB.string(value, in: payload))
        switch (name, entity.kind) {
        case ("country_codes", .contact): break
        case ("contact_id", .deal), ("contact_id", .appointment):
            if let text, UUIDText.canonical(text) == nil { throw .syntax("uuid", text.utf8) }
            row.contactID = text
        case ("contact_external_id", .deal), ("contact_external_id", .appointment):
            row.contactExternalID = text
        default:
            throw RowFailure(
                code: "42703",
                message: "column \"\(name)\" of relation \"\(entity.importType)\" does not exist")
        }
    }
}
