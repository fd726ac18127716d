import MateoCore
import Testing

@Suite struct BatchStateTests {
    /// Every transition that may happen; all others may not.
    private let allowed: [(BatchState, BatchEvent, BatchState)] = [
        (.pending, .begun, .sending),
        (.pending, .divided, .divided),
        (.sending, .accepted, .accepted),
        (.sending, .turnedAway, .pending),
        (.sending, .lost, .unknown),
        (.sending, .refused, .refused),
        (.sending, .divided, .divided),
        (.unknown, .found, .accepted),
        (.unknown, .missing, .pending),
        (.accepted, .completed, .finished),
    ]

    @Test func theTableHoldsExactlyTheAllowedTransitions() {
        for state in BatchState.allCases {
            for event in BatchEvent.allCases {
                let expected = allowed.first { $0.0 == state && $0.1 == event }?.2
                #expect(state.after(event) == expected, "\(state) after \(event)")
            }
        }
    }

    @Test func nothingLeavesAStateThatIsFinal() {
        for state in [BatchState.finished, .refused, .divided] {
            #expect(BatchEvent.allCases.allSatisfy { state.after($0) == nil })
        }
    }

    @Test func theJournalsNumbersStay() {
        #expect(BatchState.allCases.map(\.rawValue) == [1, 2, 3, 4, 5, 6, 7])
    }
}
