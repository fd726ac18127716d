import CCurl
import CSystem
import MateoCore

/// What libcurl asks for while a request is sent, and what is known of the connection that stays open for the next one.
final class Sender {
    private var body: RequestBody?
    private var position = 0
    private var idleSocket = CURL_SOCKET_BAD

    /// Holds a body until `end`.
    func begin(_ body: RequestBody?) {
        self.body = body
        position = 0
    }

    /// Lets go of the body.
    func end() {
        body = nil
    }

    /// Remembers the socket of the connection that is kept.
    func keep(_ socket: curl_socket_t) {
        idleSocket = socket
    }

    /// Whether the kept connection can take a request.
    ///
    /// libcurl looks too, but takes a TLS connection for open when the server's farewell waits to be read.
    var hasConnection: Bool {
        idleSocket != CURL_SOCKET_BAD && mateo_socket_is_silent(idleSocket) != 0
    }

    /// What libcurl calls for the next bytes of the body.
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

    /// What libcurl calls to close a socket.
    static func close(_ socket: curl_socket_t, _ context: UnsafeMutableRawPointer?) -> Int32 {
        if let sender = of(context), sender.idleSocket == socket { sender.idleSocket = CURL_SOCKET_BAD }
        return CSystem.close(socket)
    }

    private static func of(_ context: UnsafeMutableRawPointer?) -> Sender? {
        context.map { Unmanaged<Sender>.fromOpaque($0).takeUnretainedValue() }
    }
}
