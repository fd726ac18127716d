import MateoCore
import Testing

@Suite struct ReferencesTests {
    @Test(
        "An answer proves references, or that they are ignored, and ignored and refused ones stay so",
        arguments: [
            (.unproven, true, .works), (.unproven, false, .ignored), (.works, true, .works),
            (.works, false, .ignored), (.ignored, true, .ignored), (.ignored, false, .ignored),
            (.refused, true, .refused), (.refused, false, .refused),
        ] as [(References, Bool, References)])
    func answers(_ before: References, _ shows: Bool, _ after: References) {
        #expect(before.after(answerShows: shows) == after)
    }

    @Test("A batch that is found proves references that nothing was known of")
    func finding() {
        #expect(References.allCases.map(\.afterFinding) == [.works, .works, .ignored, .refused])
    }

    @Test("References are sent unless they are refused, and prove absence when they work")
    func uses() {
        #expect(References.allCases.filter(\.areSent) == [.unproven, .works, .ignored])
        #expect(References.allCases.filter(\.proveAbsence) == [.works])
        #expect(References.allCases.map(\.rawValue) == [0, 1, 2, 3])
    }
}
