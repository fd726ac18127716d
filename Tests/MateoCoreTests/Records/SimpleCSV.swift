import Foundation
import MateoCore

/// Numbers from a seed (SplitMix64).
struct Numbers {
    var state: UInt64

    mutating func next(_ limit: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((z ^ (z >> 31)) % UInt64(limit))
    }
}

/// A slow CSV reader that goes byte by byte. It knows which row is invalid and which status that has, but no
/// messages. Empty cells are left out.
struct SimpleCSV {
    /// The fields of each whole record, in order.
    private(set) var fields: [[(name: [UInt8], value: [UInt8])]] = []
    private(set) var status: Status?
    private(set) var row: Int64 = 0

    private let text: [UInt8]
    private let delimiter: UInt8
    /// The input is not UTF-8 behind `text`.
    private let isCut: Bool
    private var index = 0
    /// Whether the first line ended with CR alone; only then such a byte ends lines.
    private var endsAtCR = false
    /// The names of the columns; empty for those that must be empty.
    private var names: [[UInt8]] = []
    /// How many rows have no identifier.
    private(set) var held = 0

    private static let identifiers = [
        "external_id", "secondary_external_id", "id", "email", "whatsapp", "sms", "instagram", "facebook",
        "google_business_messaging",
    ].map { Array($0.utf8) }

    private init(_ text: [UInt8], delimiter: UInt8, isCut: Bool) {
        self.text = text
        self.delimiter = delimiter
        self.isCut = isCut
    }

    static func read(_ input: [UInt8], delimiter: UInt8 = UInt8(ascii: ",")) -> SimpleCSV {
        let valid = validPrefix(input)
        var result = SimpleCSV(Array(input[..<valid]), delimiter: delimiter, isCut: valid < input.count)
        guard result.readHeader(of: input) else { return result }
        while result.index < result.text.count {
            guard result.readRow() else { return result }
        }
        if result.isCut { result.fail(.encoding) }
        return result
    }

    /// The records as the library writes them.
    var records: String {
        fields.map { fields in
            "{"
                + fields.map { "\"\(Self.escaped($0.name))\":\"\(Self.escaped($0.value))\"" }
                .joined(separator: ",") + "}"
        }.joined(separator: ",")
    }

    /// Whether an independent JSON parser finds these records in a text.
    func isJSON(_ text: String) throws -> Bool {
        let parsed = try JSONSerialization.jsonObject(with: Data("[\(text)]".utf8)) as? [[String: String]]
        guard let parsed, parsed.count == fields.count else { return false }
        return zip(parsed, fields).allSatisfy { parsed, fields in
            parsed.count == fields.count
                && fields.allSatisfy { field in
                    parsed[String(decoding: field.name, as: UTF8.self)].map { Array($0.utf8) } == field.value
                }
        }
    }

    // MARK: Rows

    private mutating func fail(_ status: Status) {
        self.status = status
        row = Int64(fields.count + held) + 1
    }

