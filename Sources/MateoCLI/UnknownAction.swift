import ArgumentParser
import Mateo

/// What becomes of records of which nobody can say whether they arrived.
enum UnknownAction: String, ExpressibleByArgument, CaseIterable {
    case resend, stop

    var onUnknown: OnUnknown {
        switch self {
        case .resend: .resend
        case .stop: .stop
        }
    }
}
