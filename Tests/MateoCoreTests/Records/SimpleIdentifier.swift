/// A slow check of identifiers.
enum SimpleIdentifier {
    /// An identifier without what nobody sees around it, or empty if it stands for none.
    static func cleaned(_ value: [UInt8]) -> [UInt8] {
        var scalars = Array(String(decoding: value, as: UTF8.self).unicodeScalars)
        while let last = scalars.last, isInvisible(last) { scalars.removeLast() }
        while let first = scalars.first, isInvisible(first) { scalars.removeFirst() }
        var text = String.UnicodeScalarView()
        text.append(contentsOf: scalars)
        let isNone = ["\\N", "#N/A", "#NV"].contains(String(text)) || String(text).uppercased() == "NULL"
        let isRuler = text.allSatisfy { "-_=.*".unicodeScalars.contains($0) }
        return isNone || isRuler ? [] : Array(String(text).utf8)
    }

    static func hides(_ value: [UInt8]) -> Bool {
        String(decoding: value, as: UTF8.self).unicodeScalars.contains { $0 != " " && isInvisible($0) }
    }

    private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0...0x20, 0xA0, 0xAD, 0x2000...0x200F, 0x202A...0x202F, 0x2060, 0xFEFF: true
        default: false
        }
    }
}
