/// The form of a date: `DD.MM.YYYY`, `D.M.YY`, `YYYYMMDD`, `DD.MM.YYYY HH:mm:ss`.
///
/// One letter means one or two digits, two letters mean two digits. `S` is the fraction of a second and is left out.
/// `Z` is an offset. Any other character means itself.
enum DateFormat {
    /// Two-digit years up to this one belong to this century, later ones to the last, as in spreadsheets.
    private static let lastOfThisCentury = 29

    /// Returns whether a form is valid. It has a day, a month and a year, and nothing twice.
    @inline(never)
    static func isValid(_ format: Span<UInt8>) -> Bool {
        if format.equals("excel") { return true }
        var seen = 0
        var index = 0
        while index < format.count {
            let (letter, length) = token(format, at: index)
            index += length
            let bit: Int
            switch letter {
            case UInt8(ascii: "D"): bit = 1
            case UInt8(ascii: "M"): bit = 2
            case UInt8(ascii: "Y"): bit = 4
            case UInt8(ascii: "H"): bit = 8
            case UInt8(ascii: "m"): bit = 16
            case UInt8(ascii: "s"): bit = 32
            case UInt8(ascii: "S"): bit = 64
            case UInt8(ascii: "Z"): bit = 128
            case UInt8(ascii: "T"): continue
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"): return false
            default: continue
            }
            let isYear = bit == 4
            guard seen & bit == 0, isYear ? length == 2 || length == 4 : length <= 2 || bit == 64 else { return false }
            seen |= bit
        }
        return seen & 7 == 7
    }

    /// Returns whether a form has an offset.
    static func hasOffset(_ format: Span<UInt8>) -> Bool {
        for index in format.indices where format[index] == UInt8(ascii: "Z") { return true }
        return false
    }

    /// Returns the byte at an index, and how often it is repeated there.
    private static func token(_ format: Span<UInt8>, at start: Int) -> (UInt8, Int) {
        var end = start + 1
        while end < format.count, format[end] == format[start] { end += 1 }
        return (format[start], end - start)
    }

    /// Reads a text; nil when it has another form, or is no time that exists.
    @inline(never)
    static func read(_ text: Span<UInt8>, _ format: Span<UInt8>) -> CivilTime? {
        var time = CivilTime()
        var place = 0
        var at = 0
        while at < format.count {
            let (letter, length) = token(format, at: at)
            at += length
            let most = letter == UInt8(ascii: "S") ? 9 : max(length, 2)
            let least = letter == UInt8(ascii: "S") ? 1 : length
            switch letter {
            case UInt8(ascii: "D"), UInt8(ascii: "M"), UInt8(ascii: "Y"), UInt8(ascii: "H"), UInt8(ascii: "m"),
                UInt8(ascii: "s"), UInt8(ascii: "S"):
                let start = place
                guard let number = digits(text, at: &place, least: least, most: most) else { return nil }
                switch letter {
                case UInt8(ascii: "D"): time.day = number
                case UInt8(ascii: "M"): time.month = number
                case UInt8(ascii: "Y"):
                    time.year = length == 4 ? number : number + (number <= lastOfThisCentury ? 2000 : 1900)
                case UInt8(ascii: "H"): time.hour = number
                case UInt8(ascii: "m"): time.minute = number
                case UInt8(ascii: "s"): time.second = number
                default:
                    time.fraction = number
                    for _ in place - start..<9 { time.fraction *= 10 }
                }
            case UInt8(ascii: "Z"):
                guard let (offset, length) = Offset.read(text, at: place) else { return nil }
                time.offset = offset
                place += length
            case 0x20:
                let start = place
                while place < text.count, text[place] == 0x20 { place += 1 }
                if place == start { return nil }
            default:
                for _ in 0..<length {
                    guard place < text.count, text[place] == letter else { return nil }
                    place += 1
                }
            }
        }
        return place == text.count && time.exists ? time : nil
    }

    private static func digits(_ text: Span<UInt8>, at place: inout Int, least: Int, most: Int) -> Int? {
        var value = 0
        let start = place
        while place < text.count, place - start < most, text[place] &- 48 < 10 {
            value = value * 10 + Int(text[place] - 48)
            place += 1
        }
        return place - start >= least ? value : nil
    }
}

/// An offset from UTC: `Z`, `UTC`, `+01:00`, `+0100`, `-03`.
enum Offset {
    /// Reads an offset at an index of a text: minutes ahead of UTC, and how many bytes it has.
    @inline(never)
    static func read(_ text: Span<UInt8>, at start: Int) -> (minutes: Int, length: Int)? {
        guard start < text.count else { return nil }
        if text[start] == UInt8(ascii: "Z") { return (0, 1) }
        if text.count - start >= 3, text.extracting(start..<start + 3).equals("UTC") { return (0, 3) }
        guard text[start] == UInt8(ascii: "+") || text[start] == UInt8(ascii: "-") else { return nil }
        guard let hours = pair(text, at: start + 1), hours <= 18 else { return nil }
        var length = 3
        var minutes = 0
        let colon = start + 3 < text.count && text[start + 3] == UInt8(ascii: ":") ? 1 : 0
        if let found = pair(text, at: start + 3 + colon) {
            guard found < 60 else { return nil }
            minutes = found
            length += 2 + colon
        }
        let all = hours * 60 + minutes
        return (text[start] == UInt8(ascii: "-") ? -all : all, length)
    }

    private static func pair(_ text: Span<UInt8>, at index: Int) -> Int? {
        guard index + 1 < text.count, text[index] &- 48 < 10, text[index + 1] &- 48 < 10 else { return nil }
        return Int(text[index] - 48) * 10 + Int(text[index + 1] - 48)
    }
}
