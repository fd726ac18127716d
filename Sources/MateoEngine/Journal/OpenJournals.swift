import CSystem
import MateoCore
import Synchronization

/// The journals that this process has open, and those that its parent had open at the fork.
///
/// SQLite keeps a table of open files and their locks in the process. A child inherits the table but not the locks. It
/// would assume that it holds them, and write without locks. SQLite cannot clear the table, so a child must not open
/// such a file at all (sqlite.org/howtocorrupt.html, section 2.6).
///
/// The locks of leases belong to the open file, which the child also has. The child closes it at once. Otherwise an
/// import would stay leased as long as the child runs.
enum OpenJournals {
    /// An open journal, by its place in the table.
    struct Entry {
        fileprivate let index: Int
    }

    private struct Place {
        var identity: FileIdentity
        var leases: Int32
        var process: pid_t
        var isOpen = true
        var isInherited = false
        /// The key of its client, and the turn of the key, which the journal's file keeps while the place is open.
        var account: Int64 = 0
        var turn: Unmanaged<Turn>?
    }

    private static let table = Lock()
    private static let isWatching = Atomic<Bool>(false)
    private nonisolated(unsafe) static var places: [Place] = []

    /// Adds a journal before it is opened.
    static func add(_ identity: FileIdentity, leases: Int32, _ path: String) throws(MateoError) -> Entry {
        watch()
        lock()
        defer { unlock() }
        let process = getpid()
        for place in places where place.isOpen && place.identity == identity {
            guard !place.isInherited, place.process == process else { throw forked(path) }
        }
        let place = Place(identity: identity, leases: leases, process: process)
        for index in places.indices where !places[index].isOpen {
            places[index] = place
            return Entry(index: index)
        }
        places.append(place)
        return Entry(index: places.count - 1)
    }

    /// Removes a closed journal. A parent's open journals stay in the table of its child.
    static func remove(_ entry: Entry) {
        lock()
        defer { unlock() }
        guard !places[entry.index].isInherited, places[entry.index].process == getpid() else { return }
        places[entry.index].isOpen = false
        if places[entry.index].leases >= 0 { close(places[entry.index].leases) }
    }

    /// Returns the turn of a key that the other clients of the file use, or else this one, which they will use.
    static func share(_ turn: Turn, of account: Int64, _ entry: Entry) -> Turn {
        lock()
        defer { unlock() }
        let own = places[entry.index].identity
        var turn = turn
        for place in places where place.isOpen && place.identity == own && place.account == account {
            if let shared = place.turn { turn = shared.takeUnretainedValue() }
        }
        places[entry.index].account = account
        places[entry.index].turn = .passUnretained(turn)
        return turn
    }

    private static func forked(_ path: String) -> MateoError {
        MateoError(
            .journalForked,
            "the journal \(path) was open in the parent process at the fork: open clients after the fork, or "
                + "use another journal")
    }

    /// Registers the functions to call at a fork.
    private static func watch() {
        guard !isWatching.exchange(true, ordering: .acquiringAndReleasing) else { return }
        pthread_atfork({ OpenJournals.lock() }, { OpenJournals.unlock() }, { OpenJournals.inherit() })
    }

    /// Marks the inherited journals. The child calls it first, in its only thread.
    private static func inherit() {
        for index in places.indices where places[index].isOpen && !places[index].isInherited {
            places[index].isInherited = true
            if places[index].leases >= 0 { close(places[index].leases) }
            places[index].leases = -1
        }
        unlock()
    }

    private static func lock() {
        table.lock()
    }

    private static func unlock() {
        table.unlock()
    }
}
