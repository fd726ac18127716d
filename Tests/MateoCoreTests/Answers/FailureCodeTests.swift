import MateoCore
import Testing

@Suite struct FailureCodeTests {
    @Test(
        "A code of the service's own troubles is worth another try, one of the record is not",
        arguments: [
            ("57014", true), ("40001", true), ("08006", true), ("53300", true), ("55P03", true), ("23505", false),
            ("22P02", false), ("55000", false), ("", false), ("5", false), ("570140", false),
        ])
    func transient(_ code: String, _ isTransient: Bool) {
        #expect(FailureCode.isTransient(Array(code.utf8).span) == isTransient)
    }
}
