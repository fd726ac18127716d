import MateoCore

extension MateoRecord {
    /// Creates a record from a value with properties for fields. `CodingKeys` give the fields their names.
    ///
    /// ```swift
    /// struct Customer: Encodable {
    ///     var number: String
    ///     var mail: String?
    ///
    ///     enum CodingKeys: String, CodingKey {
    ///         case number = "external_id"
    ///         case mail = "email"
    ///     }
    /// }
    /// let record = try MateoRecord(Customer(number: "A-17"))
    /// ```
    ///
    /// | Value | Field |
    /// | --- | --- |
    /// | texts, numbers, booleans, `Decimal` | the same, with all digits |
    /// | an enumeration with raw values | its raw value |
    /// | `Date` | a time such as `2026-11-24T18:00:00Z`, with milliseconds if it has some |
    /// | `URL`, `UUID` | a text |
    /// | an array or a set of texts or numbers | a list |
    /// | an optional that is nil | left out, so the service keeps its value |
    /// | `encodeNil(forKey:)` in your own `encode(to:)` | null, so the service erases its value |
    ///
    /// The fields are sorted by name, and so are the elements of a set. The order of dictionaries and sets differs in
    /// each process, and a record must stay the same when it is added again.
    ///
    /// - Throws: `MateoError` with the path of the value that cannot be a field: an object inside of the record, a list
    ///   of lists, `Data`, or a number that is NaN or infinite. Errors of the value's own `encode(to:)` are thrown
    ///   unchanged.
    public init(_ value: some Encodable) throws {
        let encoder = RecordEncoder()
        try encoder.encode(value)
        fields = try encoder.sortedFields()
    }
}
