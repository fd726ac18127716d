import MateoCore

/// CSV that arrives in pieces, and the intake to go back to when it turns out wrong.
final class CSVIntake {
    var reader: DecodingReader<MappedReader>
    var before: Intake

    init(reader: consuming DecodingReader<MappedReader>, before: consuming Intake) {
        self.reader = reader
        self.before = before
    }
}
