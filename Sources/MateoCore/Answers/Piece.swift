import CSystem

/// A part of a collection of texts, with the number of its owner.
struct Piece: BitwiseCopyable {
    /// The hash of the bytes. It saves most comparisons: texts are compared only if their hashes are equal.
    private let hash: UInt32
    private let start: UInt32
    /// Its length in bytes.
    let count: UInt32
    /// The number of its owner.
    let order: UInt32

    /// Creates a piece of the texts from a place to their end. All texts together have fewer than 2^32 bytes.
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

    /// Creates a piece with the same bytes for another owner.
    init(_ other: Piece, order: Int) {
        hash = other.hash
        start = other.start
        count = other.count
        self.order = UInt32(truncatingIfNeeded: order)
    }

    /// The piece's place in the texts.
    var place: Range<Int> { Int(start)..<Int(start) + Int(count) }

    /// Returns a negative number if this piece sorts before another one, and 0 if their bytes are equal.
    func compared(to other: Piece, in texts: UnsafePointer<UInt8>) -> Int32 {
        if hash != other.hash { return hash < other.hash ? -1 : 1 }
        if count != other.count { return count < other.count ? -1 : 1 }
        return memcmp(texts + Int(start), texts + Int(other.start), Int(count))
    }

    /// Returns whether this piece sorts before another one. Equal bytes are sorted by number.
    fileprivate func precedes(_ other: Piece, in texts: UnsafePointer<UInt8>) -> Bool {
        let order = compared(to: other, in: texts)
        return order < 0 || (order == 0 && self.order < other.order)
    }
}

extension Buffer where Element == Piece {
    /// Sorts the pieces from one on. Equal ones are sorted by number.
    @inline(never)
    func sort(from first: Int = 0, in texts: UnsafePointer<UInt8>) {
        sort(first..<count) { $0.precedes($1, in: texts) }
    }

    /// Returns a piece with the same bytes as another one from sorted pieces, or nil.
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
