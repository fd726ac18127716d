import ArgumentParser
import Mateo

/// The options for records that share a handle.
struct DuplicateOptions: ParsableArguments {
    @Option(
        help:
            "What to do with a record whose e-mail address or other handle an earlier record has. If it is sent, the service takes the handle from the earlier contact."
    )
    var sharedHandles = Choice(SharedHandles.hold)
}

extension SharedHandles: Named {
    var name: String {
        switch self {
        case .hold: "hold"
        case .send: "send"
        }
    }
}
