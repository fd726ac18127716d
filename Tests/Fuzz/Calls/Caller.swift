import CMateo
import CSystem
import MateoC

/// A program in C that gets nearly everything wrong: it calls with handles that are closed, NULL, of another kind or made
/// up, and frees what it has passed as soon as the call returns.
final class Caller {
    enum Kind: Int, CaseIterable {
        case options, client, importing, record, failures, hints, plan, imports, error, batches, pauses
    }

    typealias ErrorSlot = UnsafeMutablePointer<UnsafeMutablePointer<mateo_error>?>

    var input: Input
    /// What was opened, also when it is closed.
    private var handles: [Kind: [UInt]] = [:]
    private var memory: [UnsafeMutableRawPointer] = []

    init(_ input: Input) {
        self.input = input
    }

    // MARK: Arguments

    /// A handle: the digit "0" chooses the newest one.
    func handle<Object>(_ kind: Kind) -> UnsafeMutablePointer<Object>? {
        let made = handles[kind] ?? []
        let bits: UInt? =
            switch input.choice(16) {
            case 12: 0
            case 13: UInt(bitPattern: Int(input.number()))
            case 14: handles[input.choice(of: Kind.allCases)]?.last
            case 15: made.first.map { $0 &+ UInt(input.byte()) << 32 }
            case let back: made.dropLast(back % 4).last
            }
        return UnsafeMutablePointer(bitPattern: bits ?? 0)
    }

    /// A text that is gone after the call.
    func text() -> UnsafePointer<CChar>? {
        let chosen: [UInt8]? =
            switch input.choice(12) {
            case 0: Array("a".utf8)
            case 1: Array("b".utf8)
            case 2: Array("external_id".utf8)
            case 3: Array("email".utf8)
            case 4: []
            case 5: nil
            case 6: [0xFF, 0xC3, 0x28]
            case 7: [UInt8](repeating: UInt8(ascii: "x"), count: 300)
            case 8: Array("3c90c3cc-0d44-4b50-8888-8dd25736052a".utf8)
            default: input.text(until: 0, atMost: 64)
            }
        return chosen.map { copy($0 + [0]) }
    }

    func path() -> UnsafePointer<CChar>? {
        let paths = [Scratch.path, "", "/dev/null", "/", "/dev/zero", "/nowhere/at/all", "/proc/self/status"]
        let choice = input.choice(paths.count + 1)
        return choice < paths.count ? copy(Array(paths[choice].utf8) + [0]) : text()
    }

    /// Nobody listens at any of these.
    func address() -> UnsafePointer<CChar>? {
        let addresses = [
            "http://127.0.0.1:9", "http://[::1]:9/api/v1/", "https://127.0.0.1:9/?a#b",
            "http://a:b@localhost:9", "http://",
            "http:///x", "https://a b", "file:///etc/passwd", "http://example.com", "http://127.0.0.1:99999",
            "\u{1}",
        ]
        let choice = input.choice(addresses.count + 1)
        return choice < addresses.count ? copy(Array(addresses[choice].utf8) + [0]) : nil
    }

    /// Bytes with their length, which is right or that of nothing.
    func bytes(_ samples: [String]) -> (start: UnsafePointer<CChar>?, length: UInt) {
        switch input.choice(samples.count + 4) {
        case let choice where choice < samples.count:
            let bytes = Array(samples[choice].utf8)
            return (copy(bytes), UInt(bytes.count))
        case samples.count: return (nil, UInt(input.choice(of: [0, 1, Int.max])))
        case samples.count + 1: return (copy([1]), .max)
        default:
            let bytes = input.text(until: 0, atMost: 200)
            return (copy(bytes), UInt(bytes.count))
        }
    }

    /// Where a number goes: nowhere at all every now and then.
    func slot<Number>(of type: Number.Type) -> UnsafeMutablePointer<Number>? {
        guard input.choice(8) != 7 else { return nil }
        let place = UnsafeMutableRawPointer.allocate(byteCount: MemoryLayout<Number>.size, alignment: 8)
        memory.append(place)
        memset(place, 0x55, MemoryLayout<Number>.size)
        return place.assumingMemoryBound(to: Number.self)
    }

