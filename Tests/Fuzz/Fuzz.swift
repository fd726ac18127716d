import CSystem

/// What can be fuzzed, by name.
private let targets: [String: @Sendable (UnsafeRawBufferPointer) -> Void] = [
    "answers": fuzzAnswers, "calls": fuzzCalls, "csv": fuzzCSV, "exports": fuzzExports,
    "headers": fuzzHeaders,
    "journal": fuzzJournal, "json": fuzzJSON,
]

/// The one that the environment names. The arguments are libFuzzer's own.
private let target = {
    PlainMemory.useForSQLite()
    let name = getenv("MATEO_FUZZ_TARGET").map { String(cString: $0) } ?? ""
    guard let target = targets[name] else {
        print("MATEO_FUZZ_TARGET must be one of: \(targets.keys.sorted().joined(separator: " "))")
        exit(2)
    }
    return target
}()

/// What libFuzzer, which has the `main` of this program, calls with each input.
@c(LLVMFuzzerTestOneInput)
public func fuzzOneInput(_ data: UnsafePointer<UInt8>?, _ size: Int) -> Int32 {
    target(UnsafeRawBufferPointer(start: data, count: size))
    return 0
}
