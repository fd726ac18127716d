import Testing

@testable import MateoHeader

@Suite struct HeaderTests {
    private let types = DeclaredTypes(names: ["mateo_client", "mateo_status"], callbacks: [])

    private func declaration(
        _ name: String = "mateo_client_open", parameters: [(String, String)] = [], result: String? = nil,
        comment: [String] = ["Opens.", "Since: 0.1.0"], file: String = "Client", line: Int = 0
    ) -> Declaration {
        Declaration(
            name: name, parameters: parameters.map { .init(name: $0.0, type: $0.1) }, result: result,
            comment: comment, file: file, line: line)
    }

    private func problems(_ declaration: Declaration) -> [String] {
        do {
            _ = try Prototype(declaration, types: types)
            return []
        } catch {
            return error.all.map(\.description)
        }
    }

    // MARK: Functions

    @Test("A function without parameters says void") func aFunctionWithoutParametersSaysVoid() throws {
        #expect(try Prototype(declaration(), types: types).lines == ["void mateo_client_open(void);"])
    }

    @Test("A long function is broken between parameters") func aLongFunctionIsBrokenBetweenParameters() throws {
        let parameters = (1...6).map { ("a_long_parameter_\($0)", "UnsafePointer<CChar>?") }
        let comment =
            ["Opens."] + parameters.map { "- Parameter \($0.0): x." } + ["- Returns: y.", "Since: 0.1.0"]
        let lines = try Prototype(
            declaration(parameters: parameters, result: "mateo_status", comment: comment), types: types
        ).lines
        #expect(lines.count == 3)
        #expect(lines[0] == "mateo_status mateo_client_open(")
        #expect(lines[1].hasPrefix("    const char *a_long_parameter_1, "))
        #expect(lines[2].hasSuffix("const char *a_long_parameter_6);"))
        #expect(lines.allSatisfy { $0.count <= Header.width })
    }

    @Test("A function that is not described is a problem") func whatIsNotDescribedIsAProblem() {
        let error = ("error", "UnsafeMutablePointer<UnsafeMutablePointer<mateo_error>?>?")
        let types = DeclaredTypes(names: ["mateo_error"], callbacks: [])
        #expect(throws: Never.self) { try Prototype(declaration(parameters: [error]), types: types) }

        let place = "Client.swift:1: mateo_client_open: "
        #expect(problems(declaration(comment: [])) == [place + "no doc comment says what it does"])
        #expect(problems(declaration(comment: ["Opens."])) == [place + "no Since: at the end"])
        #expect(problems(declaration(result: "Int32")) == [place + "no Returns:"])
        #expect(problems(declaration(parameters: [("a", "Int32")])) == [place + "no line for parameter a"])
    }

