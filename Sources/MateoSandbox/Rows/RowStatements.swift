/// The statements that write rows of one table. Every set of fields needs its own statement. They are kept, since a
/// batch has few sets.
final class RowStatements {
    private enum Verb { case upsert, update }

    private struct Shape {
        let verb: Verb
        let fields: [Int]
    }

    /// A statement with its purpose.
    private struct Entry {
        let shape: Shape
        let statement: Statement

        func fits(_ verb: Verb, _ cells: [Cell]) -> Bool {
            guard shape.verb == verb, shape.fields.count == cells.count else { return false }
            for index in cells.indices where cells[index].field != shape.fields[index] { return false }
            return true
        }
    }

    private static let most = 256

    private let entity: Entity
    private let database: Database
    private var entries: [Int: Entry] = [:]

    init(entity: Entity, database: Database) {
        self.entity = entity
        self.database = database
    }

    /// Inserts the row, or updates the one with its external id.
    func upsert(_ cells: [Cell], contact: Int64? = nil, at now: Timestamp) throws {
        let statement = try statement(.upsert, cells)
        bind(cells, to: statement, at: now)
        bindContact(contact, to: statement, after: cells.count + 1)
        try statement.run()
    }

    /// Updates the row. Nil leaves the contact unchanged.
    func update(row: Int64, _ cells: [Cell], contact: Int64? = nil, at now: Timestamp) throws {
        let statement = try statement(.update, cells)
        bind(cells, to: statement, at: now)
        bindContact(contact, to: statement, after: cells.count + 1)
        statement.bind(cells.count + (entity.hasContact ? 3 : 2), row)
        try statement.run()
    }

    private func bind(_ cells: [Cell], to statement: Statement, at now: Timestamp) {
        statement.bind(1, now.microseconds)
        for (index, cell) in cells.enumerated() { cell.bind(to: statement, at: index + 2) }
    }

    private func bindContact(_ contact: Int64?, to statement: Statement, after index: Int) {
        guard entity.hasContact else { return }
        if let contact { statement.bind(index + 1, contact) } else { statement.bindNull(index + 1) }
    }

    private func statement(_ verb: Verb, _ cells: [Cell]) throws(DatabaseError) -> Statement {
        var key = verb == .upsert ? 1 : 2
        for cell in cells { key = key &* 31 &+ cell.field }
        if let entry = entries[key], entry.fits(verb, cells) { return entry.statement }
        if entries.count >= Self.most { entries = [:] }
        let shape = Shape(verb: verb, fields: cells.map(\.field))
        let statement = try database.prepare(sql(shape))
        entries[key] = Entry(shape: shape, statement: statement)
        return statement
    }

    private func sql(_ shape: Shape) -> String {
        let columns = shape.fields.map { "\"\(entity.fields[$0].name)\"" }
        let contactParameter = "?\(columns.count + 2)"
        switch shape.verb {
        case .upsert:
            let names = ["_created", "_updated"] + columns + (entity.hasContact ? ["_contact"] : [])
            let values =
                ["?1", "?1"] + columns.indices.map { "?\($0 + 2)" }
                + (entity.hasContact ? [contactParameter] : [])
            let updates = ["_updated = excluded._updated"] + columns.map { "\($0) = excluded.\($0)" }
            let contactUpdate = entity.hasContact ? ", _contact = coalesce(excluded._contact, _contact)" : ""
            return "INSERT INTO \(entity.table) (\(names.joined(separator: ", "))) VALUES "
                + "(\(values.joined(separator: ", "))) ON CONFLICT (external_id) WHERE external_id IS NOT NULL "
                + "DO UPDATE SET "
                + updates.joined(separator: ", ") + contactUpdate
        case .update:
            let updates = ["_updated = ?1"] + columns.enumerated().map { "\($1) = ?\($0 + 2)" }
            let contactUpdate =
                entity.hasContact ? ", _contact = coalesce(\(contactParameter), _contact)" : ""
            let row = "?\(columns.count + (entity.hasContact ? 3 : 2))"
            return
                "UPDATE \(entity.table) SET \(updates.joined(separator: ", "))\(contactUpdate) WHERE _row = \(row)"
        }
    }
}
