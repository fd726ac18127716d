import MateoCore

extension MateoRecord {
    /// Makes a record of a value whose properties are fields. `CodingKeys` give the fields their names.
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
    /// | an optional that is nil | left out, so the service keeps what it has |
    /// | `encodeNil(forKey:)` in your own `encode(to:)` | null, so the service erases what it has |
    ///
    /// The fields are sorted by name, and so are the elements of a set: the order of dictionaries and sets is another one in
    /// each process, and a record must stay the same when it is added again.
    ///
    /// - Throws: `MateoError` with the path of the value that cannot be a field: an object inside of the record, a list of
    ///   lists, `Data`, or a number that is NaN or infinite. What the value's own `encode(to:)` throws comes out as it is.
    public init(_ value: some Encodable) throws {
        let encoder = RecordEncoder()
        try encoder.encode(value)
        fields = try encoder.sortedFields()
    }
}
