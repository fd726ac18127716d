import CCurl
import CSystem
import MateoCore

/// Drives libcurl's transfers when a socket is ready or a time has come.
final class Transfers {
    let multi: UnsafeMutableRawPointer
    let poller: Poller
    private let host = SystemHost()
    /// When libcurl must be called, in milliseconds of the monotonic clock; nil if it only waits for sockets.
    private(set) var dueAt: Int64?
    /// Whether there was work when they were driven last.
    private(set) var hasActed = false

    init(_ multi: UnsafeMutableRawPointer, _ poller: Poller) {
        (self.multi, self.poller) = (multi, poller)
        // A second idle connection would be one that the server has closed, and libcurl might choose it.
        mateo_curl_set_most_idle(multi, 1)
        mateo_curl_set_events(
            multi,
            { _, socket, what, context, _ in
                Transfers.of(context)?.poller.watch(socket, what & CURL_POLL_INOUT)
                return 0
            },
            { _, milliseconds, context in
                Transfers.of(context)?.setTimer(milliseconds)
                return 0
            }, Unmanaged.passUnretained(self).toOpaque())
    }

    /// Waits until there is work or the time is over, and does the work.
    func advance(milliseconds: Int64) throws(MateoError) {
        var ready = InlineArray<16, mateo_ready>(repeating: mateo_ready())
        var count = 0
        hasActed = false
        let wait = dueAt.map { max(0, min(milliseconds, $0 - host.monotonicMilliseconds)) } ?? milliseconds
        poller.wait(milliseconds: wait, &ready, count: &count)
        for index in 0..<count where ready[index].what != 0 && !poller.isOwn(ready[index].file) {
            try act(ready[index].file, ready[index].what)
        }
        // One action often leads to another at once.
        for _ in 0..<10 {
            guard let time = dueAt, time <= host.monotonicMilliseconds else { break }
            dueAt = nil
            try act(CURL_SOCKET_BAD, 0)
        }
    }

    private func act(_ socket: curl_socket_t, _ what: Int32) throws(MateoError) {
        var running: Int32 = 0
        hasActed = true
        guard mateo_curl_act(multi, socket, what, &running) == CURLM_OK else {
            throw MateoError(.state, "libcurl failed while a request was under way")
        }
    }

    private func setTimer(_ milliseconds: Int) {
        dueAt = milliseconds < 0 ? nil : host.monotonicMilliseconds + Int64(min(milliseconds, 86_400_000))
    }

    private static func of(_ context: UnsafeMutableRawPointer?) -> Transfers? {
        context.map { Unmanaged<Transfers>.fromOpaque($0).takeUnretainedValue() }
    }
}
