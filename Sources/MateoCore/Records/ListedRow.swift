/// A line of a list of failed rows, as `mateo failures --json` writes it.
struct ListedRow {
    /// The place of its record; nil if it has none, or if another row replaces it.
    let record: Range<Int>?
    /// Why the record is held again: it was held, and nobody corrected it.
    let fault: RecordFault

    /// The name in an object that stands for a value which could not be converted. The text of the cell is its value.
    static let cell: StaticString = "mateo_cell"

    /// Parses an object without white space. Returns nil if it is not such a row, but a record.
    init?(_ object: UnsafePointer<UInt8>, count: Int) {
        let beginning: StaticString = "{\"row\":"
        guard count > beginning.utf8CodeUnitCount else { return nil }
        for index in 0..<beginning.utf8CodeUnitCount where object[index] != beginning.utf8Start[index] { return nil }
        var cursor = RecordCursor(object, count: count)
        guard cursor.nextRecord() else { return nil }
        let names: StaticString = "row,line,state,external_id,code,message,retryable,input,"
        var (place, isReplaced, isHeld) = (0, false, false)
        var code: UInt32?
        while cursor.nextMember() {
            let end = place + cursor.name.count
            guard end < names.utf8CodeUnitCount, names.utf8Start[end] == UInt8(ascii: ",") else { return nil }
            for index in 0..<cursor.name.count
            where object[cursor.name.lowerBound + index] != names.utf8Start[place + index] { return nil }
            let value = unsafe Span(_unsafeStart: object + cursor.value.lowerBound, count: cursor.value.count)
            // The third member is the state, the fifth one the code.
            if place == 9 { (isReplaced, isHeld) = (value.equals("\"superseded\""), value.equals("\"held\"")) }
            if place == 27 { code = Mapping.place(of: value, in: "\"ragged\";\"header\";\"total\";") }
            place = end + 1
        }
        guard place == names.utf8CodeUnitCount, !cursor.value.isEmpty else { return nil }
        let value = unsafe Span(_unsafeStart: object + cursor.value.lowerBound, count: cursor.value.count)
        record = isReplaced || value[0] != UInt8(ascii: "{") ? nil : cursor.value
        fault =
            switch code {
            case _ where !isHeld: .none
            case _ where value.contains("{\"mateo_cell\":"): .cell
            case 0: .ragged
            case 1: .header
            case 2: .total
            default: .none
            }
    }
}
