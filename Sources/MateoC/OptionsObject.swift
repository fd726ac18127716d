import CMateo
import MateoCore
import MateoEngine

/// Options as C sees them.
final class OptionsObject {
    var options = Options()
    var log: mateo_log_callback?
    var logContext: UnsafeMutableRawPointer?
}

/// The options behind a handle, to be changed.
@inline(never)
func change(
    _ options: UnsafeMutablePointer<mateo_options>?, _ outError: ErrorSlot?,
    _ body: (inout Options) throws(MateoError) -> Void
) -> mateo_status {
    boundary(outError) { () throws(MateoError) in
        try body(&object(options, .options, as: OptionsObject.self, "options").options)
    }
}

/// A time in milliseconds that is in range.
func time(_ milliseconds: Int64) throws(MateoError) -> Int64 {
    guard (1...Options.longestTime).contains(milliseconds) else {
        throw MateoError(.argument, "a time must be from 1 millisecond to ten years")
    }
    return milliseconds
}
