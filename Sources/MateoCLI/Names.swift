// The names of the engine's choices and states, on the command line and in JSON.

import Mateo

extension RecordType: Named {
    var name: String {
        switch self {
        case .contacts: "contacts"
        case .deals: "deals"
        case .appointments: "appointments"
        }
    }

    /// Returns a number of such records, for people.
    func records(_ count: Int64) -> String {
        Printable.count(count, String(name.dropLast()), name)
    }
}

extension EmptyCells: Named {
    var name: String {
        switch self {
        case .omit: "omit"
        case .null: "null"
        case .text: "text"
        }
    }
}

extension RaggedRows: Named {
    var name: String {
        switch self {
        case .refuse: "refuse"
        case .hold: "hold"
        }
    }
}

extension OnUnknown: Named {
    var name: String {
        switch self {
        case .byType: "by-type"
        case .resend: "resend"
        case .stop: "stop"
        }
    }
}

extension RunState: Named {
    var name: String {
        switch self {
        case .filling: "filling"
        case .running: "running"
        case .finished: "finished"
        case .paused: "paused"
        case .stopped: "stopped"
        case .interrupted: "interrupted"
        case .unknown: "unknown"
        }
    }
}
