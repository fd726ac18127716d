import Testing

@testable import MateoSandbox

struct UUIDTextTests {
    @Test("A random id is a UUID of version 4, and another one each time")
    func random() {
        let ids = (0..<1_000).map { _ in UUIDText.random() }
        #expect(Set(ids).count == ids.count)
        for id in ids {
            #expect(UUIDText.canonical(id) == id)
            #expect(id.dropFirst(14).first == "4")
            #expect("89ab".contains(id.dropFirst(19).first ?? "-"))
        }
    }

    @Test("A UUID may be written in capitals, and is lower case then")
    func capitals() {
        #expect(
            UUIDText.canonical("5A17DB0C-0000-4000-8000-00000000000F")
                == "5a17db0c-0000-4000-8000-00000000000f")
    }

    @Test(
        "A text of another form is no UUID",
        arguments: [
            "", "5a17db0c", "5a17db0c00004000800000000000000f", "5a17db0c-0000-4000-8000-00000000000g",
            "5a17db0c-0000-4000-8000-00000000000", "{5a17db0c-0000-4000-8000-00000000000f}",
        ])
    func otherTexts(_ text: String) {
        #expect(UUIDText.canonical(text) == nil)
    }
}
