import CSystem
package import MateoCore

/// Waits for sockets, and for a signal from another thread, with one descriptor. A host may wait for it too.
package final class Poller {
    /// The descriptor. It is readable when there is work.
    package let file: Int32
    /// The descriptor of its signal.
    let signalFile: Int32
    /// A timer that makes the descriptor readable; -1 until a host asks for it.
    private var timer: Int32 = -1
    /// Whether the last wait consumed a signal.
    private(set) var isSignalled = false

    /// The flag for readable bytes.
    package static var readable: Int32 { Int32(MATEO_READABLE) }

    /// Opens a poller.
    ///
    /// This is not an initializer: one that fails leaks the object's memory in Embedded Swift.
    package static func open() throws(MateoError) -> Poller {
        let file = mateo_open_poller()
        let signal = file < 0 ? -1 : mateo_open_signal()
        guard signal >= 0, mateo_watch(file, signal, Self.readable) == 0 else {
            let cause = String(cString: strerror(mateo_errno()))
            for file in [file, signal] where file >= 0 { close(file) }
            throw noDescriptor(cause)
        }
        return Poller(file, signal)
    }

    private init(_ file: Int32, _ signal: Int32) {
        (self.file, signalFile) = (file, signal)
    }

    deinit {
        for file in [timer, signalFile, file] where file >= 0 { close(file) }
    }

    /// Watches a socket from now on, or stops watching it if `what` is 0.
    package func watch(_ socket: Int32, _ what: Int32) {
        if what == 0 { mateo_watch_no_more(file, socket) } else { _ = mateo_watch(file, socket, what) }
    }

    /// Waits until something is ready or the time is over. It consumes a signal.
    ///
    /// - Parameter ready: receives the ready descriptors; `count` receives their number.
    func wait(milliseconds: Int64, _ ready: inout InlineArray<16, mateo_ready>, count: inout Int) {
        var span = ready.mutableSpan
        let found = span.withUnsafeMutableBufferPointer {
            mateo_wait_for_ready(file, $0.baseAddress, 16, Int32(min(max(milliseconds, 0), 60_000)))
        }
        count = Int(max(found, 0))
        isSignalled = false
        for index in 0..<count where ready[index].file == signalFile {
            mateo_clear_signal(signalFile)
            isSignalled = true
        }
    }

    /// Waits until something is ready or the time is over.
    package func wait(milliseconds: Int64) {
        var ready = InlineArray<16, mateo_ready>(repeating: mateo_ready())
        var count = 0
        wait(milliseconds: milliseconds, &ready, count: &count)
    }

    /// Returns whether a descriptor is not a socket.
    func isOwn(_ file: Int32) -> Bool { file == signalFile || file == timer }

    /// Runs `body` without seeing signals, so that the intended thread receives them later.
    func deaf<Result>(_ body: () throws(MateoError) -> Result) throws(MateoError) -> Result {
        watch(signalFile, 0)
        defer { watch(signalFile, Self.readable) }
        return try body()
    }

    /// Makes the descriptor readable. Only this function may be called from another thread.
    package func signal() {
        mateo_signal(signalFile)
    }

    /// Makes the descriptor readable from a time on, in milliseconds of the monotonic clock; nil for never.
    package func setTimer(_ time: Int64?) throws(MateoError) {
        if timer < 0 {
            guard let time else { return }
            timer = mateo_open_timer()
            guard timer >= 0 else { throw Self.noDescriptor(String(cString: strerror(mateo_errno()))) }
            watch(timer, Self.readable)
            mateo_set_timer(timer, max(time, 1))
        } else {
            mateo_set_timer(timer, time.map { max($0, 1) } ?? 0)
        }
    }

    private static func noDescriptor(_ cause: String) -> MateoError {
        MateoError(
            .memory,
            "no descriptor can be opened to wait for the network (\(cause)): close some files, or raise the limit of open files"
        )
    }
}
