import Mateo

extension RecordType {
    /// The name on the command line and in messages.
    var name: String {
        switch self {
        case .contacts: "contacts"
        case .deals: "deals"
        case .appointments: "appointments"
        }
    }
}
