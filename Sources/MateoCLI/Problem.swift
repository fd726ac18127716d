/// A fault of the call, for its author.
struct Problem: Error {
    let message: String

    init(_ message: String) {
        self.message = message
    }
}
