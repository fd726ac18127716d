import CSystem

/// A part of a collection of texts, and what it belongs to.
struct Piece: BitwiseCopyable {
    /// Of the bytes. It saves most comparisons of texts; texts with equal ones are compared.
    private let hash: UInt32
    private let start: UInt32
    /// How many bytes it has.
    let count: UInt32
    /// The number of what it belongs to.
    let order: UInt32

    /// The texts from a place to their end. Together they have fewer than 2^32 bytes.
    init(from start: Int, of texts: borrowing Bytes, order: Int) {
        var hash: UInt32 = 0x811C_9DC5
        for index in start..<max(start, texts.count) {
            hash = (hash ^ UInt32(texts.base[index])) &* 0x0100_0193
        }
        self.hash = hash
        self.start = UInt32(truncatingIfNeeded: start)
        count = UInt32(truncatingIfNeeded: texts.count - start)
        self.order = UInt32(truncatingIfNeeded: order)
    }

    /// The same bytes, for something else.
    init(_ other: Piece, order: Int) {
        hash = other.hash
        start = other.start
        count = other.count
        self.order = UInt32(truncatingIfNeeded: order)
    }

    /// Where the piece stands in the texts.
    var place: Range<Int> { Int(start)..<Int(start) + Int(count) }

    /// Negative when this piece's bytes come before those of another one, 0 when they are the same.
    func compared(to other: Piece, in texts: UnsafePointer<UInt8>) -> Int32 {
        if hash != other.hash { return hash < other.hash ? -1 : 1 }
        if count != other.count { return count < other.count ? -1 : 1 }
        return memcmp(texts + Int(start), texts + Int(other.start), Int(count))
    }

    /// Whether this piece stands before another one that has other bytes, or the same and a higher number.
    fileprivate func precedes(_ other: Piece, in texts: UnsafePointer<UInt8>) -> Bool {
        let order = compared(to: other, in: texts)
        return order < 0 || (order == 0 && self.order < other.order)
    }
}

extension Buffer where Element == Piece {
    /// Sorts the pieces from one on, equal ones by their numbers.
    @inline(never)
    func sort(from first: Int = 0, in texts: UnsafePointer<UInt8>) {
        sort(first..<count) { $0.precedes($1, in: texts) }
    }

    /// A piece with the same bytes as another one, in sorted pieces; nil when there is none.
    @inline(never)
    func first(equalTo other: Piece, in texts: UnsafePointer<UInt8>) -> Piece? {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if base[middle].compared(to: other, in: texts) < 0 { low = middle + 1 } else { high = middle }
        }
        return low < count && base[low].compared(to: other, in: texts) == 0 ? base[low] : nil
    }
}
