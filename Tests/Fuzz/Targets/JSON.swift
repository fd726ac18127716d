import MateoCore

/// The first five bytes choose the options, the rest is the file.
func fuzzJSON(_ bytes: UnsafeRawBufferPointer) {
    var input = Input(bytes)
    let form = input.choice(of: [JSONReader.Form.document, .lines])
    let type = input.choice(of: RecordType.allCases)
    let limits = BatchLimits(
        records: input.choice(of: [1000, 1, 2, 3]), bytes: input.choice(of: [4 << 20, 64, 100, 1000]))
    var cuts = Cuts(seed: input.byte())
    let text = input.rest()

    let whole = Reading.read(JSONReader(type: type, form: form), text, limits)
    whole.checkBatches()
    let inPieces = Reading.read(JSONReader(type: type, form: form), text, limits) { cuts.next() }
    whole.checkIsSame(as: inPieces)
    // A notice says so when a value was cut or left out.
    let isChanged = whole.notices.contains { $0.hasSuffix("were removed") || $0.hasSuffix("left out") }
    if whole.error == nil, whole.leftOut.isEmpty, !isChanged { checkValues(whole, text, form) }
}

/// What is taken is what is written, but for white space between the tokens.
private func checkValues(_ reading: Reading, _ text: [UInt8], _ form: JSONReader.Form) {
    var text = text
    // Byte order marks are skipped, and so are blanks before them.
    text.removeFirst(text.firstIndex { $0 > 32 && $0 < 0x80 } ?? 0)
    let bracket = UInt8(ascii: "[")
    var array: [UInt8]
    switch form {
    case .lines where text.first { $0 > 32 } != bracket:
        array = [bracket] + separated(text) + [UInt8(ascii: "]")]
    default:
        array = text.first { $0 > 32 } == bracket ? text : [bracket] + text + [UInt8(ascii: "]")]
    }
    let written = JSONOracle.shared.minified(array)
    check(written != nil, "this is taken and not JSON: \(Reading.shown(array))")
    check(written == reading.text, "this is taken as another value: \(Reading.shown(array))")
}

/// Objects that follow one another, each on one line or on several, with commas between them.
private func separated(_ text: [UInt8]) -> [UInt8] {
    var (list, depth, isText, isEscaped) = ([UInt8](), 0, false, false)
    for byte in text {
        if depth == 0, byte == UInt8(ascii: "{"), !list.isEmpty { list.append(UInt8(ascii: ",")) }
        if depth > 0 || (byte > 32 && byte < 0x80) { list.append(byte) }
        if isEscaped {
            isEscaped = false
        } else if isText {
            isEscaped = byte == UInt8(ascii: "\\")
            isText = byte != UInt8(ascii: "\"")
        } else {
            switch byte {
            case UInt8(ascii: "\""): isText = true
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
            default: break
            }
        }
    }
    return list
}
