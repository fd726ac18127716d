/// Reads a time zone in a zoneinfo file (RFC 9636, version 2 and later), in place.
enum Zone {
    /// The place of the 64-bit data, and its counts.
    private struct Layout {
        var times = 0
        var timeCount = 0
        var types = 0
        var typeCount = 0
        var footer = 0
    }

    /// Returns whether the bytes are a complete and valid zone.
    @inline(never)
    static func isValid(_ file: Span<UInt8>) -> Bool {
        guard let layout = layout(file) else { return false }
        for index in 0..<layout.timeCount
        where Int(file[layout.times + layout.timeCount * 8 + index]) >= layout.typeCount {
            return false
        }
        return footerOffset(file, layout, at: 0) != nil && footerOffset(file, layout, at: 4_000_000_000) != nil
    }

    /// Returns the seconds ahead of UTC at a local time of the zone. Returns nil for a time that a clock change skips
    /// or repeats.
    @inline(never)
    static func offset(_ file: Span<UInt8>, at local: Int64) -> Int64? {
        guard let layout = layout(file) else { return nil }
        // No offset is as long as a day, and no zone changes its clocks twice within two days.
        guard let before = offset(file, layout, utc: local - 86_400),
            let after = offset(file, layout, utc: local + 86_400)
        else { return nil }
        let isBefore = offset(file, layout, utc: local - before) == before
        if before == after { return isBefore ? before : nil }
        let isAfter = offset(file, layout, utc: local - after) == after
        if isBefore == isAfter { return nil }
        return isBefore ? before : after
    }

    private static func offset(_ file: Span<UInt8>, _ layout: Layout, utc: Int64) -> Int64? {
        var (low, high) = (0, layout.timeCount)
        while low < high {
            let middle = (low + high) / 2
            if integer(file, at: layout.times + middle * 8, bytes: 8) <= utc { low = middle + 1 } else { high = middle }
        }
        if low == layout.timeCount {
            if layout.footer < file.count { return footerOffset(file, layout, at: utc) }
            if low == 0 { return typeOffset(file, layout, 0) }
        }
        return typeOffset(file, layout, low == 0 ? 0 : Int(file[layout.times + layout.timeCount * 8 + low - 1]))
    }

    private static func typeOffset(_ file: Span<UInt8>, _ layout: Layout, _ type: Int) -> Int64? {
        type < layout.typeCount ? integer(file, at: layout.types + type * 6, bytes: 4) : nil
    }

    /// Returns the offset of the footer's rule, or the last type's offset if there is no rule.
    private static func footerOffset(_ file: Span<UInt8>, _ layout: Layout, at utc: Int64) -> Int64? {
        if layout.footer >= file.count {
            let last = layout.timeCount > 0 ? Int(file[layout.times + layout.timeCount * 9 - 1]) : 0
            return typeOffset(file, layout, last)
        }
        return ZoneRule.offset(file.extracting(layout.footer..<file.count), at: utc)
    }

    @inline(never)
    private static func layout(_ file: Span<UInt8>) -> Layout? {
        // The first block has 32-bit data and is skipped.
        guard let first = block(file, at: 0, width: 4), file[4] >= UInt8(ascii: "2"),
            let second = block(file, at: first.end, width: 8), second.layout.typeCount > 0
        else { return nil }
        var layout = second.layout
        var end = second.end
        guard end < file.count, file[end] == UInt8(ascii: "\n") else { return nil }
        end += 1
        layout.footer = end < file.count && file[end] != UInt8(ascii: "\n") ? end : file.count
        return layout
    }

    private static func block(_ file: Span<UInt8>, at start: Int, width: Int) -> (layout: Layout, end: Int)? {
        guard file.count - start >= 44, file.extracting(start..<start + 4).equals("TZif") else { return nil }
        var layout = Layout()
        func count(_ number: Int) -> Int { Int(integer(file, at: start + 20 + number * 4, bytes: 4)) }
        // This is more than any zone has, and far from an overflow.
        for number in 0..<6 where count(number) < 0 || count(number) > 100_000 { return nil }
        (layout.timeCount, layout.typeCount) = (count(3), count(4))
        layout.times = start + 44
        layout.types = layout.times + layout.timeCount * (width + 1)
        let end = layout.types + layout.typeCount * 6 + count(5) + count(2) * (width + 4) + count(1) + count(0)
        return end <= file.count ? (layout, end) : nil
    }

    /// Returns a signed number, highest byte first.
    private static func integer(_ file: Span<UInt8>, at start: Int, bytes: Int) -> Int64 {
        var value: Int64 = file[start] >= 0x80 ? -1 : 0
        for index in start..<start + bytes { value = value << 8 | Int64(file[index]) }
        return value
    }
}
