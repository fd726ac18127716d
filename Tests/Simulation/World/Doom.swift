/// One death at one moment, for runs in which a process dies at each of them in turn.
struct Doom {
    enum Cause {
        /// A change of the disk is still made, and nothing after it.
        case afterChange
        /// A change of the disk is not made any more.
        case beforeChange
        /// The machine loses its power after a change of the disk.
        case withoutPower
        /// The process dies before or after a request, or before it has written an answer down.
        case atRequest
    }

    let cause: Cause
    /// The number of the change, or of the moment about a request, from 1.
    let number: Int

    var text: String { "\(cause) \(number)" }

    /// Whether a change of the disk is where it strikes.
    func strikes(change: Int) -> Bool {
        cause != .atRequest && number == change
    }
}
