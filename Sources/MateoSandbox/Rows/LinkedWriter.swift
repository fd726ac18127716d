/// Writes deals or appointments by external id. Each belongs to a contact that must exist.
final class LinkedWriter {
    private let entity: Entity
    private let statements: RowStatements
    private let contactByID: Statement
    private let contactByExternalID: Statement
    private let existing: Statement

    init(entity: Entity, database: Database) throws(DatabaseError) {
        self.entity = entity
        statements = RowStatements(entity: entity, database: database)
        contactByID = try database.prepare("SELECT _row FROM contact WHERE _row = ?1")
        contactByExternalID = try database.prepare("SELECT _row FROM contact WHERE external_id = ?1")
        existing = try database.prepare("SELECT _row, _contact FROM \(entity.table) WHERE external_id = ?1")
    }

    func write(_ row: Row, at now: Timestamp, mayReassign: Bool) throws {
        let contact = try contact(of: row)
        let externalID = row.cells.first { $0.field == entity.externalID && !$0.isNull }
        if let externalID, let (found, owner) = try find(externalID) {
            if let contact, owner != contact, !mayReassign {
                throw RowFailure(
                    code: "P0001",
                    message: "the \(entity.table) belongs to another contact, and reassignment is off")
            }
            try statements.update(row: found, row.cells, contact: contact, at: now)
        } else {
            guard contact != nil else { throw RowFailure.missing(entity.table, "contact_id") }
            try statements.upsert(row.cells, contact: contact, at: now)
        }
    }

    private func find(_ externalID: Cell) throws(DatabaseError) -> (Int64, Int64)? {
        defer { existing.reset() }
        externalID.bind(to: existing, at: 1)
        return try existing.step() ? (existing.integer(0), existing.integer(1)) : nil
    }

    private func contact(of row: Row) throws -> Int64? {
        let statement: Statement
        if let id = row.contactID {
            statement = contactByID
            statement.bind(1, ContactID.row(id) ?? 0)
        } else if let externalID = row.contactExternalID {
            statement = contactByExternalID
            statement.bind(1, externalID)
        } else {
            return nil
        }
        defer { statement.reset() }
        guard try statement.step() else {
            throw RowFailure(
                code: "23503",
                message: "insert or update on table \"\(entity.table)\" violates foreign key constraint "
                    + "\"\(entity.table)_contact_id_fkey\"")
        }
        return statement.integer(0)
    }
}
