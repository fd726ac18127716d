/// One death at one moment, for runs in which a process dies at each moment in turn.
struct Doom {
    enum Cause {
        /// A change of the disk is still made, but no later one.
        case afterChange
        /// A change of the disk is not made.
        case beforeChange
        /// The machine loses power after a change of the disk.
        case withoutPower
        /// The process dies before or after a request, or before it has stored an answer.
        case atRequest
    }

    let cause: Cause
    /// The number of the change, or of the moment around a request, from 1.
    let number: Int

    var text: String { "\(cause) \(number)" }

    /// Returns whether it occurs at a change of the disk.
    func strikes(change: Int) -> Bool {
        cause != .atRequest && number == change
    }
}
