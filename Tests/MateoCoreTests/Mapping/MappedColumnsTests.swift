import Testing

@testable import MateoCore

/// A mapping finds its cells wherever columns without a heading and those of a list of failed rows are.
@Suite struct MappedColumnsTests {
    private static let notes = [
        "mateo_row", "mateo_line", "mateo_state", "mateo_code", "mateo_message", "mateo_retryable",
    ]
    private static let fields = ["Nr": "external_id", "Name": "full_name", "Ort": "city"]

    /// A file with a heading for each column, and the records that it has.
    private static func file(_ random: inout Numbers, names: [String]) -> (text: String, records: [String]) {
        var columns = Array(repeating: "", count: random.next(3)) + names
        if random.next(2) == 0 {
            columns += Array(repeating: "", count: random.next(3)) + notes
        }
        columns += Array(repeating: "", count: random.next(3))
        let edge = String(repeating: ";", count: random.next(3) == 0 ? 1 : 0)
        var (text, records) = (columns.joined(separator: ";") + "\n", [String]())
        for row in 1...[1, 3, 200][random.next(3)] {
            var cells: [String] = []
            var record: [String] = []
            for column in columns {
                let cell =
                    column == "Nr"
                    ? "n\(row)" : ["", "x\(row)", "ü;\(row)", String(repeating: "l", count: 40)][random.next(4)]
                let isEmpty = column.isEmpty || cell.isEmpty
                cells.append(isEmpty ? "" : random.next(3) == 0 || cell.contains(";") ? "\"\(cell)\"" : cell)
                if let field = fields[column], !isEmpty { record.append("\"\(field)\":\"\(cell)\"") }
            }
            text += cells.joined(separator: ";") + edge + "\n"
            records.append("{" + record.joined(separator: ",") + "}")
        }
        return (text, records)
    }

    @Test("Cells go to their fields, in files of many forms", arguments: 0..<300)
    func forms(_ seed: Int) {
        var random = Numbers(state: UInt64(seed))
        let names = [["Nr"], ["Nr", "Name"], ["Nr", "Name", "Ort"], ["Name", "Nr", "Ort"]][random.next(4)]
        let (text, records) = Self.file(&random, names: names)
        let entries = names.map { #"{"column": "\#($0)", "field": "\#(Self.fields[$0] ?? "")"}"# }.joined(
            separator: ", ")
        let mapping =
            #"{"mateo_mapping": 1, "delimiter": ";", "fields": [\#(entries)], "only_mapped": \#(random.next(2) == 0)}"#
        let cuts = random.next(2) == 0 ? [] : pieces(1 + random.next(99), of: text.utf8.count)
        let found = mapped(text, mapping, cuts: cuts)
        #expect(found == (records.joined(separator: ","), [], ""), "\(text.prefix(500))")
    }
}
