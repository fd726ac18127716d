/// The cases of `Delivery` without their data. The journal stores the raw values.
public enum DeliveryKind: Int64, CaseIterable, Sendable {
    case waiting = 1
    case sending = 2
    case lost = 3
    case accepted = 4
    case settled = 5
    case refused = 6
    case divided = 7
    case unfound = 8
    case untraceable = 9
    case unlisted = 10
    case listed = 11
    case unresolved = 12
}

extension Delivery {
    /// The case.
    public var kind: DeliveryKind {
        switch self {
        case .waiting: .waiting
        case .sending: .sending
        case .lost: .lost
        case .unfound: .unfound
        case .untraceable: .untraceable
        case .accepted: .accepted
        case .unlisted: .unlisted
        case .listed: .listed
        case .unresolved: .unresolved
        case .settled: .settled
        case .refused: .refused
        case .divided: .divided
        }
    }

    /// The job's identifier, once there is a job.
    public var job: String? {
        switch self {
        case .accepted(let job), .unlisted(let job, _, _), .listed(let job, _, _), .unresolved(let job, _),
            .settled(let job, _):
            job.id
        default: nil
        }
    }
}

extension DeliveryKind {
    /// Whether no run will change it any more.
    public var isFinal: Bool {
        self == .settled || self == .refused || self == .divided
    }

    /// Whether the outcome of its records is currently unknown.
    public var isUnknown: Bool {
        switch self {
        case .lost, .unfound, .untraceable, .unresolved: true
        default: false
        }
    }
}
