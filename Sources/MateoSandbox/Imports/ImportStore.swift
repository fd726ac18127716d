/// Stores the imports: their bodies and outcomes.
final class ImportStore {
    private let database: Database
    private let startsWithZero: Bool
    private let keepsPayloads: Bool
    private let insert: Statement

    init(database: Database, startsWithZero: Bool, keepsPayloads: Bool = true) throws(DatabaseError) {
        self.database = database
        self.startsWithZero = startsWithZero
        self.keepsPayloads = keepsPayloads
        try database.execute(
            """
            CREATE TABLE IF NOT EXISTS import (
                _number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,
                created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, type TEXT NOT NULL, payload TEXT,
                contact_list_id TEXT, contact_list_external_id TEXT, reference_id TEXT,
                total_count INTEGER, success_count INTEGER, failed_count INTEGER, failed_url TEXT,
                allow_deal_reassignment INTEGER NOT NULL, allow_appointment_reassignment INTEGER NOT NULL,
                _count INTEGER NOT NULL, _done INTEGER, _failures TEXT, _hints TEXT,
                _hint_count INTEGER NOT NULL DEFAULT 0, _never INTEGER NOT NULL, _no_file INTEGER NOT NULL);
            CREATE INDEX IF NOT EXISTS import_reference_id ON import (reference_id);
            """)
        insert = try database.prepare(
            """
            INSERT INTO import (id, created_at, updated_at, type, payload, contact_list_id,
                contact_list_external_id, reference_id, total_count, success_count, failed_count,
                allow_deal_reassignment, allow_appointment_reassignment, _count, _never, _no_file)
            VALUES (?1, ?2, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8, ?8, ?9, ?10, ?11, ?12, ?13)
            """)
    }

    /// Stores an import and returns its number.
    func add(
        _ body: ImportBody, bytes: Bytes, keepsReferenceID: Bool, fault: Sandbox.Fault?, at now: Timestamp
    ) throws(DatabaseError) -> Int64 {
        insert.bind(1, UUIDText.random())
        insert.bind(2, now.microseconds)
        insert.bind(3, body.type)
        if keepsPayloads { insert.bind(4, staying: bytes[body.payload]) } else { insert.bindNull(4) }
        insert.bind(5, body.contactListID)
        insert.bind(6, body.contactListExternalID)
        insert.bind(7, keepsReferenceID ? body.referenceID : nil)
        if startsWithZero { insert.bind(8, 0) } else { insert.bindNull(8) }
        insert.bind(9, body.allowDealReassignment ? 1 : 0)
        insert.bind(10, body.allowAppointmentReassignment ? 1 : 0)
        insert.bind(11, Int64(body.count))
        insert.bind(12, fault == .never ? 1 : 0)
        insert.bind(13, fault == .noFile ? 1 : 0)
        try insert.run()
        return database.lastRow
    }

    /// Returns the imports that an earlier run of the sandbox left unfinished.
    func unfinished() throws(DatabaseError) -> [Int64] {
        let statement = try database.prepare(
            "SELECT _number FROM import WHERE (_done IS NULL OR _done < _count) AND NOT _never ORDER BY _number"
        )
        var numbers: [Int64] = []
        while try statement.step() { numbers.append(statement.integer(0)) }
        return numbers
    }

    /// Returns the failed rows of an import by its id.
    func failures(id: String) throws(DatabaseError) -> [UInt8]? {
        let statement = try database.prepare("SELECT \(Resource.failures) FROM import WHERE id = ?1")
        statement.bind(1, id)
        guard try statement.step(), !statement.isNull(0) else { return nil }
        return statement.bytes(0)
    }
}
