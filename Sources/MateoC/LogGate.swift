import CMateo
import MateoEngine
import Synchronization

/// The log of a client, which is silent from the close of the client's last handle on.
final class LogGate {
    private let gate = Gate()
    private let handles = Atomic<Int>(0)
    private let callback: mateo_log_callback?
    private let context: UnsafeMutableRawPointer?

    init(_ callback: mateo_log_callback?, _ context: UnsafeMutableRawPointer?) {
        self.callback = callback
        self.context = context
    }

    func write(_ level: LogLevel, _ message: String) {
        guard let callback else { return }
        let text = CText(message)
        gate.pass { callback(context, level.rawValue, text.pointer) }
    }

    /// One more handle may lead to messages.
    func addHandle() {
        handles.add(1, ordering: .relaxed)
    }

    /// A handle is closed.
    func removeHandle() {
        if handles.subtract(1, ordering: .acquiringAndReleasing).newValue == 0 { gate.close() }
    }
}
