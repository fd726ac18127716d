import CSystem

/// The first byte chooses what is open at the beginning; calls follow, each with its arguments.
func fuzzCalls(_ bytes: UnsafeRawBufferPointer) {
    let caller = Caller(Input(bytes))
    let beginning = caller.input.choice(3)
    if beginning > 0 { caller.begin(hasFile: beginning == 2) }
    for _ in 0..<200 where !caller.input.isAtEnd {
        let call = caller.input.choice(Caller.calls.count)
        Caller.calls[call](caller)
        caller.forgetArguments()
    }
    caller.closeAll()
    Scratch.remove()
}
