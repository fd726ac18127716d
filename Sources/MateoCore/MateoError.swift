/// What went wrong, to which row, why, and what to do about it.
///
/// The message is one line for a person, with control characters escaped. It never holds the API key or the content of a
/// record.
public struct MateoError: Error, Equatable, Sendable {
    /// Kept together, so that an error passes through every `throws` as one word.
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

    /// The kind of failure; the C interface gives the same numbers.
    public var status: Status { parts.status }
    /// One line: what happened, where, why, and what to do.
    public var message: String { parts.message }
    /// The record, counted from 1 without a header line; 0 when the failure is not about one record.
    public var row: Int64 { parts.row }
    /// The HTTP status of the answer; 0 when no answer came or none was needed.
    public var httpStatus: Int32 { parts.httpStatus }
    /// The `code` in the service's error body (an SQLSTATE or a PostgREST code); empty when there is none.
    public var serviceCode: String { parts.serviceCode }
    /// The `message` in the service's error body, on one line and without the API key; empty when there is none.
    ///
    /// It may quote records, so it is no part of `message`.
    public var serviceMessage: String { parts.serviceMessage }

    /// What was found in the input, on one line; empty when it is not told. It may be personal, so it is no part of
    /// `message`, and belongs into no log.
    public var excerpt: String { parts.excerpt }

    /// An error that is not about an answer of the service.
    @inline(never)
    public init(_ status: Status, _ message: Text, row: Int64 = 0) {
        self.init(status, message, row: row, httpStatus: 0, serviceCode: "", serviceMessage: "")
    }

    /// An error with all its parts.
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

    /// The same error with an excerpt of the input, of 60 characters at most.
    @inline(never)
    package func with(excerpt: [UInt8]) -> MateoError {
        MateoError(
            Parts(
                status: status, message: message, row: row, httpStatus: httpStatus, serviceCode: serviceCode,
                serviceMessage: serviceMessage,
                excerpt: Shown.line(String(decoding: Sentence.first(60, of: excerpt), as: UTF8.self))))
    }

    /// Whether two errors say the same.
    public static func == (one: MateoError, other: MateoError) -> Bool {
        one.status == other.status && one.message.isIdentical(to: other.message) && one.row == other.row
            && one.httpStatus == other.httpStatus && one.serviceCode.isIdentical(to: other.serviceCode)
            && one.serviceMessage.isIdentical(to: other.serviceMessage)
            && one.excerpt.isIdentical(to: other.excerpt)
    }
}
