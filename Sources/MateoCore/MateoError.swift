/// An error: what happened, to which row, why, and what to do.
///
/// The message is one line for people, with control characters escaped. It never contains the API key or the content of
/// a record.
public struct MateoError: Error, Equatable, Sendable {
    /// Shared, so that an error passes through every `throws` as one word.
    private final class Parts: Sendable {
        let status: Status
        let message: String
        let row: Int64
        let httpStatus: Int32
        let serviceCode: String
        let serviceMessage: String
        let excerpt: String

        init(
            status: Status, message: String, row: Int64, httpStatus: Int32, serviceCode: String,
            serviceMessage: String, excerpt: String
        ) {
            self.excerpt = excerpt
            self.status = status
            self.message = message
            self.row = row
            self.httpStatus = httpStatus
            self.serviceCode = serviceCode
            self.serviceMessage = serviceMessage
        }
    }

    private let parts: Parts

    /// The kind of failure. The C interface uses the same numbers.
    public var status: Status { parts.status }
    /// One line: what happened, where, why, and what to do.
    public var message: String { parts.message }
    /// The record, counted from 1 without a header line; 0 if the failure is not about one record.
    public var row: Int64 { parts.row }
    /// The HTTP status of the answer; 0 if there was no answer, or none was needed.
    public var httpStatus: Int32 { parts.httpStatus }
    /// The `code` in the service's error body (an SQLSTATE or a PostgREST code); empty if there is none.
    public var serviceCode: String { parts.serviceCode }
    /// The `message` in the service's error body, on one line and without the API key; empty if there is none.
    ///
    /// It may quote records, so `message` does not contain it.
    public var serviceMessage: String { parts.serviceMessage }

    /// The input that caused the error, on one line; empty if it is not quoted. It may be personal, so `message` does
    /// not contain it, and logs must not.
    public var excerpt: String { parts.excerpt }

    /// Creates an error that is not about an answer of the service.
    @inline(never)
    public init(_ status: Status, _ message: Text, row: Int64 = 0) {
        self.init(status, message, row: row, httpStatus: 0, serviceCode: "", serviceMessage: "")
    }

    /// Creates an error with all its parts.
    @inline(never)
    public init(
        _ status: Status, _ message: Text, row: Int64 = 0, httpStatus: Int32, serviceCode: String,
        serviceMessage: String
    ) {
        parts = Parts(
            status: status, message: Shown.line(message.string), row: row, httpStatus: httpStatus,
            serviceCode: serviceCode, serviceMessage: Shown.line(serviceMessage), excerpt: "")
    }

    private init(_ parts: Parts) {
        self.parts = parts
    }

    /// Returns the same error with an excerpt of the input, of at most 60 characters.
    @inline(never)
    package func with(excerpt: [UInt8]) -> MateoError {
        MateoError(
            Parts(
                status: status, message: message, row: row, httpStatus: httpStatus, serviceCode: serviceCode,
                serviceMessage: serviceMessage,
                excerpt: Shown.line(String(decoding: Sentence.first(60, of: excerpt), as: UTF8.self))))
    }

    /// Returns whether two errors are equal.
    public static func == (one: MateoError, other: MateoError) -> Bool {
        one.status == other.status && one.message.isIdentical(to: other.message) && one.row == other.row
            && one.httpStatus == other.httpStatus && one.serviceCode.isIdentical(to: other.serviceCode)
            && one.serviceMessage.isIdentical(to: other.serviceMessage)
            && one.excerpt.isIdentical(to: other.excerpt)
    }
}
