/// Growing memory with one owner. Everything in here that is unchecked is proved by `reserve` before.
struct Buffer<Element: BitwiseCopyable>: ~Copyable {
    /// The memory; good for `capacity` elements, of which the first `count` are in use.
    private(set) var base: UnsafeMutablePointer<Element>
    /// Ends the memory with the buffer. A `deinit` of the buffer's own is not seen by other modules in
    /// Embedded Swift.
    private var owner: Owner
    private(set) var capacity: Int
    /// How many elements are in use. Whoever writes through `base` sets it, never above `capacity`.
    var count = 0

    init(capacity: Int) {
        self.capacity = max(capacity, 64)
        base = .allocate(capacity: self.capacity)
        owner = Owner(base)
    }

    private final class Owner {
        let base: UnsafeMutablePointer<Element>

        init(_ base: UnsafeMutablePointer<Element>) {
            self.base = base
        }

        deinit {
            base.deallocate()
        }
    }

    /// Makes room for `more` elements behind those in use. Doubles, so that appending stays linear.
    mutating func reserve(_ more: Int) {
        if capacity - count < more {
            grow(to: max(count + more, capacity * 2))
        }
    }

    private mutating func grow(to newCapacity: Int) {
        let larger = UnsafeMutablePointer<Element>.allocate(capacity: newCapacity)
        Self.copy(base, to: larger, count: count)
        base = larger
        owner = Owner(larger)
        capacity = newCapacity
    }

    /// Copies as memmove does; the standard library's `update(from:count:)` goes element by element in Embedded
    /// Swift.
    @inline(__always)
    private static func copy(
        _ source: UnsafePointer<Element>, to target: UnsafeMutablePointer<Element>, count: Int
    ) {
        UnsafeMutableRawPointer(target).copyMemory(
            from: source, byteCount: count &* MemoryLayout<Element>.stride)
    }

    /// Drops the first elements and moves the others to the front.
    mutating func removeFirst(_ amount: Int) {
        let gone = min(max(amount, 0), count)
        Self.copy(base + gone, to: base, count: count - gone)
        count -= gone
    }

    mutating func append(_ element: Element) {
        reserve(1)
        base[count] = element
        count += 1
    }

    mutating func append(_ elements: UnsafePointer<Element>, count amount: Int) {
        reserve(amount)
        Self.copy(elements, to: base + count, count: amount)
        count += amount
    }

    /// The elements in use.
    var span: Span<Element> {
        @_lifetime(borrow self)
        get {
            let span = unsafe Span(_unsafeStart: UnsafePointer(base), count: count)
            return unsafe _overrideLifetime(span, borrowing: self)
        }
    }
}

typealias Bytes = Buffer<UInt8>

extension Buffer where Element == UInt8 {
    mutating func append(_ text: StaticString) {
        append(text.utf8Start, count: text.utf8CodeUnitCount)
    }

    mutating func append(_ bytes: Span<UInt8>) {
        bytes.withUnsafeBufferPointer { source in
            if let start = source.baseAddress { append(start, count: source.count) }
        }
    }

    func isEqual(to bytes: Span<UInt8>) -> Bool {
        guard bytes.count == count else { return false }
        for index in bytes.indices where bytes[index] != base[index] { return false }
        return true
    }
}