    private func copy(_ bytes: [UInt8]) -> UnsafePointer<CChar> {
        let place = UnsafeMutableRawPointer.allocate(byteCount: max(1, bytes.count), alignment: 1)
        memory.append(place)
        bytes.withUnsafeBytes {
            if let base = $0.baseAddress { place.copyMemory(from: base, byteCount: $0.count) }
        }
        return UnsafePointer(place.assumingMemoryBound(to: CChar.self))
    }

    // MARK: Calls

    /// A call that can fail.
    @discardableResult
    func attempt(_ call: (ErrorSlot?) -> mateo_status) -> Bool {
        defer { forgetArguments() }
        guard input.choice(8) != 7 else { return call(nil) == 0 }
        var error: UnsafeMutablePointer<mateo_error>?
        let status = call(&error)
        check((status == 0) == (error == nil), "status \(status) with \(error == nil ? "no" : "an") error")
        check(!String(cString: statusName(status)).isEmpty, "status \(status) has no name")
        if let error {
            check(errorStatus(error) == status, "status \(status), and the error has another one")
            look(at: error)
            keep(error, .error)
        }
        return status == 0
    }

    /// A call that makes a handle.
    ///
    /// - Parameter mayBeNone: Whether it may succeed without one.
    func open<Object>(
        _ kind: Kind, mayBeNone: Bool = false,
        _ call: (UnsafeMutablePointer<UnsafeMutablePointer<Object>?>?, ErrorSlot?) -> mateo_status
    ) {
        var made: UnsafeMutablePointer<Object>?
        let hasPlace = input.choice(8) != 7
        let isOpen = attempt { hasPlace ? call(&made, $0) : call(nil, $0) }
        let isRight = isOpen == (made != nil) || isOpen && mayBeNone
        check(isRight, "a call that makes a handle made \(made == nil ? "none" : "one")")
        if let made { keep(made, kind) }
    }

    private func keep<Object>(_ handle: UnsafeMutablePointer<Object>, _ kind: Kind) {
        let bits = UInt(bitPattern: handle)
        for others in handles.values { check(!others.contains(bits), "a handle was given twice") }
        handles[kind, default: []].append(bits)
    }

    /// A text that the library gives.
    func read(_ text: UnsafePointer<CChar>) {
        _ = strlen(text)
    }

    func look(at error: UnsafeMutablePointer<mateo_error>?) {
        let message = String(validatingCString: errorMessage(error))
        check(message != nil, "an error's message is not UTF-8")
        check(message?.contains("\n") != true, "an error's message has more than one line")
        read(errorServiceCode(error))
        _ = (errorRow(error), errorHTTPStatus(error), errorIsRetryable(error))
    }

    func forgetArguments() {
        for place in memory { place.deallocate() }
        memory = []
    }

    /// Closes what is open, in an order that the input chooses; what is closed already a second time.
    func closeAll() {
        var kinds = Kind.allCases
        while !kinds.isEmpty {
            let kind = kinds.remove(at: input.choice(kinds.count))
            for bits in handles[kind] ?? [] { close(kind, bits) }
        }
    }

    private func close(_ kind: Kind, _ bits: UInt) {
        switch kind {
        case .options: optionsFree(.init(bitPattern: bits))
        case .client: clientClose(.init(bitPattern: bits))
        case .importing: importClose(.init(bitPattern: bits))
        case .record: recordFree(.init(bitPattern: bits))
        case .failures: failuresFree(.init(bitPattern: bits))
        case .hints: hintsFree(.init(bitPattern: bits))
        case .plan: planFree(.init(bitPattern: bits))
        case .imports: importsFree(.init(bitPattern: bits))
        case .error: errorFree(.init(bitPattern: bits))
        case .batches: batchesFree(.init(bitPattern: bits))
        case .pauses: pausesFree(.init(bitPattern: bits))
        }
    }
}
