/// Converts dates, and times in a zone.
enum DateCell {
    /// Writes a date as `YYYY-MM-DD`. A time of day is left out.
    @inline(never)
    static func write(_ cell: Span<UInt8>, _ format: Span<UInt8>, to output: inout Bytes) -> Conversion {
        guard let time = read(cell, format) else { return .date }
        output.put(UInt8(ascii: "\""))
        time.putDate(to: &output)
        output.put(UInt8(ascii: "\""))
        return .written
    }

    /// Writes a time by RFC 3339, with the offset of its zone.
    @inline(never)
    static func write(
        _ cell: Span<UInt8>, _ format: Span<UInt8>, zone: Span<UInt8>, to output: inout Bytes
    ) -> Conversion {
        guard let time = read(cell, format) else { return .date }
        let offset: Int
        if let own = time.offset {
            offset = own
        } else if let (minutes, _) = Offset.read(zone, at: 0) {
            offset = minutes
        } else {
            guard let seconds = Zone.offset(zone, at: time.seconds) else { return .time }
            // Before a zone had rules, its clocks went by the sun.
            guard seconds % 60 == 0 else { return .date }
            offset = Int(seconds) / 60
        }
        output.put(UInt8(ascii: "\""))
        time.putDate(to: &output)
        time.putTime(offset: offset, to: &output)
        output.put(UInt8(ascii: "\""))
        return .written
    }

    private static func read(_ cell: Span<UInt8>, _ format: Span<UInt8>) -> CivilTime? {
        format.equals("excel") ? serial(cell) : DateFormat.read(cell, format)
    }

    /// Returns a spreadsheet's serial number as a time: days since the end of 1899, and a fraction of a day. Day 60 is
    /// 29 February 1900, which did not exist.
    private static func serial(_ cell: Span<UInt8>) -> CivilTime? {
        var (days, index) = (Int64(0), 0)
        while index < cell.count, index < 7, cell[index] &- 48 < 10 {
            days = days * 10 + Int64(cell[index] - 48)
            index += 1
        }
        guard index > 0, days >= 1, days <= 2_958_465, days != 60 else { return nil }
        var (fraction, unit) = (Int64(0), Int64(1))
        if index < cell.count {
            guard cell[index] == UInt8(ascii: ".") || cell[index] == UInt8(ascii: ","), index + 1 < cell.count else {
                return nil
            }
            // Thousands of a German number, not a day in 1900 to 1902.
            if index <= 3 && cell.count - index == 4 { return nil }
            for place in index + 1..<cell.count {
                guard cell[place] &- 48 < 10 else { return nil }
                if unit < 1_000_000_000_000 {
                    fraction = fraction * 10 + Int64(cell[place] - 48)
                    unit *= 10
                }
            }
        }
        let seconds = (fraction * 86_400 + unit / 2) / unit
        return CivilTime(seconds: (days - (days < 60 ? 25_568 : 25_569)) * 86_400 + seconds)
    }
}
