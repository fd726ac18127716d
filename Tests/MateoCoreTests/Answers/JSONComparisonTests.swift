import Foundation
import MateoCore
import Testing

/// Another reader of JSON takes the same texts, and finds the same in them.
@Suite struct JSONComparisonTests {
    @Test(
        "Generated and damaged texts are read as Foundation reads them",
        arguments: 1...8 as ClosedRange<UInt64>)
    func generated(seed: UInt64) throws {
        var generator = RandomJSON(random: Numbers(state: seed))
        var (taken, refused) = (0, 0)
        for _ in 0..<2000 {
            let whole = generator.file(.document)
            let text = generator.random.next(3) == 0 ? whole : generator.damage(whole)
            if isOdd(text) { continue }
            let expected = try? JSONSerialization.jsonObject(with: Data(text), options: .fragmentsAllowed)
            let value = JSONValue(text)
            #expect((value != nil) == (expected != nil), "\(String(decoding: text, as: UTF8.self))")
            guard let value, let expected else {
                refused += 1
                continue
            }
            taken += 1
            #expect(isEqual(value, expected), "\(String(decoding: text, as: UTF8.self))")
        }
        #expect(taken > 200 && refused > 200)
    }

    /// Whether a text is one that Foundation reads in its own way: it skips marks of UTF-8, reads UTF-16 too, takes a
    /// comma before a closing bracket, and does not take halves of surrogate pairs.
    private func isOdd(_ text: [UInt8]) -> Bool {
        if text.first == 0xEF || text.contains(0) { return true }
        let text = String(decoding: text, as: UTF8.self)
        let halves = text.replacingOccurrences(of: #"\\"#, with: "")
            .replacingOccurrences(of: #"\ud83d\ude00"#, with: "").lowercased()
        return halves.contains(#"\ud"#) || text.contains(/,[ \t\r\n]*[\]}]/)
    }

    private func isEqual(_ value: JSONValue, _ other: Any) -> Bool {
        switch value.kind {
        case .null: return other is NSNull
        case .bool: return (other as? Bool) == (value.raw.count == 4)
        case .number:
            return (other as? NSNumber)?.doubleValue == Double(String(decoding: value.raw, as: UTF8.self))
        case .string: return (other as? String).map { Array($0.utf8) } == value.text
        case .array:
            let (ours, theirs) = (Array(value.elements), other as? [Any] ?? [NSNull()])
            return ours.count == theirs.count && zip(ours, theirs).allSatisfy(isEqual)
        case .object:
            var members: [String: JSONValue] = [:]
            for member in value.members {
                members[String(decoding: member.key, as: UTF8.self)] = member.value
            }
            guard let theirs = other as? [String: Any], theirs.count == members.count else { return false }
            // Of members with one key Foundation keeps any.
            let hasTwice = value.members.reduce(0) { count, _ in count + 1 } != members.count
            return hasTwice
                || theirs.allSatisfy { key, other in members[key].map { isEqual($0, other) } ?? false }
        }
    }
}
