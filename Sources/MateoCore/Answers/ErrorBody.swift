/// The body of an error answer.
package struct ErrorBody: Equatable, Sendable {
    /// `code`: an SQLSTATE or a PostgREST code, at most 40 bytes of printable ASCII; empty if missing.
    package var code: [UInt8] = []
    /// `message`, on one line and at most 200 characters; empty if missing.
    package var message = ""

    /// Creates an empty body.
    package init() {}

    /// Reads a body. HTML and other texts give an empty one.
    package init(reading body: [UInt8]) {
        guard let error = JSONValue(body), error.kind == .object else {
            self.init()
            return
        }
        self.init(code: error.member("code")?.words ?? [], message: error.member("message")?.words ?? [])
    }

    /// Creates an error with a code and a message.
    package init(code: [UInt8], message: [UInt8]) {
        self.code = Sentence.first(40, of: code).filter { $0 > 32 && $0 < 127 }
        self.message = Sentence.oneLine(Sentence.first(200, of: message))
    }

    /// The code for a message, to follow the status; empty if it does not look like a code. The service's message may
    /// contain data, so it is shown elsewhere.
    package var described: Text {
        code.isEmpty || !code.allSatisfy(Identifier.allows)
            ? "" : ", code \(String(decoding: code, as: UTF8.self))"
    }

    /// Returns whether two bodies have the same bytes.
    package static func == (one: ErrorBody, other: ErrorBody) -> Bool {
        one.code == other.code && one.message.isIdentical(to: other.message)
    }
}
