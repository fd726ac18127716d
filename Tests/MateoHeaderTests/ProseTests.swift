import Testing

@testable import MateoHeader

@Suite struct ProseTests {
    private func lines(_ text: String, width: Int = 40) -> [String] {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { String($0) }
        return Prose(lines: lines).wrapped(width: width)
    }

    @Test("Paragraphs are filled") func fillsParagraphs() {
        #expect(
            lines("One two\nthree.\n\n\nFour five six seven eight nine ten eleven.")
                == ["One two three.", "", "Four five six seven eight nine ten", "eleven."])
    }

    @Test("Lines are filled to the width and not beyond") func fillsToTheWidthAndNotBeyond() {
        #expect(lines("1234 678", width: 8) == ["1234 678"])
        #expect(lines("1234 6789", width: 8) == ["1234", "6789"])
        #expect(lines("1234567890 x", width: 8) == ["1234567890", "x"])
    }

    @Test("Backticks are dropped") func dropsBackticks() {
        #expect(lines("Gives `MATEO_OK`.") == ["Gives MATEO_OK."])
    }

    @Test("Code that is indented by four blanks stays as it is") func keepsCode() {
        #expect(
            lines("An example:\n\n    if (a)\n        b();\n\n    c(1,  2);\n\nThat\nis it.", width: 12)
                == ["An example:", "", "    if (a)", "        b();", "", "    c(1,  2);", "", "That is it."])
    }

    @Test("An item's lines hang under its text") func hangsItemsUnderTheirText() {
        #expect(
            lines("Words:\n- one that does not fit\n  here\n- two\n10. ten and then some", width: 16)
                == ["Words:", "- one that does", "  not fit here", "- two", "10. ten and then", "    some"])
    }

    @Test("The fields of a doc comment are gathered") func gathersTheFieldsOfADocComment() {
        #expect(
            lines(
                """
                Opens.

                - Parameter path: borrowed,
                  never empty.
                - Parameter `import`: owned.
                - Returns: a status.

                Since: 0.1.0
                """)
                == [
                    "Opens.", "", "path: borrowed, never empty.", "import: owned.", "Returns: a status.",
                    "Since: 0.1.0",
                ])
    }

    @Test("A list of parameters gives each of them") func knowsTheListOfParameters() {
        let prose = Prose(lines: [
            "Opens.", "", "- Parameters:", "  - a: one.", "  - b: two.", "- Returns: x.",
        ])
        #expect(prose.blocks.map(\.tag) == [nil, .parameter("a"), .parameter("b"), .returns])
        #expect(prose.wrapped(width: 40) == ["Opens.", "", "a: one.", "b: two.", "Returns: x."])
    }

    @Test("The opening comment of a source gives title and prose") func takesTheOpeningCommentOfASource() {
        let source = Source(
            name: "Client", text: "// Client\n//\n// Talks.\n// Much.\n\nimport X\n// not this\n")
        #expect(source.title == "Client")
        #expect(source.prose.wrapped(width: 40) == ["Talks. Much."])
        #expect(Source(name: "Client", text: "/// Opens.\n@c(mateo_open) func").title == "Client")
    }
}
