import ArgumentParser

/// One of the engine's choices by its name, since raw values are the numbers of the C interface.
struct Choice<Value: Named & CaseIterable>: ExpressibleByArgument {
    let value: Value

    init(_ value: Value) {
        self.value = value
    }

    init?(argument: String) {
        guard let value = Value.allCases.first(where: { $0.name == argument }) else { return nil }
        self.value = value
    }

    static var allValueStrings: [String] { Value.allCases.map(\.name) }

    static var defaultCompletionKind: CompletionKind { .list(allValueStrings) }

    var defaultValueDescription: String { value.name }
}
