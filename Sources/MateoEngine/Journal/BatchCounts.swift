import MateoCore

/// The number of an import's batches in each state.
struct BatchCounts {
    private var counts = [Int64](repeating: 0, count: DeliveryKind.allCases.count + 1)

    subscript(kind: DeliveryKind) -> Int64 {
        get { counts[Int(kind.rawValue)] }
        set { counts[Int(kind.rawValue)] = newValue }
    }
}
