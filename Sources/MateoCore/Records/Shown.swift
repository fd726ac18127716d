/// Names as messages may show them.
enum Shown {
    /// A column or field name in quotes if it is short and printable ASCII, else the words "a field".
    static func name(_ name: Span<UInt8>) -> String {
        guard name.count > 0 && name.count <= 64 else { return "a field" }
        var text = "\""
        for index in name.indices {
            let byte = name[index]
            guard byte >= 0x20 && byte < 0x7F && byte != UInt8(ascii: "\"") else { return "a field" }
            text.unicodeScalars.append(Unicode.Scalar(byte))
        }
        return text + "\""
    }
}

extension RecordType {
    /// Whether a field of this name tells the service which record is meant.
    func isIdentifier(_ name: Span<UInt8>) -> Bool {
        Self.isOne(of: identifiers, name)
    }

    /// Whether a name is one of some.
    static func isOne(of names: [StaticString], _ name: Span<UInt8>) -> Bool {
        name.withUnsafeBufferPointer { name in
            for candidate in names where candidate.utf8CodeUnitCount == name.count {
                var index = 0
                while index < name.count && name[index] == candidate.utf8Start[index] { index += 1 }
                if index == name.count { return true }
            }
            return false
        }
    }

    /// The identifiers, for messages.
    var identifierList: String {
        var list = ""
        for identifier in identifiers {
            if !list.isEmpty { list += ", " }
            list += "\(identifier)"
        }
        return list
    }
}
