/// Random CSV, full of the bytes that need care.
struct RandomCSV {
    var random: Numbers
    let delimiter: UInt8

    /// A header and a few rows. Most are valid CSV in UTF-8; see `damage`.
    mutating func file() -> [UInt8] {
        let columns = 1 + random.next(4)
        let end = [[0x0A], [0x0D, 0x0A], [0x0D]][random.next(3)] as [UInt8]
        var text = header(columns: columns) + end
        // One in four begins near the border of a window.
        if random.next(4) == 0 {
            let filler = Array(repeating: UInt8(ascii: "f"), count: 4000 + random.next(120))
            text += row([filler] + (1..<columns).map { _ in [] }, end)
        }
        for _ in 0..<random.next(7) {
            var cells = (0..<columns).map { _ in cell() }
            if cells[0].isEmpty && random.next(16) > 0 { cells[0] = [UInt8(ascii: "k")] }
            text += row(cells, random.next(8) == 0 ? [0x0A] : end)
        }
        return text
    }

    /// Names of columns; the first identifies records.
    mutating func header(columns: Int) -> [UInt8] {
        var names = [Array("id".utf8)]
        for number in 1..<max(columns, 2) where columns > 1 {
            names.append(cell() + [UInt8(ascii: "0") + UInt8(number)])
        }
        return row(names, [])
    }

    mutating func cell() -> [UInt8] {
        (0..<random.next(6)).flatMap { _ in part() }
    }

    private mutating func part() -> [UInt8] {
        switch random.next(12) {
        case 0, 1: [delimiter]
        case 2: [0x22]
        case 3: [0x0A]
        case 4: [0x0D]
        case 5: [UInt8(1 + random.next(0x1F))]
        case 6: [0x5C]
        case 7: Array(["é", "€", "😀", "\u{85}", "\u{2028}"][random.next(5)].utf8)
        case 8: [[0x2C], [0x3B], [0x09], [0x7C], [0x20], [0x7F]][random.next(6)]
        case 9: Array(repeating: UInt8(ascii: "x"), count: 25 + random.next(50))
        case 10: Array(String(repeating: "ö", count: 10 + random.next(30)).utf8)
        default: [UInt8(0x30 + random.next(0x4A))]
        }
    }

    /// Cells with quotes where they are needed, and now and then where they are not.
    private mutating func row(_ cells: [[UInt8]], _ end: [UInt8]) -> [UInt8] {
        var text: [UInt8] = []
        for (number, cell) in cells.enumerated() {
            if number > 0 { text.append(delimiter) }
            let special: [UInt8] = [0x22, 0x2C, 0x3B, 0x09, 0x7C, 0x0A, 0x0D, delimiter]
            if random.next(4) == 0 || cell.contains(where: { special.contains($0) }) {
                text += [0x22] + cell.flatMap { $0 == 0x22 ? [0x22, 0x22] : [$0] } + [0x22]
            } else {
                text += cell
            }
        }
        return text + end
    }

    /// Changes a few bytes, behind the header or anywhere.
    mutating func damage(_ text: [UInt8], from start: Int) -> [UInt8] {
        var text = text
        let odd: [UInt8] = [
            0x22, 0x22, delimiter, 0x0A, 0x0D, 0x00, 0x5C, 0x01, 0x78, 0xC3, 0xE2, 0x82, 0xAC, 0xED, 0xA0,
            0xF0,
            0x9F, 0xF4, 0xFF,
        ]
        for _ in 0...random.next(3) {
            let position = start + random.next(text.count - start + 1)
            switch random.next(4) {
            case 0 where position < text.count: text.remove(at: position)
            case 1 where position < text.count: text[position] = odd[random.next(odd.count)]
            case 2: text.removeLast(text.count - position)
            default: text.insert(odd[random.next(odd.count)], at: position)
            }
        }
        return text
    }

    /// Random places to cut a text at.
    mutating func cuts(of count: Int) -> [Int] {
        (0...random.next(6)).map { _ in random.next(count + 1) }.sorted()
    }
}
