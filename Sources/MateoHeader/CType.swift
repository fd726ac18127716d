/// A C type, made from the Swift spelling in a symbol graph.
struct CType: Equatable {
    /// The part before the name: `const char *`, `size_t`.
    var spelling: String
    /// Whether C can pass NULL for a type that Swift declares non-optional, which is undefined behaviour.
    var trustsNull = false

    /// Returns the declaration of a parameter or a function with this type.
    func declaring(_ name: String) -> String {
        spelling.hasSuffix("*") ? spelling + name : "\(spelling) \(name)"
    }
}

extension CType {
    private static let scalars = [
        "CChar": "char", "CInt": "int", "UInt": "size_t", "Double": "double",
        "Int8": "int8_t", "Int16": "int16_t", "Int32": "int32_t", "Int64": "int64_t",
        "UInt8": "uint8_t", "UInt16": "uint16_t", "UInt32": "uint32_t", "UInt64": "uint64_t",
    ]

    /// Common wrong types, and the right ones.
    private static let hints = [
        "Int": "UInt is size_t, Int64 is int64_t",
        "Bool": "Int32 is what every language can pass",
        "Float": "Double is double",
        "OpaquePointer": "a handle declared in types.h is typed in C",
        "String": "UnsafePointer<CChar>? is const char *",
    ]

    /// - Parameters:
    ///   - swift: such as `UnsafeMutablePointer<UnsafeMutablePointer<mateo_error>?>?`.
    ///   - types: the types in `types.h`.
    init(swift: String, types: DeclaredTypes) throws(Problem) {
        let optional = swift.hasSuffix("?")
        let bare = optional ? String(swift.dropLast()) : swift

        if let pointee = bare.argument(of: "UnsafePointer") {
            let pointee = try CType(swift: pointee, types: types)
            // const is left of a value, but right of a pointer.
            let isPointer = pointee.spelling.hasSuffix("*")
            spelling = isPointer ? "\(pointee.spelling)const *" : "const \(pointee.spelling) *"
            trustsNull = !optional || pointee.trustsNull
        } else if let pointee = bare.argument(of: "UnsafeMutablePointer") {
            let pointee = try CType(swift: pointee, types: types)
            spelling = pointee.declaring("*")
            trustsNull = !optional || pointee.trustsNull
        } else if bare == "UnsafeRawPointer" || bare == "UnsafeMutableRawPointer" {
            spelling = bare == "UnsafeRawPointer" ? "const void *" : "void *"
            trustsNull = !optional
        } else if types.callbacks.contains(bare) {
            spelling = bare
            trustsNull = !optional
        } else if !optional, let scalar = CType.scalars[bare] ?? types.names.first(where: { $0 == bare }) {
            spelling = scalar
        } else {
            throw Problem("\(swift) has no C type" + (CType.hints[bare].map { " (\($0))" } ?? ""))
        }
    }
}

extension String {
    /// Returns the argument of a generic type, such as `CChar` of `UnsafePointer<CChar>`.
    fileprivate func argument(of generic: String) -> String? {
        guard hasPrefix(generic + "<"), hasSuffix(">") else { return nil }
        return String(dropFirst(generic.count + 1).dropLast())
    }
}
