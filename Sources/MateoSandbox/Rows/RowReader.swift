/// Reads one payload object into cells, or returns its failure.
struct RowReader {
    let entity: Entity
    let payload: Bytes

    /// Reads the next value of the payload. After a failure, the reader is somewhere within the value.
    func read(_ row: inout Row, from reader: inout JSONReader) throws(RowFailure) {
        row.clear()
        guard reader.isAt("{") else {
            throw RowFailure(code: "22023", message: "cannot populate a row from a value that is no object")
        }
        do {
            try object(&row, from: &reader)
        } catch let failure as RowFailure {
            throw failure
        } catch {
            throw RowFailure(code: "22P02", message: "invalid input syntax for type json")
        }
    }

    private func object(_ row: inout Row, from reader: inout JSONReader) throws {
        let rules = CellRules(entity: entity, payload: payload, row: reader.offset)
        try reader.enter("{")
        while let key = try reader.key() {
            let value = try reader.value()
            let name = key.isEscaped ? row.keep(JSONB.string(key, in: payload)) : payload[key.range]
            if let index = entity.index(of: name) {
                row.set(Cell(field: index, value: try rules.value(value, for: index, in: &row)))
            } else {
                try special(RowFailure.text(name), value, in: &row)
            }
        }
    }

    /// Handles keys without a column of their own.
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
