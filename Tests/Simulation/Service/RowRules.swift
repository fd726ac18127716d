/// The fate of each record at the service. The seed fixes it, whatever happens on the way.
struct RowRules {
    enum Fate { case succeeds, fails, poisons }

    let seed: UInt64
    let failedPerMille: Int64
    let poisonPerMille: Int64

    func fate(_ row: Row) -> Fate {
        var hash = seed
        for byte in row.source.utf8 { hash = hash &* 31 &+ UInt64(byte) }
        var random = Random(seed: hash &* 1_000_003 &+ UInt64(row.number))
        if random.chance(poisonPerMille) { return .poisons }
        return random.chance(failedPerMille) ? .fails : .succeeds
    }

    static func code(_ row: Row) -> String {
        row.number % 2 == 0 ? "23514" : "22P02"
    }

    static func message(_ row: Row) -> String {
        "rule \(row.number % 7) is broken"
    }
}
