import MateoCore

/// A record as C sees it.
final class RecordObject {
    var builder = RecordBuilder()
    /// What the caller calls it by.
    var tag: [UInt8] = []
}
