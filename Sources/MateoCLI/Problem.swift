/// What is wrong with the call, for the one who made it.
struct Problem: Error {
    let message: String

    init(_ message: String) {
        self.message = message
    }
}