    @Test("A name or a type that C could misuse is a problem") func whatCCouldMisuseIsAProblem() {
        let comment = ["Opens.", "- Parameter class: x.", "Since: 0.1.0"]
        let place = "Client.swift:1: mateo_client_open: parameter class: "
        #expect(
            problems(declaration(parameters: [("class", "Int32")], comment: comment))
                == [place + "this is a word of C or C++"])
        #expect(
            problems(declaration(parameters: [("class", "UnsafePointer<CChar>")], comment: comment))
                == [place + "UnsafePointer<CChar> must be optional: C can pass NULL"])
        #expect(
            problems(declaration("open")) == ["Client.swift:1: open: a C name starts with mateo_"])
    }

    // MARK: The whole

    private func graph(_ functions: [(name: String, file: String, line: Int)]) -> SymbolGraph {
        SymbolGraph(
            symbols: functions.map { function in
                .init(
                    kind: .init(identifier: "swift.func"), names: .init(title: "f()"),
                    docComment: .init(lines: [.init(text: "Works."), .init(text: "Since: 0.1.0")]),
                    functionSignature: .init(),
                    declarationFragments: [
                        .init(spelling: "@c(\(function.name)) "), .init(spelling: "func f()"),
                    ],
                    location: .init(
                        uri: "file:///x/\(function.file).swift", position: .init(line: function.line)))
            })
    }

    private let sources = [
        Source(
            name: "Client",
            text: "// Clients\n// They connect.\n@c(mateo_client_open)\n@c(mateo_client_close)\n"),
        Source(name: "Manual", text: "// libmateo\n// moves.\n//\n// The manual.\n"),
        Source(name: "Version", text: "@c(mateo_version)"),
    ]

    @Test("Sections follow the reading order") func sectionsFollowTheReadingOrder() throws {
        let graph = graph([
            ("mateo_client_close", "Client", 9), ("mateo_client_open", "Client", 5),
            ("mateo_version", "Version", 1),
        ])
        let text = try Header(graph: graph, sources: sources, types: types).text
        let landmarks = [
            "/*\n * libmateo moves.\n *\n * Generated", "do not edit.\n *\n", "The manual.",
            "#define MATEO_H",
            "#include \"mateo/types.h\"",
            "extern \"C\"", "/* ---- Version ---", "--- */", "void mateo_version(void);",
            "/* ---- Clients ---",
            " * They connect.\n */", "void mateo_client_open(void);", "void mateo_client_close(void);",
            "#endif\n",
        ]
        var rest = text[...]
        for landmark in landmarks {
            let found = rest.firstRange(of: landmark)
            #expect(found != nil, "\(landmark) is missing, or at the wrong place")
            if let found { rest = rest[found.upperBound...] }
        }
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= Header.width })
    }

    @Test("A source without a place in the reading order is a problem") func aSourceWithoutPlaceIsAProblem() {
        let problem = Problem(
            "Client.swift has C functions, but no section in the reading order of the header")
        #expect(throws: Problems(all: [problem])) {
            try Header(
                graph: graph([("mateo_client_open", "Client", 5), ("mateo_client_close", "Client", 9)]),
                sources: [sources[0]], types: types, readingOrder: ["Manual", "Version"])
        }
    }

    @Test("A function that is not public is a problem") func aFunctionThatIsNotPublicIsAProblem() {
        let problem = Problem("Client.swift: mateo_client_close is not public, so C will not find it")
        #expect(throws: Problems(all: [problem])) {
            try Header(
                graph: graph([("mateo_client_open", "Client", 5)]), sources: [sources[0]], types: types)
        }
    }

    @Test("A comment that ends itself is a problem") func aCommentThatEndsItselfIsAProblem() {
        let source = Source(name: "Version", text: "// Version\n// A stray */ here.\n@c(mateo_version)")
        let problem = Problem("a comment would begin or end inside this line: A stray */ here.")
        #expect(throws: Problems(all: [problem])) {
            try Header(graph: graph([("mateo_version", "Version", 3)]), sources: [source], types: types)
        }
    }

    @Test("The module's own name for a type is resolved") func theModulesOwnNameForATypeIsResolved() throws {
        func symbol(
            _ kind: String, _ title: String, _ fragments: String, parameters: [SymbolGraph.Parameter] = []
        ) -> SymbolGraph.Symbol {
            .init(
                kind: .init(identifier: kind), names: .init(title: title),
                functionSignature: .init(parameters: parameters),
                declarationFragments: [.init(spelling: fragments)],
                location: .init(uri: "Client.swift", position: .init(line: 1)))
        }
        let graph = SymbolGraph(symbols: [
            symbol("swift.typealias", "Slot", "typealias Slot = UnsafeMutablePointer<UInt>"),
            symbol(
                "swift.func", "f(_:)", "@c(mateo_f) func f(_ out: Slot?)",
                parameters: [.init(name: "out", declarationFragments: [.init(spelling: "out: Slot?")])]),
        ])
        let function = try #require(try Declaration(graph.symbols[1], aliases: graph.aliases))
        #expect(function.parameters == [.init(name: "out", type: "UnsafeMutablePointer<UInt>?")])
        #expect(try Declaration(graph.symbols[0]) == nil)
    }

    // MARK: The command line

    @Test("The header is only compared when asked for, and in CI") func comparesOnlyWhenAskedOrInCI() throws {
        let words = ["--symbols", "a", "--sources", "b", "--types", "c", "--output", "d"]
        #expect(try !Arguments(words).onlyCompares)
        #expect(try Arguments(words + ["--check"]).onlyCompares)
        #expect(try Arguments(words, environment: ["CI": "true"]).onlyCompares)
        #expect(throws: Problem.self) { try Arguments(Array(words.dropLast(2))) }
        #expect(throws: Problem.self) { try Arguments(words + ["--what"]) }
    }
}
