import MateoCore

/// Stores the text of rows in their files, in the file of records. Each text is kept until the service has the row.
extension Journal {
    /// Adds consecutive rows with their text.
    ///
    /// - Parameter isRetried: whether they are sent again. Another part may have them too.
    func addSource(
        _ rows: RowSpan, _ layout: SourceLayout, _ text: Span<UInt8>, of importID: Int64, isRetried: Bool = false
    ) throws(MateoError) {
        let place = RecordsPlace(start: try endOfRecords(), count: Int64(text.count))
        try records.write(text, at: place.start)
        let add = try database.statement(
            """
            INSERT INTO source_part(import, first_row, records, layout, start, bytes, open, is_retried)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
            """)
        add.bind(1, importID)
        add.bind(2, rows.first)
        add.bind(3, rows.count)
        add.bind(5, place.start)
        add.bind(6, place.count)
        add.bind(7, SourcePart.filled(layout.rows))
        add.bind(8, isRetried ? 1 : 0)
        let encoded = layout.encoded
        try add.run(blob: 4, encoded.span)
    }

    /// Adds the form of a file.
    func addSource(_ form: SourceForm, fromRow row: Int64, of importID: Int64) throws(MateoError) {
        let add = try database.statement(
            """
            INSERT INTO source(import, first_row, head, encoding, has_mark, delimiter, quote, has_escapes, has_header,
                has_edge, line_end, has_notes) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
            """)
        add.bind(1, importID)
        add.bind(2, row)
        add.bind(3, form.head)
        add.bind(4, form.encoding)
        add.bind(5, form.hasMark ? 1 : 0)
        add.bind(6, Int64(form.delimiter))
        add.bind(7, Int64(form.quote))
        add.bind(8, form.hasEscapes ? 1 : 0)
        add.bind(9, form.hasHeader ? 1 : 0)
        add.bind(10, form.hasEdge ? 1 : 0)
        add.bind(11, form.lineEnd.rawValue)
        add.bind(12, form.hasNotes ? 1 : 0)
        try add.run()
    }

    /// Returns the forms of an import's files, in order.
    func sources(of importID: Int64) throws(MateoError) -> [SourceForm] {
        let query = try database.statement(
            """
            SELECT head, encoding, has_mark, delimiter, quote, has_escapes, has_header, has_edge, line_end, has_notes
            FROM source WHERE import = ?1 ORDER BY first_row, id
            """)
        query.bind(1, importID)
        var forms: [SourceForm] = []
        while try query.step() {
            var form = SourceForm()
            form.head = query.bytes(0)
            form.encoding = query.bytes(1)
            form.hasMark = query.flag(2)
            form.delimiter = UInt8(truncatingIfNeeded: query.key(3))
            form.quote = UInt8(truncatingIfNeeded: query.key(4))
            form.hasEscapes = query.flag(5)
            form.hasHeader = query.flag(6)
            form.hasEdge = query.flag(7)
            form.lineEnd = SourceForm.LineEnd(rawValue: query.key(8)) ?? .lf
            form.hasNotes = query.flag(9)
            forms.append(form)
        }
        return forms
    }

    /// Returns the parts that have some of these rows.
    func sourceParts(of importID: Int64, _ rows: ClosedRange<Int64>) throws(MateoError) -> [SourcePart] {
        try sourceParts(of: importID, rows, isRetried: false) + sourceParts(of: importID, rows, isRetried: true)
    }

