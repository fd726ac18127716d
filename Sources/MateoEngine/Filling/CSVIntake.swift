import MateoCore

/// CSV that arrives in pieces, and the intake to restore after an error.
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
