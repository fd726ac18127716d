public import MateoCore

/// Adds records. An error leaves the import as it was before the call.
extension Import {
    /// Adds one record that was built field by field.
    ///
    /// - Parameter tag: the caller's name for it, in UTF-8 with at most 255 bytes and without NUL; empty for none. The
    ///   journal keeps it until the import is forgotten.
    public func add(_ record: borrowing RecordBuilder, tag: [UInt8] = []) throws(MateoError) {
        try checkTag(tag)
        try filling.add(record, tag: tag)
    }

    /// Sets the tag of a row that was added.
    ///
    /// - Parameter row: counted from 1; while CSV in pieces is open, also a row of the pieces.
    public func setTag(_ tag: [UInt8], ofRow row: Int64) throws(MateoError) {
        try checkTag(tag)
        try filling.setTag(tag, ofRow: row)
    }

    private func checkTag(_ tag: [UInt8]) throws(MateoError) {
        guard tag.count <= 255 else {
            throw MateoError(.limit, "a tag must have at most 255 bytes, not \(tag.count)")
        }
        guard UTF8Check.firstFault(in: tag.span) == nil, !tag.contains(0) else {
            throw MateoError(.encoding, "a tag is not UTF-8, or holds a NUL byte")
        }
    }

    /// Adds records from JSON: one object, or an array of objects.
    public func add(json: Span<UInt8>) throws(MateoError) {
        try filling.add(json: json)
    }

    /// Adds records from JSON: one object a line, or one array of objects.
    public func add(jsonLines: Span<UInt8>) throws(MateoError) {
        try filling.add(jsonLines: jsonLines)
    }

    /// Adds the records of a CSV file with a header line.
    public func add(csvFile path: String, options: CSVOptions) throws(MateoError) {
        try filling.add(csvFile: path, options: options)
    }

    /// Adds the records of a file with one JSON object a line, or with one array of objects.
    public func add(
        jsonLinesFile path: String, encoding: Encoding = .auto, isStrict: Bool = false
    ) throws(MateoError) {
        try filling.add(jsonLinesFile: path, encoding: encoding, isStrict: isStrict)
    }

    /// Adds the next bytes of CSV with a header line. The last piece must be followed by `endCSV`.
    ///
    /// After an error, all pieces since the first are removed.
    public func add(csv piece: Span<UInt8>, options: CSVOptions) throws(MateoError) {
        try filling.add(csv: piece, options: options)
    }

    /// Ends the CSV that was added in pieces.
    public func endCSV() throws(MateoError) {
        try filling.endCSV()
    }

    /// Appends a row that is not sent.
    package func leaveOut(_ why: LeftOutRow) throws(MateoError) {
        try filling.leaveOut(why)
    }
}