    /// Returns such parts of one kind. They have no rows in common.
    private func sourceParts(
        of importID: Int64, _ rows: ClosedRange<Int64>, isRetried: Bool
    ) throws(MateoError) -> [SourcePart] {
        let query = try database.statement(
            """
            SELECT id, first_row, records, layout, start, bytes, open FROM source_part
            WHERE import = ?1 AND is_retried = ?4 AND first_row <= ?3 AND first_row >= coalesce((
                SELECT first_row FROM source_part WHERE import = ?1 AND is_retried = ?4 AND first_row <= ?2
                ORDER BY first_row DESC LIMIT 1), 0)
            """)
        query.bind(1, importID)
        query.bind(2, rows.lowerBound)
        query.bind(3, rows.upperBound)
        query.bind(4, isRetried ? 1 : 0)
        var parts: [SourcePart] = []
        while try query.step() {
            let count = try query.number(2, in: 0...1 << 30)
            let place = RecordsPlace(
                start: try query.number(4, in: Bounds.place), count: try query.number(5, in: Bounds.place))
            let layout = try query.largeBytes(3)
            guard let layout = SourceLayout(layout, rows: Int(count), length: Int(place.count)) else {
                throw Soundness.damage(path, "rows of a file in it are not at their place")
            }
            parts.append(
                SourcePart(
                    id: query.key(0), firstRow: try query.number(1, in: Bounds.row), layout: layout, place: place,
                    open: query.key(6)))
        }
        return parts
    }

    /// Returns a row's text in its file. Returns nil without a file, or if the row has succeeded. A text that is lost or
    /// erased is empty.
    func source(ofRow row: Int64, in parts: [SourcePart]) throws(MateoError) -> SourceRow? {
        var line: Int64?
        for part in parts {
            guard let found = part.row(row) else { continue }
            // No row of a file has a NUL byte.
            if let text = try kept(found.range.count, at: part.place.start + Int64(found.range.lowerBound)),
                !text.contains(0)
            {
                return SourceRow(text: text, line: found.line)
            }
            line = found.line
        }
        return line.map { SourceRow(text: [], line: $0) }
    }

    /// Releases the text of rows that have succeeded, or that are stored elsewhere.
    ///
    /// - Parameter atOnce: whether to erase it before that of the other rows in its part. Erasing many small pieces
    ///   takes time.
    func releaseSource(of spans: [RowSpan], of importID: Int64, atOnce: Bool = true) throws(MateoError) {
        guard let first = spans.first, let last = spans.last else { return }
        for part in try sourceParts(of: importID, first.first...max(last.first + last.count - 1, first.first)) {
            var gone: Int64 = 0
            for span in spans {
                let rows = part.rows(span)
                guard let first = rows.first, let last = rows.last else { continue }
                gone += SourcePart.filled(rows)
                let count = last.range.upperBound - first.range.lowerBound
                if count > 0, atOnce {
                    try release(
                        RecordsPlace(start: part.place.start + Int64(first.range.lowerBound), count: Int64(count)))
                }
            }
            if gone > 0 { try settle(part, gone) }
        }
    }

    /// Counts released rows of a part. A part without remaining rows is removed, and its text erased.
    private func settle(_ part: SourcePart, _ gone: Int64) throws(MateoError) {
        if gone >= part.open { try release(part.place) }
        let update =
            gone < part.open
            ? try database.statement("UPDATE source_part SET open = open - ?2 WHERE id = ?1")
            : try database.statement("DELETE FROM source_part WHERE id = ?1 AND open <= ?2")
        update.bind(1, part.id)
        update.bind(2, gone)
        try update.run()
    }

    /// Removes the text of all rows of an import from one on, and erases all that is released. On a full disk, this makes
    /// room for the transaction.
    func removeSource(of importID: Int64, fromRow row: Int64) throws(MateoError) {
        let erase = try database.statement(
            """
            INSERT INTO erasure(start, bytes) SELECT start, bytes FROM source_part
            WHERE import = ?1 AND first_row >= ?2 AND bytes > 0
            """)
        erase.bind(1, importID)
        erase.bind(2, row)
        try erase.run()
        let remove = try database.statement("DELETE FROM source_part WHERE import = ?1 AND first_row >= ?2")
        remove.bind(1, importID)
        remove.bind(2, row)
        try remove.run()
        hasReleased = true
        for one in try released(after: 0) { try records.erase(one.place.count, at: one.place.start) }
    }
}