    private func isLineEnd(_ index: Int) -> Bool {
        guard text[index] == 0x0D, !endsAtCR else { return text[index] == 0x0A || text[index] == 0x0D }
        return index + 1 < text.count ? text[index + 1] == 0x0A : !isCut
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

    private mutating func skipLineEnd() {
        let isPair = text[index] == 0x0D && index + 1 < text.count && text[index + 1] == 0x0A
        index += isPair ? 2 : 1
    }

    /// Reads a row. False at an error.
    private mutating func readRow() -> Bool {
        var cells: [[UInt8]] = []
        while true {
            guard let cell = readCell() else { return false }
            cells.append(cell)
            guard index < text.count, text[index] == delimiter else { break }
            index += 1
        }
        if index < text.count { skipLineEnd() }
        if cells.allSatisfy({ $0.allSatisfy(Self.isBlank) }) { return true }
        let isUnnamedFilled = zip(names, cells).contains { $0.isEmpty && !$1.allSatisfy(Self.isBlank) }
        if cells.count != names.count || isUnnamedFilled {
            fail(.csv)
            return false
        }
        var filled = zip(names, cells).filter { !$0.0.isEmpty && !$0.1.isEmpty }.map { (name: $0.0, value: $0.1) }
        var isHidden = false
        for index in filled.indices where Self.identifiers.contains(filled[index].name) {
            filled[index].value = SimpleIdentifier.cleaned(filled[index].value)
            isHidden = isHidden || SimpleIdentifier.hides(filled[index].value)
        }
        filled.removeAll { $0.value.isEmpty }
        let isIdentified = filled.contains { Self.identifiers.contains($0.name) }
        if isIdentified, !isHidden { fields.append(filled) } else { held += 1 }
        return true
    }

    /// Where the blanks from an index on end.
    private func skipBlanks(_ start: Int) -> Int {
        var index = start
        while index < text.count, Self.isBlank(text[index]), text[index] != delimiter { index += 1 }
        return index
    }

    /// Reads a cell up to what ends it. Nil at an error.
    private mutating func readCell() -> [UInt8]? {
        var cell: [UInt8] = []
        var isQuoted = false
        let start = skipBlanks(index)
        if start < text.count, text[start] == 0x22 {
            index = start + 1
            isQuoted = true
            while true {
                guard index < text.count else {
                    fail(isCut ? .encoding : .csv)
                    return nil
                }
                if text[index] == 0x22 {
                    index += 1
                    guard index < text.count, text[index] == 0x22 else { break }
                }
                if text[index] == 0 {
                    fail(.encoding)
                    return nil
                }
                cell.append(text[index])
                index += 1
            }
            index = skipBlanks(index)
            if index < text.count, text[index] != delimiter, !isLineEnd(index) {
                // It is not known what follows the CR.
                fail(isCut && text[index] == 0x0D && index + 1 == text.count ? .encoding : .csv)
                return nil
            }
        }
        while index < text.count, text[index] != delimiter, !isLineEnd(index) {
            if text[index] == 0 {
                fail(.encoding)
                return nil
            }
            cell.append(text[index])
            index += 1
        }
        if delimiter == UInt8(ascii: "|"), !isQuoted {
            while cell.last == 0x20 { cell.removeLast() }
            while cell.first == 0x20 { cell.removeFirst() }
        }
        if index == text.count, isCut {
            fail(.encoding)
            return nil
        }
        return cell
    }

    // MARK: Header

    private enum Place { case start, bare, quoted, closed }

    /// Reads the header line of the whole input. False at an error; the row is then 0.
    private mutating func readHeader(of input: [UInt8]) -> Bool {
        var (start, end) = (0, 0)
        var place = Place.start
        var hasText = false
        var isFirst = true
        search: while end < input.count {
            let byte = input[end]
            switch (place, byte) {
            case (.quoted, 0x22): place = .closed
            case (.start, 0x22), (.closed, 0x22): place = .quoted
            case (.bare, 0x22): break
            case (.quoted, _): hasText = hasText || !Self.isBlank(byte)
            case (_, 0x0A), (_, 0x0D):
                if isFirst { endsAtCR = byte == 0x0D && !(end + 1 < input.count && input[end + 1] == 0x0A) }
                isFirst = false
                if hasText { break search }
                start = end + 1
                place = .start
            case (_, delimiter): place = .start
            case (_, 0x20), (_, 0x09): break
            default:
                place = .bare
                hasText = true
            }
            end += 1
        }
        status = .csv
        guard hasText, place != .quoted else { return false }
        let header = SimpleCSV(Array(input[start..<end]), delimiter: delimiter, isCut: false)
        return takeHeader(header, nextLine: end, of: input)
    }

    private mutating func takeHeader(_ header: SimpleCSV, nextLine end: Int, of input: [UInt8]) -> Bool {
        var header = header
        if Self.validPrefix(header.text) < header.text.count || header.text.contains(0) {
            status = .encoding
            return false
        }
        while true {
            guard var name = header.readCell() else { return false }
            while let last = name.last, Self.isBlank(last) { name.removeLast() }
            while let first = name.first, Self.isBlank(first) { name.removeFirst() }
            if name.count > 255 || names.count == 2000 {
                status = .limit
                return false
            }
            let isGap = names.last == [] && names.contains { !$0.isEmpty }
            if !name.isEmpty, names.contains(name) || isGap { return false }
            names.append(name)
            guard header.index < header.text.count else { break }
            header.index += 1
        }
        if Self.haveTrailing(Array(input[end...]), names.count, delimiter, endsAtCR: endsAtCR) { names.append([]) }
        guard names.contains(where: { Self.identifiers.contains($0) }) else { return false }
        status = nil
        index = min(end, text.count)
        if index < text.count { skipLineEnd() }
        return true
    }

    /// Whether every row has one cell too many, and it is empty.
    private static func haveTrailing(
        _ rows: [UInt8], _ cells: Int, _ delimiter: UInt8, endsAtCR: Bool
    ) -> Bool {
        var isAny = false
        var line: [[UInt8]] = [[]]
        var place = Place.start
        for (number, byte) in (rows + [0x0A]).enumerated() {
            let isText =
                byte == 0x0D && !endsAtCR && number > 0 && number + 1 < rows.count && rows[number + 1] != 0x0A
            switch (place, byte) {
            case (_, 0x0D) where isText && place != .quoted:
                line[line.count - 1].append(byte)
                place = .bare
            case (.quoted, 0x22): place = .closed
            case (.start, 0x22), (.closed, 0x22): place = .quoted
            case (.quoted, _): line[line.count - 1].append(byte)
            case (_, 0x0A), (_, 0x0D):
                let isBlank = line.allSatisfy { $0.allSatisfy(Self.isBlank) }
                let isLast = number == rows.count
                if !isBlank, !isLast || !isAny {
                    isAny = true
                    if line.count != cells + 1 || !line[cells].allSatisfy(Self.isBlank) { return false }
                }
                line = [[]]
                place = .start
            case (_, delimiter):
                line.append([])
                place = .start
            case (_, 0x20), (_, 0x09): line[line.count - 1].append(byte)
            default:
                line[line.count - 1].append(byte)
                place = .bare
            }
        }
        return isAny
    }

    // MARK: Bytes

    static func escaped(_ bytes: [UInt8]) -> String {
        var text = ""
        for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            case "\u{8}": text += "\\b"
            case "\u{c}": text += "\\f"
            case "\u{0}"..<"\u{20}":
                text += "\\u00" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text
    }

    /// How many bytes are UTF-8, as the standard library sees it.
    private static func validPrefix(_ bytes: [UInt8]) -> Int {
        var parser = Unicode.UTF8.ForwardParser()
        var rest = bytes.makeIterator()
        var valid = 0
        while case .valid(let scalar) = parser.parseScalar(from: &rest) { valid += scalar.count }
        return valid
    }
}
