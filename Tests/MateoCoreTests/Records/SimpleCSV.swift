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

/// A CSV reader that is as simple as can be: comma, header `id,a,b`, empty cells left out. It knows which row is
/// wrong and in what way, not in which words.
struct SimpleCSV {
    var records = ""
    var status: Status?
    var row: Int64 = 0

    private var cells: [[UInt8]] = []
    private var names: [String] = []

    static func read(_ input: [UInt8]) -> SimpleCSV {
        var result = SimpleCSV()
        var text = input
        if let wrong = invalidStart(input) { text = Array(input[..<wrong]) }
        let isCut = text.count < input.count
        var index = 0
        while index < text.count {
            guard let next = result.readRow(text, from: index, isCut: isCut) else { return result }
            index = next
        }
        if isCut { result.fail(.encoding) }
        if result.row == 0 && result.status == nil { result.status = .csv }
        if result.status == nil { result.row = 0 } else if result.row == 0 { result.row = 0 }
        return result
    }

    private mutating func fail(_ status: Status) {
        self.status = status
        row += 1
    }

    /// Reads a row; nil at an error.
    private mutating func readRow(_ text: [UInt8], from start: Int, isCut: Bool) -> Int? {
        var index = start
        cells = []
        var cell: [UInt8] = []
        if text[index] == 0x0A || text[index] == 0x0D { return index + 1 }
        while true {
            if index < text.count && text[index] == 0x22 && cell.isEmpty {
                index += 1
                while true {
                    guard index < text.count else { fail(isCut ? .encoding : .csv); return nil }
                    if text[index] == 0 { fail(.encoding); return nil }
                    if text[index] == 0x22 {
                        index += 1
                        if index < text.count && text[index] == 0x22 { cell.append(0x22) } else { break }
                    } else {
                        cell.append(text[index])
                    }
                    index += 1
                }
                if index < text.count && ![0x2C, 0x0A, 0x0D].contains(text[index]) { fail(.csv); return nil }
            }
            while index < text.count && ![0x2C, 0x0A, 0x0D].contains(text[index]) {
                if text[index] == 0 { fail(.encoding); return nil }
                cell.append(text[index])
                index += 1
            }
            if index == text.count && isCut { fail(.encoding); return nil }
            cells.append(cell)
            cell = []
            if index < text.count && text[index] == 0x2C { index += 1; continue }
            return endRow() ? min(index + 1, text.count) : nil
        }
    }

    private mutating func endRow() -> Bool {
        if names.isEmpty {
            names = cells.map { String(decoding: $0, as: UTF8.self) }
            return true
        }
        if cells.count != names.count { fail(.csv); return false }
        if cells[0].isEmpty { fail(.record); return false }
        let fields = zip(names, cells).filter { !$0.1.isEmpty }
            .map { "\"\($0.0)\":\"\(Self.escaped($0.1))\"" }
        records += (records.isEmpty ? "" : ",") + "{" + fields.joined(separator: ",") + "}"
        row += 1
        return true
    }

    private static func escaped(_ bytes: [UInt8]) -> String {
        var text = ""
        for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            case "\u{1}": text += "\\u0001"
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text
    }

    /// Where the text stops being UTF-8, as the standard library sees it.
    private static func invalidStart(_ bytes: [UInt8]) -> Int? {
        if String(validating: bytes, as: UTF8.self) != nil { return nil }
        var low = 0
        for end in 0...bytes.count where String(validating: bytes[..<end], as: UTF8.self) != nil { low = end }
        return low
    }
}
