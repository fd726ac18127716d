/// The keys of a record, to detect repeated ones. Clearing and inserting do not allocate once the memory has grown.
struct KeySet: ~Copyable {
    /// The most keys.
    static let capacity = 2000

    struct Entry: BitwiseCopyable {
        var hash: UInt32
        var scope: UInt32
        var start: Int32
        var length: Int32
        var slot: UInt16
    }

    private static let slots = 4096
    /// For each slot 0, or the number of its entry plus one.
    private var table = Buffer<UInt16>(capacity: KeySet.slots)
    private var entries = Buffer<Entry>(capacity: 64)
    private var text = Bytes(capacity: 1024)

    /// Whether there is room for another key.
    var isFull: Bool { !hasRoom(for: 1) }

    /// Returns whether there is room for this many keys.
    @inline(__always)
    func hasRoom(for keys: Int) -> Bool { entries.count <= Self.capacity - keys }

    /// Makes room for keys with `bytes` in total.
    mutating func reserve(keys: Int, bytes: Int) throws(MateoError) {
        try text.reserve(bytes)
        try entries.reserve(min(keys, Self.capacity - entries.count))
        if table.count > 0 { return }
        try table.reserve(Self.slots)
        table.base.update(repeating: 0, count: Self.slots)
        table.count = Self.slots
    }

    /// Adds a key to those of the object `scope`. There must be room for it. Returns false if the key exists, or if the
    /// set is full.
    mutating func insert(_ key: Span<UInt8>, scope: UInt32) -> Bool {
        if isFull { return false }
        let hash = Self.hash(key, scope)
        var slot = Int(hash) & (Self.slots - 1)
        while table.base[slot] != 0 {
            let entry = entries.base[Int(table.base[slot]) - 1]
            if entry.hash == hash && entry.scope == scope && isEqual(entry, key) { return false }
            slot = (slot + 1) & (Self.slots - 1)
        }
        entries.put(
            Entry(
                hash: hash, scope: scope, start: Int32(truncatingIfNeeded: text.count),
                length: Int32(truncatingIfNeeded: key.count), slot: UInt16(truncatingIfNeeded: slot)))
        text.put(key)
        table.base[slot] = UInt16(truncatingIfNeeded: entries.count)
        return true
    }

    mutating func removeLast() {
        guard entries.count > 0 else { return }
        let entry = entries.base[entries.count - 1]
        table.base[Int(entry.slot)] = 0
        text.count = Int(entry.start)
        entries.count -= 1
    }

    /// Returns the place of a key among those of the object `scope`, counted from 1, and the number of these.
    func place(of key: Span<UInt8>, scope: UInt32) -> (place: Int, count: Int) {
        var (place, count) = (0, 0)
        for index in 0..<entries.count where entries.base[index].scope == scope {
            count += 1
            if place == 0 && isEqual(entries.base[index], key) { place = count }
        }
        return (place, count)
    }

    mutating func removeAll() {
        for index in 0..<entries.count {
            table.base[Int(entries.base[index].slot)] = 0
        }
        entries.count = 0
        text.count = 0
    }

    private func isEqual(_ entry: Entry, _ key: Span<UInt8>) -> Bool {
        let start = UnsafePointer(text.base + Int(entry.start))
        return key.equals(unsafe Span(_unsafeStart: start, count: Int(entry.length)))
    }

    /// Returns a hash. It multiplies each eight bytes into those before. It needs no secret, since the number of keys
    /// is limited.
    private static func hash(_ key: Span<UInt8>, _ scope: UInt32) -> UInt32 {
        let factor: UInt64 = 0x9E37_79B9_7F4A_7C15
        var hash = (UInt64(scope) ^ UInt64(truncatingIfNeeded: key.count) << 32) &* factor
        key.withUnsafeBytes { bytes in
            var index = 0
            while index &+ 8 <= bytes.count {
                hash = (hash ^ bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)) &* factor
                hash ^= hash >> 29
                index &+= 8
            }
            var rest: UInt64 = 0
            while index < bytes.count {
                rest = rest << 8 | UInt64(bytes[index])
                index &+= 1
            }
            hash = (hash ^ rest) &* factor
        }
        return UInt32(truncatingIfNeeded: hash >> 32)
    }
}
