import ArgumentParser
import Mateo

/// What becomes of records that share something.
struct DuplicateOptions: ParsableArguments {
    @Option(
        help:
            "What becomes of a record with an e-mail address or another handle that an earlier record has: 'hold' or 'send'. The service would take it from the earlier one."
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
