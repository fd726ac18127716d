import MateoCore

/// The first bytes choose the clock; the rest are header lines. Each is tried as a date too.
func fuzzHeaders(_ bytes: UnsafeRawBufferPointer) {
    var input = Input(bytes)
    let wallNow = input.number()
    var signal = RateSignal()
    while !input.isAtEnd {
        let line = input.text(until: UInt8(ascii: "\n"))
        signal.read(line.span, wallNow: wallNow)
        checkIsBounded(signal)
        if let seconds = HTTPDate.seconds(line.span) {
            check((0..<253_402_300_800 + 86_400).contains(seconds), "a date is \(seconds) seconds after 1970")
        }
        if let left = PollColumns().column(namedIn: String(decoding: line, as: UTF8.self)) {
            check(left.lacking != 0, "a column that is named is not left out")
        }
    }
}

private func checkIsBounded(_ signal: RateSignal) {
    for wait in [signal.retryAfter, signal.reset, signal.pause].compactMap({ $0 }) {
        check((0...RateSignal.longest).contains(wait), "the headers ask to wait \(wait) milliseconds")
    }
    check(signal.remaining ?? 0 >= 0, "fewer than no requests remain")
}
