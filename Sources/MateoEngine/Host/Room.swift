import CSystem
import MateoCore

/// Room in memory for what may be large. An array ends the process when there is none for it, so it is asked for first.
enum Room {
    /// - Throws: `memory` when so many bytes cannot be had.
    @inline(never)
    static func check(_ bytes: Int) throws(MateoError) {
        guard isThere(bytes) else { throw MateoError.noMemory() }
    }

    /// Whether so many bytes can be had.
    static func isThere(_ bytes: Int) -> Bool {
        bytes <= 0 || mateo_has_room(bytes)
    }
}
