import MateoCore

/// CSV that arrives in pieces, and the intake to go back to when it turns out wrong.
final class CSVIntake {
    var reader: DecodingReader<MappedReader>
    /// Whether a row that would be held is an error.
    let isStrict: Bool
    var before: Intake

    init(reader: consuming DecodingReader<MappedReader>, isStrict: Bool, before: consuming Intake) {
        self.reader = reader
        self.isStrict = isStrict
        self.before = before
    }
}
