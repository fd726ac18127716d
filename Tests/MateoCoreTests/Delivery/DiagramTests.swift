import Foundation
import MateoCore
import Testing

/// The diagram of Sources/README.md, which the table itself draws.
@Suite struct DiagramTests {
    private static let readme = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../../Sources/README.md")
    private static let begin = "<!-- drawn by Tests/MateoCoreTests/Delivery/DiagramTests.swift -->\n"
    private static let end = "<!-- end -->\n"

    private struct Edge: Hashable {
        let from: DeliveryKind
        let to: DeliveryKind
    }

    /// The ways from one state to another that the samples find, with the words of their events.
    private static func edges() throws -> [(edge: Edge, words: [String])] {
        var edges: [(edge: Edge, words: [String])] = []
        for state in DeliverySamples.states + DeliverySamples.lateStates {
            for (words, event) in try DeliverySamples.events() {
                guard let next = state.after(event)?.next, next.kind != state.kind else { continue }
                let edge = Edge(from: state.kind, to: next.kind)
                guard let index = edges.firstIndex(where: { $0.edge == edge }) else {
                    edges.append((edge, [words]))
                    continue
                }
                if !edges[index].words.contains(words) { edges[index].words.append(words) }
            }
        }
        return edges
    }

    /// The table as a Mermaid diagram.
    private static func diagram() throws -> String {
        var lines = ["```mermaid", "stateDiagram-v2", "    [*] --> waiting"]
        for (edge, words) in try edges() {
            lines.append("    \(edge.from) --> \(edge.to): \(words.joined(separator: "<br>"))")
        }
        for kind in DeliveryKind.allCases where kind.isFinal { lines.append("    \(kind) --> [*]") }
        return lines.joined(separator: "\n") + "\n```\n"
    }

    @Test("The diagram in Sources/README.md is that of the table; MATEO_WRITE_DIAGRAM=1 writes it")
    func isCurrent() throws {
        let text = try String(contentsOf: Self.readme, encoding: .utf8)
        let begin = try #require(text.range(of: Self.begin))
        let end = try #require(text.range(of: Self.end, range: begin.upperBound..<text.endIndex))
        let diagram = try Self.diagram()
        if ProcessInfo.processInfo.environment["MATEO_WRITE_DIAGRAM"] == "1" {
            let new = text.replacingCharacters(in: begin.upperBound..<end.lowerBound, with: diagram)
            try new.write(to: Self.readme, atomically: true, encoding: .utf8)
        } else {
            #expect(text[begin.upperBound..<end.lowerBound] == diagram)
        }
    }

    @Test("Every state can be reached, and every state that is not final can be left")
    func states() throws {
        let edges = try Self.edges().map(\.edge)
        for kind in DeliveryKind.allCases {
            #expect(kind == .waiting || edges.contains { $0.to == kind }, "\(kind)")
            #expect(edges.contains { $0.from == kind } != kind.isFinal, "\(kind)")
        }
    }

    @Test("Sources/README.md has a sentence for every state")
    func sentences() throws {
        let text = try String(contentsOf: Self.readme, encoding: .utf8)
        for kind in DeliveryKind.allCases {
            #expect(text.contains("\n| \(kind) | "), "\(kind)")
        }
    }
}
