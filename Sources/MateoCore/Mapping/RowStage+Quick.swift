/// Finds the work of the hot loop before the first row.
extension RowStage {
    /// Finds the steps that write nothing for an empty cell, and those of them whose cells the hot loop writes.
    mutating func findQuicks() throws(MateoError) {
        for number in 0..<steps.count {
            let step = steps.base[number]
            var quick = QuickStep()
            if step.entry.role == .column && step.empty == .omit && step.next < 0 && !step.isChained
                && !step.isRequired && !step.readsEmpty
            {
                quick.column = Int32(truncatingIfNeeded: step.column)
                if !step.isList { try findWay(of: &quick, step) }
            }
            try quicks.append(quick)
        }
        // Prefixes are copied 32 bytes at a time.
        try text.reserve(64)
    }

    /// Finds how the hot loop writes the cells of a step.
    private mutating func findWay(of quick: inout QuickStep, _ step: Step) throws(MateoError) {
        let place = step.prefix.place
        let field = CheckedField(text.span.extracting(place.lowerBound + 2..<place.upperBound - 2), type)
        let isIdentifier = step.kind.isIdentifier
        if field.isIdentifier { quick.field = field }
        switch step.entry.type {
        case .text where isIdentifier ? field.isIdentifier : field == .none:
            quick.way = isIdentifier ? .identifier : .text
            quick.checksRounding = step.entry.number >= 0 && !isIdentifier
        case .phone where step.kind == .phone || !isIdentifier: quick.way = .phone
        case .date where !isIdentifier:
            guard let date = DateShape(mapping.text(step.entry.parameters)) else { return }
            quick.date = date
            quick.way = .date
        case .boolean where !isIdentifier, .consent where !isIdentifier:
            quick.way = .word
            quick.words = Int32(truncatingIfNeeded: words.count)
            for _ in 0..<KnownWord.amount { try words.append(KnownWord()) }
        default: return
        }
        quick.prefix = Int32(truncatingIfNeeded: text.count)
        quick.length = Int32(truncatingIfNeeded: place.count)
        try text.reserve(place.count + 1)
        for index in place { text.put(text.base[index]) }
        if quick.way != .word {
            text.put(UInt8(ascii: "\""))
            quick.length &+= 1
        }
        // A value may be longer than its cell.
        fixedLength += 32
    }
}
