public import MateoCore

/// Records go in here. An error leaves the import as it was before the call.
extension Import {
    /// Adds one record that was put together field by field.
    public func add(_ record: borrowing RecordBuilder) throws(MateoError) {
        try filling.add(record)
    }

    /// Adds records given as JSON: one object, or an array of objects.
    public func add(json: Span<UInt8>) throws(MateoError) {
        try filling.add(json: json)
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

    /// Adds the next bytes of CSV with a header line. `endCSV` must follow after the last.
    ///
    /// An error takes back all pieces since the first.
    public func add(csv piece: Span<UInt8>, options: CSVOptions) throws(MateoError) {
        try filling.add(csv: piece, options: options)
    }

    /// The CSV that was given in pieces is complete.
    public func endCSV() throws(MateoError) {
        try filling.endCSV()
    }

    /// Counts a row that is not sent, behind those that were added.
    package func leaveOut(_ why: LeftOutRow) throws(MateoError) {
        try filling.leaveOut(why)
    }
}
