import MateoCore

/// A record as C sees it.
final class RecordObject {
    var builder = RecordBuilder()
}
