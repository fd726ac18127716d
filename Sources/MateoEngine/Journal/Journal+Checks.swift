import MateoCore

/// Stores the checks of rows before they are sent, and the account's fields from the service.
extension Journal {
    /// Adds checks of an import's rows. All waiting rows are checked again.
    func add(_ checks: RecordChecks, to importID: Int64) throws(MateoError) {
        if checks.isEmpty { return }
        let update = try database.statement("UPDATE import SET checks = checks | ?2, checked_row = 0 WHERE id = ?1")
        update.bind(1, importID)
        update.bind(2, checks.rawValue)
        try update.run()
    }

    /// Returns the checks of an import's rows.
    func checks(of importID: Int64) throws(MateoError) -> RecordChecks {
        let query = try database.statement("SELECT checks FROM import WHERE id = ?1")
        query.bind(1, importID)
        return try query.step() ? RecordChecks(rawValue: query.key(0)) : RecordChecks()
    }

    /// Returns the next batch with unchecked rows.
    func uncheckedBatch(of importID: Int64) throws(MateoError) -> Batch? {
        let query = try database.statement("SELECT checked_row FROM import WHERE id = ?1")
        query.bind(1, importID)
        guard try query.step() else { return nil }
        return try waitingBatch(of: importID, behind: query.key(0))
    }

    /// Marks the rows of a batch as checked. Some of them are not sent.
    func setChecked(
        _ batch: Batch, _ remainder: BatchRemainder, uuid: String
    ) throws(MateoError) {
        if !remainder.leftOut.isEmpty { try replace(batch, by: remainder, uuid) }
        let update = try database.statement("UPDATE import SET checked_row = ?2 WHERE id = ?1")
        update.bind(1, batch.importID)
        update.bind(2, batch.lastRow)
        try update.run()
    }

    /// Puts held rows of an import into waiting batches, if they are held because the service lacked something. They
    /// are checked again: by the newest preceding import, once it is over, and by the service, as it was set.
    ///
    /// - Returns: the number of rows.
    func retryHeld(_ importID: Int64, to retry: inout Retry) throws(MateoError) -> Int64 {
        let query = try database.statement(
            """
            SELECT first_row, input, source, line, after_name FROM left_out JOIN import ON import.id = import
            WHERE import = ?1 AND state = 1 AND (code = 'contact_missing' AND (after_name <> '' OR checks & 2)
                OR code IN ('unknown_field', 'field_type') AND checks & 1) ORDER BY first_row
            """)
        query.bind(1, importID)
        var (held, name): ([Int64], String) = ([], "")
        while try query.step() {
            let record = try query.largeBytes(1)
            if !retry.fits(record) { try add(&retry) }
            let row = try query.number(0, in: Bounds.row)
            retry.add(row, record, SourceRow(text: try query.largeBytes(2), line: try query.count(3)))
            held.append(row)
            name = query.text(4)
        }
        if held.isEmpty { return 0 }
        try add(&retry)
        for row in held {
            let remove = try database.statement(
                "DELETE FROM left_out WHERE import = ?1 AND state = 1 AND first_row = ?2")
            remove.bind(1, importID)
            remove.bind(2, row)
            try remove.run()
        }
        let rows = Int64(held.count)
        try tally(importID, .held, records: -rows)
        if !name.utf8.isEmpty { try follow(importID, after: name) }
        let update = try database.statement("UPDATE import SET checked_row = 0 WHERE id = ?1")
        update.bind(1, importID)
        try update.run()
        return rows
    }

    /// Adds the contacts of an import's waiting records.
    func addContacts(of importID: Int64, to contacts: inout LinkedContacts) throws(MateoError) {
        var row: Int64 = 0
        while let batch = try waitingBatch(of: importID, behind: row) {
            let bytes = try records(of: batch)
            try contacts.add(bytes.span)
            row = batch.lastRow
        }
    }

    /// Returns the approximate number of requests that ask for contacts before the rest of an import is sent.
    func openContactRequests(of importID: Int64) throws(MateoError) -> Int64 {
        let query = try database.statement(
            """
            SELECT contact_requests, checked_row, import.records FROM import JOIN plan ON import = import.id
            WHERE import.id = ?1 AND checks & 2
            """)
        query.bind(1, importID)
        guard try query.step() else { return 0 }
        let (requests, row, records) = (try query.count(0), try query.count(1), try query.count(2))
        guard row < records else { return 0 }
        return min(requests, (records - row) / AccountResource.page + 1)
    }

    /// Returns an account's fields for records of a type, if the service sent them within the last day, or nil.
    func fields(
        _ account: Int64, _ type: RecordType, wallNow: Int64
    ) throws(MateoError) -> AccountFields? {
        let query = try database.statement("SELECT fields_at, fields_known FROM account WHERE id = ?1")
        query.bind(1, account)
        guard try query.step() else { return nil }
        let (time, known) = (query.key(0), query.key(1))
        // A time in the future means that the clock was set back.
        guard known != 0, time <= wallNow, time >= wallNow - Patience.fields else { return nil }
        let list = try database.statement("SELECT owner, key, type FROM account_field WHERE account = ?1")
        list.bind(1, account)
        var fields: [AccountField] = []
        while try list.step() {
            guard let owner = RecordType(rawValue: Int32(truncatingIfNeeded: list.key(0))) else { continue }
            fields.append(
                AccountField(key: list.bytes(1), type: AccountFieldType(rawValue: list.key(2)) ?? .other, owner: owner))
        }
        return AccountFields(type, fields, knowsFields: known & 1 != 0, knowsChannels: known & 2 != 0)
    }

    /// Stores the account's fields from the service.
    func keep(_ found: FoundFields, of account: Int64, wallNow: Int64) throws(MateoError) {
        let remove = try database.statement("DELETE FROM account_field WHERE account = ?1")
        remove.bind(1, account)
        try remove.run()
        for field in found.fields {
            let add = try database.statement(
                "INSERT INTO account_field(account, owner, key, type) VALUES (?1, ?2, ?3, ?4)")
            add.bind(1, account)
            add.bind(2, Int64(field.owner.rawValue))
            add.bind(3, field.key)
            add.bind(4, field.type.rawValue)
            try add.run()
        }
        let update = try database.statement("UPDATE account SET fields_at = ?2, fields_known = ?3 WHERE id = ?1")
        update.bind(1, account)
        update.bind(2, wallNow)
        update.bind(3, (found.knowsFields ? 1 : 0) | (found.knowsChannels ? 2 : 0))
        try update.run()
    }
}
