import MateoCore

/// The import that must be over before another one is sent.
enum Predecessor {
    /// There is none, or it is over and its rows were compared.
    case none
    /// It is over.
    case over
    /// A process is sending or filling it.
    case running
    /// It is unfinished, and no process runs it. This is its name.
    case idle(String)
}

/// Imports that follow others, such as deals and appointments after their contacts.
extension Journal {
    /// Stores that an import follows the newest one of a name.
    func follow(_ importID: Int64, after name: String) throws(MateoError) {
        let update = try database.statement("UPDATE import SET after_name = ?2, after = ?3 WHERE id = ?1")
        update.bind(1, importID)
        update.bind(2, name)
        update.bind(3, try importEntry(named: name)?.uuid ?? "")
        try update.run()
    }

    /// Returns the state of the preceding import. One that was forgotten counts as over.
    func predecessor(of importID: Int64) throws(MateoError) -> Predecessor {
        let query = try database.statement(
            """
            SELECT mine.after, other.id, other.name, sealed_at IS NOT NULL AND NOT EXISTS (
                SELECT 1 FROM tally WHERE import = other.id AND state < 20 AND state NOT IN (5, 6, 7, 9, 12) AND batches > 0)
            FROM (SELECT after FROM import WHERE id = ?1) AS mine LEFT JOIN import AS other ON other.uuid = mine.after
            """)
        query.bind(1, importID)
        guard try query.step(), !query.text(0).isEmpty else { return .none }
        if query.isNull(1) || query.flag(3) { return .over }
        return leases.isHeld(query.key(1)) ? .running : .idle(query.text(2))
    }

    /// Holds the rows with a contact that the preceding import failed to import, once that import is over. None of
    /// these rows was sent yet.
    ///
    /// - Returns: the number of held rows.
    func holdFollowers(_ importID: Int64, uuid: String) throws(MateoError) -> Int64 {
        let query = try database.statement(
            "SELECT other.id, other.name FROM import AS mine JOIN import AS other ON other.uuid = mine.after WHERE mine.id = ?1"
        )
        query.bind(1, importID)
        var held: Int64 = 0
        if try query.step() {
            let (other, name) = (query.key(0), query.text(1))
            let missing = try missingContacts(of: other, name, secret: Array(uuid.utf8))
            var row: Int64 = 0
            while !missing.isEmpty, let batch = try waitingBatch(of: importID, behind: row) {
                row = batch.lastRow
                let (bytes, rows) = (try records(of: batch), try rows(of: batch))
                let remainder = try BatchRemainder(bytes.span, rows) { (record) throws(MateoError) -> LeftOutRow? in
                    try missing.reason(record, of: name)
                }
                guard !remainder.leftOut.isEmpty else { continue }
                held += Int64(remainder.leftOut.count)
                try replace(batch, by: remainder, uuid)
            }
        }
        let done = try database.statement("UPDATE import SET after = '' WHERE id = ?1")
        done.bind(1, importID)
        try done.run()
        return held
    }

    /// Returns the error for a preceding import that must be changed first.
    static func isFirst(_ name: String, _ reason: Text) -> MateoError {
        MateoError(
            .predecessor,
            "the import called \(name) comes before this one and \(reason), and then this one again. Nothing of this one was "
                + "sent")
    }

    /// Returns the contacts of an import that failed, are held or are unknown.
    ///
    /// - Throws: `predecessor` if records with an unknown outcome are lost.
    private func missingContacts(
        of importID: Int64, _ name: String, secret: [UInt8]
    ) throws(MateoError) -> MissingContacts {
        var missing = MissingContacts(secret: secret.span)
        let query = try database.statement(
            """
            SELECT external_id, 0 FROM outcome WHERE import = ?1
            UNION ALL SELECT external_id, 1 FROM left_out WHERE import = ?1 AND state = 1
            """)
        query.bind(1, importID)
        while try query.step() {
            try missing.add(query.bytes(0), query.key(1) == 0 ? .failed : .held)
        }
        let batches = try database.statement(
            "SELECT id FROM batch WHERE import = ?1 AND state IN (3, 8, 9, 12) ORDER BY first_row")
        batches.bind(1, importID)
        var lost: Int64 = 0
        while try batches.step() {
            let batch = try batch(batches.key(0))
            guard let bytes = try keptRecords(of: batch) else {
                lost += batch.records
                continue
            }
            for range in RecordBoundaries.ranges(in: bytes.span) {
                try missing.add(FailureReport.externalID(of: Array(bytes[range])), .unknown)
            }
        }
        guard lost == 0 else {
            throw Self.isFirst(
                name,
                "\(lost) of its rows are not as they were added: import the same file again under its name, which restores "
                    + "them")
        }
        missing.finish()
        return missing
    }
}
