public import MateoCore
import MateoEngine

/// Writes the bodies of an import's requests, and sends nothing. They lack `reference_id`, by which an import finds a
/// lost request.
public struct MateoEncoder: Sendable {
    /// The type of the records.
    public let type: RecordType
    private let batch: BatchLimits
    private var settings = ImportSettings()
    /// Whether a record that would be held is an error.
    public var isStrict = false
    /// Receives notices about an input that are not errors.
    public var onNotice: @Sendable (String) -> Void = { _ in }

    /// Creates an encoder for records of a type.
    public init(type: RecordType, batch: BatchLimits = BatchLimits()) {
        self.type = type
        self.batch = batch
    }

    /// Sets the list to which contacts are added, by its UUID; nil for none.
    public mutating func setContactList(id: String?) throws(MateoError) {
        try settings.setContactList(id: id, of: type)
    }

    /// Sets the list to which contacts are added, by the caller's identifier; nil for none.
    public mutating func setContactList(externalID: String?) throws(MateoError) {
        try settings.setContactList(externalID: externalID, of: type)
    }

    /// Sets whether deals or appointments may move to another contact.
    public mutating func setReassignment(_ allow: Bool) throws(MateoError) {
        try settings.setReassignment(allow, of: type)
    }

    /// Encodes a CSV file with a header line.
    ///
    /// - Parameters:
    ///   - path: the file.
    ///   - options: how to read it.
    ///   - take: receives each body in turn, one line of JSON. After an error no more follow.
    public func encode(
        csvFile path: String, options: CSVOptions = CSVOptions(), _ take: ([UInt8]) -> Void
    ) throws(MateoError) {
        var reader = DecodingReader(MappedReader(type: type, options: options), options.encoding)
        try encode(path, &reader, take)
    }

    /// Encodes a file with one JSON object a line, or with one array of objects.
    ///
    /// - Parameters:
    ///   - path: the file.
    ///   - encoding: its character encoding.
    ///   - isStrict: whether a record that would be held is an error.
    ///   - take: receives each body in turn, one line of JSON. After an error no more follow.
    public func encode(
        jsonLinesFile path: String, encoding: Encoding = .auto, isStrict: Bool = false, _ take: ([UInt8]) -> Void
    ) throws(MateoError) {
        var reader = DecodingReader(JSONReader(type: type, form: .lines, isStrict: isStrict), encoding)
        try encode(path, &reader, take)
    }

    private func encode<Reader: RecordReader & ~Copyable>(
        _ path: String, _ reader: inout Reader, _ take: ([UInt8]) -> Void
    ) throws(MateoError) {
        let frame = ImportBody.make(type: type, members: settings.members, reference: nil, records: [])
        var body: [UInt8] = []
        try InputFile.forEachBatch(of: path, &reader, batch, isStrict: isStrict, note: onNotice) { batch in
            if batch.records == 0 { return }
            // The memory is reused unless `take` kept the body.
            body.removeAll(keepingCapacity: true)
            body.append(contentsOf: frame.head)
            batch.bytes.withUnsafeBufferPointer { body.append(contentsOf: $0) }
            body.append(contentsOf: frame.tail)
            take(body)
        }
    }
}
