import CSystem

/// Growing memory. A call of `reserve` makes all unchecked accesses here safe.
///
/// Copies share the memory until one of them writes. The first one writes behind the shared part, and the others move
/// before they write. So a copy takes no memory and cannot fail.
struct Buffer<Element: BitwiseCopyable>: ~Copyable {
    /// The memory for `capacity` elements. The first `count` are in use.
    private(set) var base: UnsafeMutablePointer<Element>
    /// Frees the memory with the last buffer. In Embedded Swift, other modules do not see a `deinit` of the buffer
    /// itself.
    private var memory = Memory()
    private(set) var capacity = 0
    /// The number of elements in use. Code that writes through `base` sets it, never above `capacity`.
    var count = 0
    /// The fewest elements to allocate memory for.
    private let smallest: Int

    /// Creates a buffer without memory. The first `reserve` allocates some, for at least `capacity` elements.
    init(capacity: Int) {
        smallest = max(capacity, 64)
        base = Self.nowhere
    }

    /// Creates a buffer of the first `count` elements of another one. They must not change there any more.
    init(sharing other: borrowing Buffer, count: Int) {
        smallest = other.smallest
        base = other.base
        memory = other.memory
        capacity = count
        self.count = count
    }

    /// An address that is never read or written.
    private static var nowhere: UnsafeMutablePointer<Element> {
        let address = UnsafeMutablePointer<Element>(bitPattern: MemoryLayout<Element>.alignment)
        return address.unsafelyUnwrapped  // cannot fail: no alignment is 0
    }

    /// Makes room for `more` elements behind those in use. Capacity doubles, so that appending is linear. Without
    /// enough memory it throws `.memory`, and the buffer is unchanged.
    mutating func reserve(_ more: Int) throws(MateoError) {
        if capacity - count < more { try grow(more) }
    }

    @inline(never)
    private mutating func grow(_ more: Int) throws(MateoError) {
        let size = MemoryLayout<Element>.stride
        let isOwn = isKnownUniquelyReferenced(&memory)
        if isOwn && memory.size > 0 {
            // Reuses the memory of copies that no longer exist.
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

    /// Copies like memmove. In Embedded Swift, the standard library's `update(from:count:)` copies element by element.
    @inline(__always)
    private static func copy(
        _ source: UnsafePointer<Element>, to target: UnsafeMutablePointer<Element>, count: Int
    ) {
        UnsafeMutableRawPointer(target).copyMemory(
            from: source, byteCount: count &* MemoryLayout<Element>.stride)
    }

    /// Removes the first elements. The others move to the front, unless a copy still uses that memory.
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

    /// Appends an element. There must be room for it.
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

/// Memory from the C library. Swift's own allocation ends the process if it fails.
private final class Memory {
    private(set) var start = UnsafeMutableRawPointer(bitPattern: 1).unsafelyUnwrapped  // cannot fail: not 0
    private(set) var size = 0

    /// Allocates more bytes, and keeps the content.
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
    /// Returns the error for a failed allocation.
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

    /// Appends bytes. There must be room for them.
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
