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

    @Test("The table holds exactly the allowed transitions") func theTableHoldsExactlyTheAllowedTransitions()
    {
        for state in BatchState.allCases {
            for event in BatchEvent.allCases {
                let expected = allowed.first { $0.0 == state && $0.1 == event }?.2
                #expect(state.after(event) == expected, "\(state) after \(event)")
            }
        }
    }

    @Test("Nothing leaves a final state") func nothingLeavesAStateThatIsFinal() {
        for state in [BatchState.finished, .refused, .divided] {
            #expect(BatchEvent.allCases.allSatisfy { state.after($0) == nil })
        }
    }

    @Test("The numbers in journals stay") func theJournalsNumbersStay() {
        #expect(BatchState.allCases.map(\.rawValue) == [1, 2, 3, 4, 5, 6, 7])
    }
}
