/// A file: its content, and the part of it that would survive a power failure.
final class DiskFile {
    private struct Change {
        let offset: Int
        /// The previous bytes; fewer than the new ones if the file grew.
        let old: [UInt8]
        /// The written bytes; empty for a truncation.
        let new: [UInt8]
        /// The previous length of the file.
        let length: Int
        let isCut: Bool
    }

    let name: String
    private(set) var bytes: [UInt8] = []
    /// Changes since the last flush.
    private var unsafeChanges: [Change] = []
    /// The open handles.
    var handles: [DiskHandle] = []
    /// The shared memory of the connections to a database.
    let shared = SharedPages()

    init(_ name: String) {
        self.name = name
    }

    func write(_ new: UnsafeRawBufferPointer, at offset: Int) {
        let overlap = max(0, min(bytes.count - offset, new.count))
        unsafeChanges.append(
            Change(
                offset: offset, old: overlap > 0 ? Array(bytes[offset..<offset + overlap]) : [],
                new: Array(new), length: bytes.count, isCut: false))
        put(new, at: offset)
    }

    func cut(to length: Int) {
        guard length < bytes.count else { return }
        unsafeChanges.append(
            Change(
                offset: length, old: Array(bytes[length...]), new: [], length: bytes.count, isCut: true))
        bytes.removeLast(bytes.count - length)
    }

    func flush() {
        unsafeChanges.removeAll(keepingCapacity: true)
    }

    /// Simulates a power failure. Each change that was not flushed is kept, lost, or kept in some sectors only.
    func losePower(_ random: inout Random, keepsPerMille: Int64) {
        for change in unsafeChanges.reversed() {
            if change.isCut {
                bytes += change.old
            } else {
                if bytes.count > change.length { bytes.removeLast(bytes.count - change.length) }
                guard !change.old.isEmpty else { continue }
                bytes.replaceSubrange(
                    change.offset..<min(change.offset + change.old.count, bytes.count), with: change.old)
            }
        }
        for change in unsafeChanges where random.chance(keepsPerMille) {
            if change.isCut {
                if bytes.count > change.offset { bytes.removeLast(bytes.count - change.offset) }
            } else if random.chance(500) {
                change.new.withUnsafeBytes { put($0, at: change.offset) }
            } else {
                tear(change.offset, change.new, &random)
            }
        }
        unsafeChanges = []
    }

    private func tear(_ offset: Int, _ new: [UInt8], _ random: inout Random) {
        var start = 0
        while start < new.count {
            let end = min(new.count, (offset + start) / 512 * 512 + 512 - offset)
            if random.chance(500) {
                new.withUnsafeBytes {
                    put(UnsafeRawBufferPointer(rebasing: $0[start..<end]), at: offset + start)
                }
            }
            start = end
        }
    }

    private func put(_ new: UnsafeRawBufferPointer, at offset: Int) {
        if bytes.count < offset + new.count {
            bytes.append(contentsOf: repeatElement(0, count: offset + new.count - bytes.count))
        }
        bytes.withUnsafeMutableBytes { target in
            UnsafeMutableRawBufferPointer(rebasing: target[offset..<offset + new.count]).copyMemory(from: new)
        }
    }
}

/// A file that a process has opened.
final class DiskHandle {
    let file: DiskFile
    let owner: Owner
    let disk: Disk
    /// SQLite's levels: none, shared, reserved, pending, exclusive.
    var lock: Int32 = 0
    /// The slots of the shared pages that it holds.
    var sharedSlots: UInt32 = 0
    var exclusiveSlots: UInt32 = 0

    init(_ file: DiskFile, _ owner: Owner, _ disk: Disk) {
        self.file = file
        self.owner = owner
        self.disk = disk
    }

    /// The handles of other living processes.
    var others: [DiskHandle] {
        file.handles.filter { $0 !== self && !$0.owner.isDead }
    }
}
