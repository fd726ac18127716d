import CSystem

/// Growing memory. Everything in here that is unchecked is proved by `reserve` before.
///
/// Copies share the memory until one of them writes. The first one writes behind what it shares, and the others move
/// before they write, so a copy takes no memory and cannot fail.
struct Buffer<Element: BitwiseCopyable>: ~Copyable {
    /// The memory for `capacity` elements. The first `count` are in use.
    private(set) var base: UnsafeMutablePointer<Element>
    /// Ends the memory with the last buffer. A `deinit` of the buffer's own is not seen by other modules in
    /// Embedded Swift.
    private var memory = Memory()
    private(set) var capacity = 0
    /// How many elements are in use. Whoever writes through `base` sets it, never above `capacity`.
    var count = 0
    /// For how many elements there is memory at least, once there is any.
    private let smallest: Int

    /// A buffer without memory; the first `reserve` gets some, for at least `capacity` elements.
    init(capacity: Int) {
        smallest = max(capacity, 64)
        base = Self.nowhere
    }

    /// The first `count` elements of another buffer. They must not change there any more.
    init(sharing other: borrowing Buffer, count: Int) {
        smallest = other.smallest
        base = other.base
        memory = other.memory
        capacity = count
        self.count = count
    }

    /// Where nothing is read or written.
    private static var nowhere: UnsafeMutablePointer<Element> {
        let address = UnsafeMutablePointer<Element>(bitPattern: MemoryLayout<Element>.alignment)
        return address.unsafelyUnwrapped  // cannot fail: no alignment is 0
    }

    /// Makes room for `more` elements behind those in use. Doubles, so that appending stays linear. Without memory
    /// for that it throws `.memory`, and the buffer is as it was.
    mutating func reserve(_ more: Int) throws(MateoError) {
        if capacity - count < more { try grow(more) }
    }

    @inline(never)
    private mutating func grow(_ more: Int) throws(MateoError) {
        let size = MemoryLayout<Element>.stride
        let isOwn = isKnownUniquelyReferenced(&memory)
        if isOwn && memory.size > 0 {
            // What was left to copies that are gone can be used again.
            let start = memory.start.bindMemory(to: Element.self, capacity: memory.size / size)
            Self.copy(base, to: start, count: count)
            base = start
            capacity = memory.size / size
            if capacity - count >= more { return }
        }
        let (needed, isTooMany) = count.addingReportingOverflow(more)
        let wanted = max(needed, smallest, isOwn ? capacity * 2 : memory.size / size)
        let (bytes, isTooLarge) = wanted.multipliedReportingOverflow(by: size)
        guard !isTooMany, !isTooLarge else { throw MateoError.noMemory() }
        if isOwn {
            try memory.resize(to: bytes, alignment: MemoryLayout<Element>.alignment)
            base = memory.start.bindMemory(to: Element.self, capacity: wanted)
        } else {
            let own = Memory()
            try own.resize(to: bytes, alignment: MemoryLayout<Element>.alignment)
            let start = own.start.bindMemory(to: Element.self, capacity: wanted)
            Self.copy(base, to: start, count: count)
            base = start
            memory = own
        }
        capacity = wanted
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

    /// Drops the first elements, and moves the others to the front unless a copy still has what is there.
    mutating func removeFirst(_ amount: Int) {
        let gone = min(max(amount, 0), count)
        if isKnownUniquelyReferenced(&memory) {
            Self.copy(base + gone, to: base, count: count - gone)
        } else {
            base += gone
            capacity -= gone
        }
        count -= gone
    }

    mutating func append(_ element: Element) throws(MateoError) {
        try reserve(1)
        base[count] = element
        count += 1
    }

    /// Appends an element for which there is room.
    @inline(__always)
    mutating func put(_ element: Element) {
        base[count] = element
        count &+= 1
    }

    mutating func append(_ elements: UnsafePointer<Element>, count amount: Int) throws(MateoError) {
        try reserve(amount)
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

/// Memory of the C library, since Swift's own ends the process when there is none.
private final class Memory {
    private(set) var start = UnsafeMutableRawPointer(bitPattern: 1).unsafelyUnwrapped  // cannot fail: not 0
    private(set) var size = 0

    /// Gets more bytes, and keeps those that there are.
    func resize(to bytes: Int, alignment: Int) throws(MateoError) {
        let old = size > 0 ? start : nil
        let isPlain = alignment <= 16
        let multiple = (bytes + alignment - 1) & ~(alignment - 1)
        guard let new = isPlain ? realloc(old, bytes) : aligned_alloc(alignment, multiple) else {
            throw MateoError.noMemory()
        }
        if let old, !isPlain {
            new.copyMemory(from: old, byteCount: min(size, bytes))
            free(old)
        }
        start = new
        size = bytes
    }

    deinit {
        if size > 0 { free(start) }
    }
}

extension MateoError {
    /// The error for memory that could not be had.
    @inline(never)
    package static func noMemory() -> MateoError {
        MateoError(.memory, "not enough memory for the records")
    }
}

typealias Bytes = Buffer<UInt8>

extension Buffer where Element == UInt8 {
    mutating func append(_ text: StaticString) throws(MateoError) {
        try append(text.utf8Start, count: text.utf8CodeUnitCount)
    }

    /// Appends bytes for which there is room.
    @inline(__always)
    mutating func put(_ bytes: Span<UInt8>) {
        bytes.withUnsafeBufferPointer { source in
            guard let start = source.baseAddress else { return }
            UnsafeMutableRawPointer(base + count).copyMemory(from: start, byteCount: source.count)
            count &+= source.count
        }
    }

    mutating func append(_ bytes: Span<UInt8>) throws(MateoError) {
        try bytes.withUnsafeBufferPointer { (source) throws(MateoError) in
            if let start = source.baseAddress { try append(start, count: source.count) }
        }
    }
}
