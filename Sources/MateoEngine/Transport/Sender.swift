import CCurl
import CSystem
import MateoCore

/// Gives libcurl the body of a request, and tracks the connection that stays open for the next one.
final class Sender {
    private var body: RequestBody?
    private var position = 0
    /// The socket of the connection to the service while no request uses it.
    private var idleSocket = CURL_SOCKET_BAD

    /// Keeps a body until `end`.
    func begin(_ body: RequestBody?) {
        self.body = body
        position = 0
    }

    /// Releases the body.
    func end() {
        body = nil
    }

    /// Remembers the socket of a connection that stays open.
    func keep(_ socket: curl_socket_t) {
        idleSocket = socket
    }

    /// Whether that connection is usable for another request.
    ///
    /// libcurl checks this too, but treats a TLS connection as open while an unread close_notify waits in it. It would
    /// also treat unrequested bytes as the answer to the next request.
    var hasConnection: Bool {
        idleSocket != CURL_SOCKET_BAD && mateo_socket_is_silent(idleSocket) != 0
    }

    /// Copies the next bytes of the body into libcurl's buffer.
    static func give(
        _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
    ) -> Int {
        let (length, overflows) = size.multipliedReportingOverflow(by: count)
        guard let bytes, !overflows, let sender = of(context), let body = sender.body else {
            return Int(CURL_READFUNC_ABORT)
        }
        let given = body.copy(
            from: sender.position, into: UnsafeMutableRawBufferPointer(start: bytes, count: length))
        sender.position += given
        return given
    }

    /// Closes a socket for libcurl.
    static func close(_ socket: curl_socket_t, _ context: UnsafeMutableRawPointer?) -> Int32 {
        if let sender = of(context), sender.idleSocket == socket { sender.idleSocket = CURL_SOCKET_BAD }
        return CSystem.close(socket)
    }

    private static func of(_ context: UnsafeMutableRawPointer?) -> Sender? {
        context.map { Unmanaged<Sender>.fromOpaque($0).takeUnretainedValue() }
    }
}
