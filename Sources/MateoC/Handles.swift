import CSystem
import MateoCore
import Synchronization

/// What a handle stands for.
enum HandleKind: UInt {
    case options = 1
    case client = 2
    case importing = 3
    case record = 4
    case failures = 5
    case error = 6
    case plan = 7
    case imports = 8
    case hints = 9
}

/// The living handles of this process.
///
/// A handle is a pointer that is never followed: it holds the place in this table, the place's generation and
/// the kind. So a handle that is closed, of another kind or made up is told apart without touching memory that
/// may be gone, and a call that runs while another thread closes the handle keeps its object.
///
/// A child process starts with no handles: those of its parent stand for connections that are not its own.
enum Handles {
    private struct Place {
        var generation: UInt = 0
        var kind: UInt = 0
        var object: UnsafeMutableRawPointer?
    }

    private static let busy = Atomic<Bool>(false)
    private static let process = Atomic<Int32>(0)
    private nonisolated(unsafe) static var places: [Place] = []
    private nonisolated(unsafe) static var free: [Int] = []
    /// What a parent process had open. It is not touched, and not lost from sight either.
    private nonisolated(unsafe) static var inherited: [Place] = []

    private static let kindBits: UInt = 4
    private static let placeBits: UInt = 28

    /// Makes a handle, which owns the object until it is closed.
    static func open<Object: AnyObject>(_ object: Object, _ kind: HandleKind) -> UnsafeMutableRawPointer? {
        let raw = Unmanaged.passRetained(object).toOpaque()
        lock()
        let index: Int
        if let last = free.popLast() {
            index = last
        } else {
            index = places.count
            places.append(Place())
        }
        places[index].generation &+= 1
        places[index].kind = kind.rawValue
        places[index].object = raw
        let generation = places[index].generation
        unlock()
        return UnsafeMutableRawPointer(
            bitPattern: generation << (kindBits + placeBits) | UInt(index) << kindBits | kind.rawValue)
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

    /// Ends a handle; its object goes when the last call that uses it returns. A handle that does not live is
    /// left alone.
    static func close<Object: AnyObject>(
        _ handle: UnsafeMutableRawPointer?, _ kind: HandleKind, as type: Object.Type
    ) {
        guard let object = remove(handle, kind) else { return }
        Unmanaged<Object>.fromOpaque(object).release()
    }

    /// Ends the handle of a client, of one of its imports or of a cursor. What the close itself has to tell the log is told
    /// before the log is silent.
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
        free.append(index)
        return object
    }

    private static func index(of handle: UnsafeMutableRawPointer?, _ kind: HandleKind) -> Int? {
        let value = UInt(bitPattern: handle)
        let index = Int(value >> kindBits & (1 << placeBits - 1))
        guard value & (1 << kindBits - 1) == kind.rawValue, places.indices.contains(index),
            places[index].kind == kind.rawValue,
            places[index].generation << (kindBits + placeBits) == value & ~(1 << (kindBits + placeBits) - 1)
        else { return nil }
        return index
    }

    private static func lock() {
        let current = getpid()
        let known = process.load(ordering: .acquiring)
        if known != current {
            // A child has one thread at first, and the lock may have been held by one that it does not have.
            process.store(current, ordering: .releasing)
            if known != 0 {
                inherited += places
                for index in places.indices {
                    places[index].kind = 0
                    places[index].object = nil
                }
                free = Array(places.indices)
                busy.store(false, ordering: .releasing)
            }
        }
        while busy.exchange(true, ordering: .acquiring) { sched_yield() }
    }

    private static func unlock() {
        busy.store(false, ordering: .releasing)
    }
}
