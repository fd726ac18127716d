extension RecordKeys {
    /// A row with a value that other rows have too, and the number of that value.
    private struct Claim: BitwiseCopyable {
        let row: Int64
        let value: Int
        let field: CheckedField
    }

    /// Finds the rows that are not sent. Of several rows with one identity, the last is sent and the others are
    /// superseded. Of the remaining rows, one with a handle of an earlier sent row is held.
    @inline(never)
    public mutating func duplicates(_ handles: SharedHandles) throws(MateoError) -> Duplicates {
        try sortKeys()
        var duplicates = Duplicates()
        try forEachValue { (keys) throws(MateoError) in
            guard let last = lastIdentity(keys) else { return }
            for index in keys where self.keys.base[index].isIdentity && self.keys.base[index].row != last.row {
                try duplicates.add(
                    Duplicate(row: self.keys.base[index].row, otherRow: last.row, field: last.field, isIdentity: true))
            }
        }
        duplicates.sort()
        if handles == .hold {
            try addHeld(to: &duplicates)
            duplicates.sort()
        }
        return duplicates
    }

    private func addHeld(to duplicates: inout Duplicates) throws(MateoError) {
        let superseded = duplicates.count
        var claims = Buffer<Claim>(capacity: 64)
        var owners = Buffer<Int64>(capacity: 64)
        try forEachValue { (keys) throws(MateoError) in
            let first = claims.count
            for index in keys {
                let key = self.keys.base[index]
                guard let field = key.field, !duplicates.has(key.row, amongFirst: superseded) else { continue }
                if claims.count > first && claims.base[claims.count - 1].row == key.row { continue }
                try claims.append(Claim(row: key.row, value: owners.count, field: field))
            }
            if claims.count - first < 2 { claims.count = first } else { try owners.append(0) }
        }
        claims.sort(0..<claims.count) { $0.row != $1.row ? $0.row < $1.row : $0.value < $1.value }
        var start = 0
        while start < claims.count {
            let row = claims.base[start].row
            var end = start
            var owner = start
            while end < claims.count && claims.base[end].row == row {
                if owners.base[claims.base[owner].value] == 0 { owner = end }
                end += 1
            }
            let claim = claims.base[owner]
            if owners.base[claim.value] != 0 {
                try duplicates.add(
                    Duplicate(row: row, otherRow: owners.base[claim.value], field: claim.field, isIdentity: false))
            } else {
                for index in start..<end { owners.base[claims.base[index].value] = row }
            }
            start = end
        }
    }

    /// Returns the last identity among the keys.
    private func lastIdentity(_ keys: Range<Int>) -> (row: Int64, field: CheckedField)? {
        for index in keys.reversed() where self.keys.base[index].isIdentity {
            if let field = self.keys.base[index].field { return (self.keys.base[index].row, field) }
        }
        return nil
    }

    /// Calls `body` for the keys of each value that occurs more than once.
    @inline(__always)
    private func forEachValue(_ body: (Range<Int>) throws(MateoError) -> Void) throws(MateoError) {
        var start = 0
        while start < keys.count {
            var end = start + 1
            while end < keys.count && keys.base[end].hasSameValue(as: keys.base[start]) { end += 1 }
            if end - start > 1 { try body(start..<end) }
            start = end
        }
    }

    /// Sorts the keys by value. Many keys are first distributed by two of their bytes, one after the other. Each pass
    /// writes to few places at a time, which suits the caches.
    private mutating func sortKeys() throws(MateoError) {
        var heaps = Buffer<Int>(capacity: 512)
        try heaps.reserve(512)
        let (outer, inner) = (heaps.base, heaps.base + 256)
        distribute(0..<keys.count, byte: 0, outer)
        var start = 0
        for byte in 0..<256 {
            let end = outer[byte]
            var innerStart = start
            distribute(start..<end, byte: 1, inner)
            for innerByte in 0..<256 {
                keys.sort(innerStart..<inner[innerByte]) { $0.precedes($1) }
                innerStart = inner[innerByte]
            }
            start = end
        }
    }

    /// Sorts keys by one of their bytes, in place.
    ///
    /// - Parameter ends: receives the end of the keys for each byte.
    private func distribute(_ part: Range<Int>, byte: Int, _ ends: UnsafeMutablePointer<Int>) {
        var next = InlineArray<256, Int>(repeating: 0)
        for index in part { next[keys.base[index].byte(byte)] &+= 1 }
        var sum = part.lowerBound
        for value in 0..<256 {
            let count = next[value]
            next[value] = sum
            sum &+= count
            ends[value] = sum
        }
        for value in 0..<256 {
            while next[value] < ends[value] {
                var key = keys.base[next[value]]
                var found = key.byte(byte)
                while found != value {
                    let place = next[found]
                    next[found] = place &+ 1
                    (key, keys.base[place]) = (keys.base[place], key)
                    found = key.byte(byte)
                }
                keys.base[next[value]] = key
                next[value] &+= 1
            }
        }
    }
}
