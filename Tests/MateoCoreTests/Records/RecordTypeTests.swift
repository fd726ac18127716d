import MateoCore
import Testing

@Suite struct RecordTypeTests {
    private func isIdentifier(_ name: some Sequence<UInt8>, _ type: RecordType) -> Bool {
        let name = Array(name)
        return type.isIdentifier(name.span)
    }

    @Test("Every identifier of the list is one", arguments: RecordType.allCases)
    func everyIdentifierOfTheListIsOne(_ type: RecordType) {
        let names = "\(type.identifierList)".split(separator: ", ").map(String.init)
        #expect(names.count == (type == .contacts ? 9 : 2))
        for name in names {
            #expect(isIdentifier(name.utf8, type))
            #expect(!isIdentifier((name + "x").utf8, type))
            #expect(!isIdentifier(name.utf8.dropLast(), type))
            #expect(!isIdentifier(name.uppercased().utf8, type))
        }
        #expect(isIdentifier("email".utf8, type) == (type == .contacts))
    }
}
