import Foundation

/// A module's public declarations from the compiler: the part of the symbol graph that is needed here.
struct SymbolGraph: Decodable {
    var symbols: [Symbol]

    struct Symbol: Decodable {
        var kind: Kind
        var names: Names
        var docComment: DocComment?
        var functionSignature: FunctionSignature?
        var declarationFragments: [Fragment]
        var location: Location?
    }

    struct Kind: Decodable {
        var identifier: String
    }

    struct Names: Decodable {
        var title: String
    }

    struct DocComment: Decodable {
        var lines: [Line]

        struct Line: Decodable {
            var text: String
        }
    }

    struct FunctionSignature: Decodable {
        var parameters: [Parameter]?
        var returns: [Fragment]?
    }

    struct Parameter: Decodable {
        var name: String
        var internalName: String?
        var declarationFragments: [Fragment]
    }

    struct Fragment: Decodable {
        var spelling: String
    }

    struct Location: Decodable {
        var uri: String
        var position: Position

        struct Position: Decodable {
            var line: Int
        }
    }
}

extension SymbolGraph {
    /// Parses the file that `swiftc -emit-symbol-graph` writes.
    init(json: Data) throws {
        self = try JSONDecoder().decode(SymbolGraph.self, from: json)
    }
}
