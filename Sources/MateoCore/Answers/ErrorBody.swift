/// What the body of an error says.
package struct ErrorBody: Equatable, Sendable {
    /// `code`: an SQLSTATE or a PostgREST code, at most 40 bytes of printable ASCII; empty when there is none.
    package var code: [UInt8] = []
    /// `message`, on one line and at most 200 characters; empty when there is none.
    package var message = ""

    /// A body that says nothing.
    package init() {}

    /// Reads a body. HTML and other texts give an empty one.
    package init(reading body: [UInt8]) {
        guard let error = JSONValue(body), error.kind == .object else {
            self.init()
            return
        }
        self.init(code: error.member("code")?.words ?? [], message: error.member("message")?.words ?? [])
    }

    /// An error with a code and a message.
    package init(code: [UInt8], message: [UInt8]) {
        self.code = Sentence.first(40, of: code).filter { $0 > 32 && $0 < 127 }
        self.message = Sentence.oneLine(Sentence.first(200, of: message))
    }

    /// The code, to stand behind the status in a message, if it looks like one. The service's words may hold data, and
    /// have a place of their own.
    package var described: Text {
        code.isEmpty || !code.allSatisfy(Identifier.allows)
            ? "" : ", code \(String(decoding: code, as: UTF8.self))"
    }

    /// Whether two bodies say the same bytes.
    package static func == (one: ErrorBody, other: ErrorBody) -> Bool {
        one.code == other.code && one.message.isIdentical(to: other.message)
    }
}
