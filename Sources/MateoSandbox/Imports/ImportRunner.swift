/// Processes imports in the background.
final class ImportRunner {
    /// The service keeps the payload "for small imports".
    private static let keptPayloadBytes = 1 << 20
    private static let keptHints = 20

    private let database: Database
    private let contact: Entity
    private let deal: Entity
    private let appointment: Entity
    private let contacts: ContactWriter
    private let deals: LinkedWriter
    private let appointments: LinkedWriter
    private let steps: Int
    private let fileBase: String?
    private let checksRows: Bool
    private let read: Statement
    private let write: Statement

    /// - Parameters:
    ///   - fileBase: the address for downloads of failed rows; nil if they are inline.
    ///   - checksRows: false accepts all rows unchecked, and stores no contacts.
    init(
        database: Database, entities: Entities, steps: Int, fileBase: String?, checksRows: Bool = true
    ) throws(DatabaseError) {
        self.database = database
        self.steps = steps
        self.fileBase = fileBase
        self.checksRows = checksRows
        contact = entities.contact
        deal = entities.deal
        appointment = entities.appointment
        contacts = ContactWriter(entity: contact, database: database)
        deals = try LinkedWriter(entity: deal, database: database)
        appointments = try LinkedWriter(entity: appointment, database: database)
        read = try database.prepare(
            """
            SELECT type, payload, _count, coalesce(_done, 0), _hint_count, allow_deal_reassignment,
                allow_appointment_reassignment, id, _no_file, coalesce(failed_count, 0) FROM import WHERE _number = ?1
            """)
        write = try database.prepare(
            """
            UPDATE import SET updated_at = ?2, total_count = _count, _done = ?3,
                success_count = coalesce(success_count, 0) + ?4, failed_count = coalesce(failed_count, 0) + ?5,
                _failures = CASE WHEN ?6 = '' THEN _failures ELSE coalesce(_failures || ', ', '') || ?6 END,
                _hints = CASE WHEN ?7 = '' THEN _hints ELSE coalesce(_hints || ', ', '') || ?7 END,
                _hint_count = _hint_count + ?8, failed_url = ?9, payload = CASE WHEN ?10 THEN payload END
            WHERE _number = ?1
            """)
    }

    /// The input and the results of a step.
    private struct Step {
        let type: String
        let payload: Bytes
        let count: Int
        let done: Int
        let knownHints: Int
        let mayReassignDeals: Bool
        let mayReassignAppointments: Bool
        let id: String
        let hasFile: Bool
        let earlierFailures: Int
        var succeeded = 0
        var failed = 0
        var failures = JSONText()
        var hints: [Hint] = []
    }

    /// Imports the rows of one step in one transaction.
    func run(import number: Int64, step: Int, at now: Timestamp) throws {
        guard var work = try load(number) else { return }
        let target = work.count * step / steps
        guard target >= work.done else { return }
        try database.execute("BEGIN")
        contacts.begin()
        do {
            if checksRows {
                try importRows(work.done..<target, of: &work, at: now)
            } else {
                work.succeeded = target - work.done
            }
            try save(number, work, done: target, at: now)
            try database.execute("COMMIT")
        } catch {
            try database.execute("ROLLBACK")
            throw error
        }
    }

    private func load(_ number: Int64) throws(DatabaseError) -> Step? {
        defer { read.reset() }
        read.bind(1, number)
        guard try read.step() else { return nil }
        return Step(
            type: read.text(0) ?? "", payload: Bytes(read.buffer(1)), count: Int(read.integer(2)),
            done: Int(read.integer(3)), knownHints: Int(read.integer(4)),
            mayReassignDeals: read.integer(5) == 1,
            mayReassignAppointments: read.integer(6) == 1, id: read.text(7) ?? "",
            hasFile: read.integer(8) == 0, earlierFailures: Int(read.integer(9)))
    }

    private func importRows(_ rows: Range<Int>, of work: inout Step, at now: Timestamp) throws {
        let entity = [contact, deal, appointment].first { $0.importType == work.type } ?? contact
        let payload = work.payload
        let reader = RowReader(entity: entity, payload: payload)
        var row = Row()
        row.cells.reserveCapacity(entity.fields.count)
        var array = JSONReader(payload)
        try array.enter("[")
        var index = 0
        while index < rows.upperBound, try array.hasElement() {
            defer { index += 1 }
            let start = array
            guard index >= rows.lowerBound else {
                _ = try array.value()
                continue
            }
            do {
                try reader.read(&row, from: &array)
                try write(row, entity.kind, &work, at: now)
                work.succeeded += 1
            } catch {
                array = start
                try add(RowFailure(error), try array.value(), to: &work)
            }
        }
    }

    private func write(_ row: Row, _ kind: Entity.Kind, _ work: inout Step, at now: Timestamp) throws {
        switch kind {
        case .contact:
            let hints = try contacts.write(row.cells, at: now)
            work.hints += hints.prefix(Self.keptHints - work.knownHints - work.hints.count)
        case .deal: try deals.write(row, at: now, mayReassign: work.mayReassignDeals)
        case .appointment:
            try appointments.write(row, at: now, mayReassign: work.mayReassignAppointments)
        }
    }

    private func add(_ failure: RowFailure, _ element: JSONReader.Value, to work: inout Step) throws {
        if work.failed > 0 { work.failures.append(raw: ", ") }
        work.failed += 1
        work.failures.append(raw: "{\"code\": ")
        work.failures.append(string: failure.code)
        work.failures.append(raw: ", \"input\": ")
        work.failures.append(raw: try JSONB.text(of: element, in: work.payload))
        work.failures.append(raw: ", \"message\": ")
        work.failures.append(string: failure.message)
        work.failures.append(raw: "}")
    }

    private func save(_ number: Int64, _ work: Step, done: Int, at now: Timestamp) throws(DatabaseError) {
        let isFinished = done == work.count
        let hasFailures = work.failed + work.earlierFailures > 0
        write.bind(1, number)
        write.bind(2, now.microseconds)
        write.bind(3, Int64(done))
        write.bind(4, Int64(work.succeeded))
        write.bind(5, Int64(work.failed))
        write.bind(6, work.failures.bytes)
        write.bind(7, work.hints.map(\.json).joined(separator: ", "))
        write.bind(8, Int64(work.hints.count))
        write.bind(
            9,
            isFinished && hasFailures && work.hasFile ? fileBase.map { "\($0)/files/\(work.id).json" } : nil)
        write.bind(10, !isFinished || work.payload.buffer.count <= Self.keptPayloadBytes ? 1 : 0)
        try write.run()
    }
}
