/// Writes contacts by external id, or else by the first known handle. The database's unique constraints find handles of
/// other contacts. These handles are moved, as in the service.
final class ContactWriter {
    private let entity: Entity
    private let statements: RowStatements
    private let database: Database
    /// The fields that have an index so far.
    private var isIndexed: [Bool]
    private var lookups: [Int: Statement] = [:]
    private var removals: [Int: Statement] = [:]

    init(entity: Entity, database: Database) {
        self.entity = entity
        self.database = database
        statements = RowStatements(entity: entity, database: database)
        isIndexed = entity.identifies.map { !$0 }
    }

    /// Begins the rows of a transaction. Indexes of an earlier transaction may have been rolled back.
    func begin() { isIndexed = entity.identifies.map { !$0 } }

    /// Writes the row, and returns the handles that it took from other contacts.
    func write(_ cells: [Cell], at now: Timestamp) throws -> [Hint] {
        let isIdentified = cells.contains { !$0.isNull && entity.identifies[$0.field] }
        guard isIdentified else { throw RowFailure.missing(entity.table, "external_id") }
        for cell in cells where !isIndexed[cell.field] && !cell.isNull {
            try entity.index(cell.field, in: database)
            isIndexed[cell.field] = true
        }
        if cells.contains(where: { $0.field == entity.externalID && !$0.isNull }) {
            do {
                try statements.upsert(cells, at: now)
                return []
            } catch let error as DatabaseError where error.isUniqueViolation {}
        }
        return try writeWithOwners(cells, at: now)
    }

    private func writeWithOwners(_ cells: [Cell], at now: Timestamp) throws -> [Hint] {
        var target: Int64?
        let externalID = cells.first { $0.field == entity.externalID && !$0.isNull }
        if let externalID { target = try owner(of: externalID)?.row }
        var owners: [(cell: Cell, row: Int64)] = []
        for cell in cells where !cell.isNull && entity.fields[cell.field].isHandle {
            guard let owner = try owner(of: cell) else { continue }
            owners.append((cell, owner.row))
            // A contact with another external id is another contact, whatever its handles are.
            if target == nil, externalID == nil || !owner.hasExternalID { target = owner.row }
        }
        var taken: [(cell: Cell, row: Int64)] = []
        for owner in owners where owner.row != target {
            try remove(owner.cell.field, from: owner.row, at: now)
            taken.append(owner)
        }
        if let target {
            try statements.update(row: target, cells, at: now)
        } else {
            try statements.upsert(cells, at: now)
        }
        let written = target ?? database.lastRow
        return taken.map { cell, row in
            Hint(
                field: entity.fields[cell.field].name, value: cell.text, takenFrom: row, givenTo: written)
        }
    }

    private func owner(
        of cell: Cell
    ) throws(DatabaseError) -> (row: Int64, hasExternalID: Bool)? {
        let statement = try statement(
            &lookups, cell.field, "SELECT _row, external_id IS NOT NULL FROM contact WHERE \"%\" = ?1")
        defer { statement.reset() }
        cell.bind(to: statement, at: 1)
        return try statement.step() ? (statement.integer(0), statement.integer(1) == 1) : nil
    }

    private func remove(_ field: Int, from row: Int64, at now: Timestamp) throws(DatabaseError) {
        let statement = try statement(
            &removals, field, "UPDATE contact SET \"%\" = NULL, _updated = ?1 WHERE _row = ?2")
        statement.bind(1, now.microseconds)
        statement.bind(2, row)
        try statement.run()
    }

    /// Returns the statement for a field. The field's name replaces the percent sign.
    private func statement(
        _ known: inout [Int: Statement], _ field: Int, _ sql: String
    ) throws(DatabaseError) -> Statement {
        if let statement = known[field] { return statement }
        let sql = sql.split(separator: "%").joined(separator: entity.fields[field].name)
        let statement = try database.prepare(sql)
        known[field] = statement
        return statement
    }
}
