import MateoCore
import Testing

@Suite struct RowMapTests {
    /// Rows 5 to 7, 10, and 12 to 13.
    private let map = RowMap([
        RowSpan(first: 5, count: 3), RowSpan(first: 10, count: 1), RowSpan(first: 12, count: 2),
    ])

    @Test("Each record has its row, across the gaps")
    func rows() {
        #expect((0..<6).map { map.row(at: $0) } == [5, 6, 7, 10, 12, 13])
    }

    @Test("A record that does not exist has no row", arguments: [-1, 6, .max, .min] as [Int64])
    func outside(position: Int64) {
        #expect(map.row(at: position) == nil)
        #expect(RowMap([]).row(at: position) == nil)
    }

    @Test("The rows of every part are those of its records")
    func parts() {
        let all: [Int64] = [5, 6, 7, 10, 12, 13]
        for start in 0...6 {
            for count in 0...6 - start {
                let part = map.part(from: Int64(start), count: Int64(count))
                #expect((0..<Int64(count)).map { part.row(at: $0) } == Array(all[start..<start + count]))
                #expect(part.row(at: Int64(count)) == nil)
                #expect(part.spans.allSatisfy { $0.count > 0 })
            }
        }
    }

    @Test("A part that is longer than the batch ends with it")
    func longParts() {
        #expect(map.part(from: 4, count: 100).spans == [RowSpan(first: 12, count: 2)])
        #expect(map.part(from: 6, count: 1).spans.isEmpty)
    }
}
