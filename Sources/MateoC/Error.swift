// Errors
//
// The functions of this section read the error object that a function creates when it fails. Their texts are borrowed
// from the error, and are valid until it is freed. An error object never changes, so several threads may read it.

public import CMateo
import MateoCore

private func errorObject(_ error: UnsafePointer<mateo_error>?) -> ErrorObject? {
    Handles.find(UnsafeMutableRawPointer(mutating: error), .error, as: ErrorObject.self)
}

/// Returns the status of an error.
///
/// - Parameter error: the error; NULL gives MATEO_OK.
/// - Returns: the status that the failed call returned; MATEO_ERROR_HANDLE for a freed error.
///
/// Since: 0.1.0
@c(mateo_error_status)
public func errorStatus(_ error: UnsafePointer<mateo_error>?) -> mateo_status {
    guard error != nil else { return Status.ok.rawValue }
    return (errorObject(error)?.error.status ?? .handle).rawValue
}

/// Returns the message of an error: what happened, where, why, and what to do.
///
/// The message never holds the API key, the content of a record or the service's own message. For the latter see
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

/// Returns the row of the record that caused an error.
///
/// - Parameter error: the error; NULL gives 0.
/// - Returns: the row in the import, whether the program, CSV or JSON added the record; 0 if no single record caused the
///   error. For a refused record it is the row that the record would have had. A line in the message is that of its
///   source.
///
/// Since: 0.1.0
@c(mateo_error_row)
public func errorRow(_ error: UnsafePointer<mateo_error>?) -> Int64 {
    errorObject(error)?.error.row ?? 0
}

/// Returns the HTTP status of the service's answer.
///
/// - Parameter error: the error; NULL gives 0.
/// - Returns: the status, such as 401; 0 if there was no answer, or if records failed inside a job.
///
/// Since: 0.1.0
@c(mateo_error_http_status)
public func errorHTTPStatus(_ error: UnsafePointer<mateo_error>?) -> Int32 {
    errorObject(error)?.error.httpStatus ?? 0
}

/// Returns the code in the service's answer: an SQLSTATE or a PostgREST code.
///
/// - Parameter error: the error; NULL gives an empty text.
/// - Returns: the code; empty if there is none. Borrowed from the error, never NULL.
///
/// Since: 0.1.0
@c(mateo_error_service_code)
public func errorServiceCode(_ error: UnsafePointer<mateo_error>?) -> UnsafePointer<CChar> {
    characters(of: errorObject(error)?.serviceCode)
}

/// Returns the service's own message, which mateo_error_message leaves out.
///
/// It may quote records, so treat it as personal data: show it to the user, but do not write it to a log. It never
/// holds the API key.
///
/// - Parameter error: the error; NULL gives an empty text.
/// - Returns: one line of UTF-8 without a line end; empty if the service sent none. Borrowed from the error, never
///   NULL.
///
/// Since: 0.1.0
@c(mateo_error_service_message)
public func errorServiceMessage(_ error: UnsafePointer<mateo_error>?) -> UnsafePointer<CChar> {
    characters(of: errorObject(error)?.serviceMessage)
}

/// Returns the part of the input that caused an error, such as an unknown heading.
///
/// It may be personal data: show it to the user, but do not write it to a log.
///
/// - Parameter error: the error; NULL gives an empty text.
/// - Returns: one line of UTF-8 without a line end, shortened to 60 characters; empty if there is none. Borrowed from
///   the error, never NULL.
///
/// Since: 0.1.0
@c(mateo_error_excerpt)
public func errorExcerpt(_ error: UnsafePointer<mateo_error>?) -> UnsafePointer<CChar> {
    characters(of: errorObject(error)?.excerpt)
}

/// Returns whether the same call may succeed later without any change.
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
