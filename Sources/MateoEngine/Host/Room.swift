import CSystem
import MateoCore

/// Checks for free memory before a large allocation. An array ends the process if its allocation fails.
enum Room {
    /// - Throws: `memory` if this many bytes are not available.
    @inline(never)
    static func check(_ bytes: Int) throws(MateoError) {
        guard isThere(bytes) else { throw MateoError.noMemory() }
    }

    /// Returns whether this many bytes are available.
    static func isThere(_ bytes: Int) -> Bool {
        bytes <= 0 || mateo_has_room(bytes)
    }
}
