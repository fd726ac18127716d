// Errors
//
// Every function that can fail takes, as its last argument, the address of a mateo_error pointer, or NULL when
// the status alone will do. The pointer is set to NULL on success and to an owned error object on failure. The
// texts that an error object gives are borrowed from it and end with it. An error object never changes, so
// threads may read it together.

public import CMateo
import MateoCore

private func errorObject(_ error: UnsafePointer<mateo_error>?) -> ErrorObject? {
    Handles.find(UnsafeMutableRawPointer(mutating: error), .error, as: ErrorObject.self)
}

/// Returns the kind of failure.
///
/// - Parameter error: the error; NULL stands for success.
/// - Returns: the same number as the call that failed returned; MATEO_ERROR_HANDLE for a freed error.
///
/// Since: 0.1.0
@c(mateo_error_status)
public func errorStatus(_ error: UnsafePointer<mateo_error>?) -> mateo_status {
    guard error != nil else { return Status.ok.rawValue }
    return (errorObject(error)?.error.status ?? .handle).rawValue
}

/// Returns the message of an error: what happened, where, why, and what to do about it.
///
/// The message never holds the API key, the content of a record or the service's words. For those see
/// mateo_error_service_message.
///
/// - Parameter error: the error; NULL gives an empty text.
/// - Returns: one line of UTF-8 without a line end; borrowed from the error, never NULL.
///
/// Since: 0.1.0
@c(mateo_error_message)
public func errorMessage(_ error: UnsafePointer<mateo_error>?) -> UnsafePointer<CChar> {
    characters(of: errorObject(error)?.message)
}

/// Returns the row of the record that an error is about.
///
/// - Parameter error: the error; NULL gives 0.
/// - Returns: the record's row, counted from 1, without a header line, in the input that the call was given; 0
///   when it is not about one record.
///
/// Since: 0.1.0
@c(mateo_error_row)
public func errorRow(_ error: UnsafePointer<mateo_error>?) -> Int64 {
    errorObject(error)?.error.row ?? 0
}

/// Returns the HTTP status of the service's answer.
///
/// - Parameter error: the error; NULL gives 0.
/// - Returns: the status, such as 401; 0 when no answer came or none was needed.
///
/// Since: 0.1.0
@c(mateo_error_http_status)
public func errorHTTPStatus(_ error: UnsafePointer<mateo_error>?) -> Int32 {
    errorObject(error)?.error.httpStatus ?? 0
}

/// Returns the code in the service's answer: an SQLSTATE or a PostgREST code.
///
/// - Parameter error: the error; NULL gives an empty text.
/// - Returns: the code; empty when there is none. Borrowed from the error, never NULL.
///
/// Since: 0.1.0
@c(mateo_error_service_code)
public func errorServiceCode(_ error: UnsafePointer<mateo_error>?) -> UnsafePointer<CChar> {
    characters(of: errorObject(error)?.serviceCode)
}

/// Returns the service's own words about the error, which mateo_error_message leaves out.
///
/// They may quote records, so treat them as personal data: show them to the user, but do not write them to a log. They
/// never hold the API key.
///
/// - Parameter error: the error; NULL gives an empty text.
/// - Returns: one line of UTF-8 without a line end; empty when the service said nothing. Borrowed from the error, never
///   NULL.
///
/// Since: 0.1.0
@c(mateo_error_service_message)
public func errorServiceMessage(_ error: UnsafePointer<mateo_error>?) -> UnsafePointer<CChar> {
    characters(of: errorObject(error)?.serviceMessage)
}

/// Returns what the library found in the input, such as a heading that it does not know.
///
/// It may be personal data: show it to the user, but do not write it to a log.
///
/// - Parameter error: the error; NULL gives an empty text.
/// - Returns: one line of UTF-8 without a line end, shortened to 60 characters; empty when the error has none. Borrowed
///   from the error, never NULL.
///
/// Since: 0.1.0
@c(mateo_error_excerpt)
public func errorExcerpt(_ error: UnsafePointer<mateo_error>?) -> UnsafePointer<CChar> {
    characters(of: errorObject(error)?.excerpt)
}

/// Returns whether the same call may succeed later without anything being changed.
///
/// - Parameter error: the error; NULL gives 0.
/// - Returns: 1 when it may, else 0.
///
/// Since: 0.1.0
@c(mateo_error_is_retryable)
public func errorIsRetryable(_ error: UnsafePointer<mateo_error>?) -> Int32 {
    errorObject(error)?.error.status.isRetryable == true ? 1 : 0
}

/// Frees an error.
///
/// - Parameter error: the error, consumed; NULL is fine.
///
/// Since: 0.1.0
@c(mateo_error_free)
public func errorFree(_ error: UnsafeMutablePointer<mateo_error>?) {
    Handles.close(UnsafeMutableRawPointer(error), .error, as: ErrorObject.self)
}
