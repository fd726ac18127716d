/// What went wrong, to which row, why, and what to do about it.
///
/// The message is one line for a person. It never holds the API key or the content of a record.
public struct MateoError: Error, Equatable, Sendable {
    /// The kind of failure; the C interface gives the same numbers.
    public var status: Status
    /// One line: what happened, where, why, and what to do.
    public var message: String
    /// The record, counted from 1 without a header line; 0 when the failure is not about one record.
    public var row: Int64
    /// The HTTP status of the answer; 0 when no answer came or none was needed.
    public var httpStatus: Int32
    /// The `code` in the service's error body (an SQLSTATE or a PostgREST code); empty when there is none.
    public var serviceCode: String

    /// An error that is not about an answer of the service.
    public init(_ status: Status, _ message: String, row: Int64 = 0) {
        self.init(status, message, row: row, httpStatus: 0, serviceCode: "")
    }

    /// An error with all its parts.
    public init(
        _ status: Status, _ message: String, row: Int64 = 0, httpStatus: Int32, serviceCode: String
    ) {
        self.status = status
        self.message = message
        self.row = row
        self.httpStatus = httpStatus
        self.serviceCode = serviceCode
    }
}
