import CSystem
import MateoCore
import MateoEngine
import Synchronization

/// The living handles of this process.
///
/// A handle is a pointer that is never followed: it holds the place in this table, the place's generation and
/// the kind. So a handle that is closed, of another kind or made up is told apart without touching memory that
/// may be gone, and a call that runs while another thread closes the handle keeps its object. Generations begin at
/// random, so that a process with two copies of this library does not mix up their handles.
///
/// A child process starts with no handles: those of its parent stand for connections that are not its own.
enum Handles {
    private struct Place {
        var generation: UInt32
        var kind: UInt32 = 0
        var object: UnsafeMutableRawPointer?
    }

    private static let table = Lock()
    /// The process that the table belongs to; 0 before its first use, and negative while a process prepares it.
    private static let owner = Atomic<Int32>(0)
    /// Whether the handles in the table are those of a parent process.
    private static let isInherited = Atomic<Bool>(false)
    private nonisolated(unsafe) static var isPrepared = false
    private nonisolated(unsafe) static var firstGeneration: UInt32 = 0
    private nonisolated(unsafe) static var places: [Place] = []
    private nonisolated(unsafe) static var free: [Int] = []
    /// What a parent process had open. It is not touched, and not lost from sight either.
    private nonisolated(unsafe) static var inherited: [Place] = []

    private static let kindBits: UInt = 4
    private static let placeBits: UInt = 28

    /// Makes a handle, which owns the object until it is closed; nil when there are too many.
    static func open<Object: AnyObject>(_ object: Object, _ kind: HandleKind) -> UnsafeMutableRawPointer? {
        insert(Unmanaged.passUnretained(object).toOpaque(), kind) {
            _ = Unmanaged<Object>.fromOpaque($0).retain()
        }
    }

    @inline(never)
    private static func insert(
        _ object: UnsafeMutableRawPointer, _ kind: HandleKind, _ retain: (UnsafeMutableRawPointer) -> Void
    ) -> UnsafeMutableRawPointer? {
        lock()
        defer { unlock() }
        let index: Int
        if let last = free.popLast() {
            index = last
        } else {
            guard places.count < 1 << placeBits else { return nil }
            index = places.count
            places.append(Place(generation: firstGeneration))
        }
        retain(object)
        places[index].generation &+= 1
        places[index].kind = UInt32(kind.rawValue)
        places[index].object = object
        return handle(index, kind)
    }

    /// The object of a living handle.
    static func find<Object: AnyObject>(
        _ handle: UnsafeMutableRawPointer?, _ kind: HandleKind, as type: Object.Type
    ) -> Object? {
        lock()
        defer { unlock() }
        guard let index = index(of: handle, kind), let object = places[index].object else { return nil }
        return Unmanaged<Object>.fromOpaque(object).takeUnretainedValue()
    }

    /// All living handles of a kind, with their objects.
    static func all<Object: AnyObject>(
        _ kind: HandleKind, as type: Object.Type
    ) -> [(handle: UnsafeMutableRawPointer?, object: Object)] {
        lock()
        defer { unlock() }
        var found: [(handle: UnsafeMutableRawPointer?, object: Object)] = []
        for index in places.indices where places[index].kind == UInt32(kind.rawValue) {
            guard let object = places[index].object else { continue }
            found.append((handle(index, kind), Unmanaged<Object>.fromOpaque(object).takeUnretainedValue()))
        }
        return found
    }

    private static func handle(_ index: Int, _ kind: HandleKind) -> UnsafeMutableRawPointer? {
        UnsafeMutableRawPointer(
            bitPattern: UInt(places[index].generation) << (kindBits + placeBits) | UInt(index) << kindBits
                | kind.rawValue)
    }

    /// Ends a handle; its object goes when the last call that uses it returns. A handle that does not live is
    /// left alone.
    static func close<Object: AnyObject>(
        _ handle: UnsafeMutableRawPointer?, _ kind: HandleKind, as type: Object.Type
    ) {
        guard let object = remove(handle, kind) else { return }
        Unmanaged<Object>.fromOpaque(object).release()
    }

    /// Ends the handle of a client, of one of its imports or of a cursor. What the close itself has to tell the log is
    /// told before the log is silent.
    static func close(_ handle: UnsafeMutableRawPointer?, _ kind: HandleKind) {
        guard let raw = remove(handle, kind) else { return }
        let owned = Unmanaged<ClientOwned>.fromOpaque(raw)
        let log = owned._withUnsafeGuaranteedRef { owned in
            owned.close()
            return owned.log
        }
        owned.release()
        log.removeHandle()
    }

    /// Takes a handle out of the table, with the reference that it had.
    private static func remove(
        _ handle: UnsafeMutableRawPointer?, _ kind: HandleKind
    ) -> UnsafeMutableRawPointer? {
        lock()
        defer { unlock() }
        guard let index = index(of: handle, kind), let object = places[index].object else { return nil }
        places[index].object = nil
        places[index].kind = 0
        if mayBeUsed(places[index]) { free.append(index) }
        return object
    }

    /// After all of its generations a place stays empty: a handle from long ago would live again.
    private static func mayBeUsed(_ place: Place) -> Bool {
        place.generation &+ 1 != firstGeneration
    }

    private static func index(of handle: UnsafeMutableRawPointer?, _ kind: HandleKind) -> Int? {
        let value = UInt(bitPattern: handle)
        let index = Int(value >> kindBits & (1 << placeBits - 1))
        guard value & (1 << kindBits - 1) == kind.rawValue, index < places.count,
            places[index].kind == UInt32(kind.rawValue),
            UInt(places[index].generation) == value >> (kindBits + placeBits)
        else { return nil }
        return index
    }

    private static func lock() {
        if owner.load(ordering: .acquiring) != getpid() { takeOver() }
        table.lock()
        if isInherited.exchange(false, ordering: .acquiring) { leaveInherited() }
    }

    private static func unlock() {
        table.unlock()
    }

    /// The first use of the table, or the first in a child that was made without fork(2), which calls nobody. The lock
    /// may then be held by a thread that the child does not have.
    @inline(never)
    private static func takeOver() {
        let process = getpid()
        while true {
            let known = owner.load(ordering: .acquiring)
            if known == process { return }
            if known == -process {
                sched_yield()
            } else if owner.compareExchange(
                expected: known, desired: -process, ordering: .acquiringAndReleasing
            ).exchanged {
                if known != 0 {
                    table.reset()
                    becomeChild()
                }
                prepare()
                owner.store(process, ordering: .sequentiallyConsistent)
            }
        }
    }

    private static func prepare() {
        guard !isPrepared else { return }
        isPrepared = true
        firstGeneration = UInt32(truncatingIfNeeded: SystemHost().random())
        // No other thread is inside the table while the process forks, so the child has a whole one.
        _ = mateo_at_fork(
            { Handles.table.lock() },
            { Handles.table.unlock() },
            {
                Handles.becomeChild()
                Handles.table.unlock()
                Handles.owner.store(getpid(), ordering: .sequentiallyConsistent)
            })
    }

    private static func becomeChild() {
        isInherited.store(true, ordering: .sequentiallyConsistent)
    }

    @inline(never)
    private static func leaveInherited() {
        inherited += places
        for index in places.indices {
            places[index].kind = 0
            places[index].object = nil
        }
        free = places.indices.filter { mayBeUsed(places[$0]) }
    }
}
