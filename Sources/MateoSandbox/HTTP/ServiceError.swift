/// An error in the form of the service's answers.
struct ServiceError: Error, Equatable {
    let status: Int
    let code: String
    let message: String
    var details: String?
    var hint: String?

    static func badRequest(_ code: String, _ message: String, details: String? = nil) -> ServiceError {
        ServiceError(status: 400, code: code, message: message, details: details)
    }

    /// `{code, message, details, hint, status}`
    var body: [UInt8] {
        var text = JSONText()
        text.append(raw: "{\"code\":")
        text.append(string: code)
        text.append(raw: ",\"message\":")
        text.append(string: message)
        text.append(raw: ",\"details\":")
        text.append(string: details)
        text.append(raw: ",\"hint\":")
        text.append(string: hint)
        text.append(raw: ",\"status\":\(status)}")
        return text.bytes
    }
}
