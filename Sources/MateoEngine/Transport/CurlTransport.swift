import CCurl
import CSystem
public import MateoCore

/// Sends requests through libcurl, in the thread that waits for them.
public final class CurlTransport: TransportProtocol {
    let easy: UnsafeMutableRawPointer
    private let transfers: Transfers
    private let host = SystemHost()
    private let options: TransportOptions
    private var keyHeaders: UnsafeMutablePointer<curl_slist>?
    private var plainHeaders: UnsafeMutablePointer<curl_slist>?
    let receiver = Receiver()
    private let sender = Sender()
    private let process = getpid()
    let said = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))
    private var isUnderWay = false
    /// Whether the last request goes to the service.
    private var carriesKey = false
    /// The first option of the last request that libcurl refused.
    private var refusal = CURLE_OK

    // In Embedded Swift, an initializer that throws before all properties are set leaks the object's memory. One that
    // throws before it calls another initializer does not.

    /// Creates a transport. It does not connect yet.
    public convenience init(_ options: TransportOptions) throws(MateoError) {
        // This is thread-safe and counted since libcurl 7.84. It does not disturb a host that also uses libcurl.
        guard curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK else {
            throw MateoError(.state, "libcurl could not be initialised")
        }
        let poller = try Poller.open()
        guard let easy = curl_easy_init() else { throw MateoError(.state, "libcurl is out of memory") }
        guard let multi = curl_multi_init() else {
            curl_easy_cleanup(easy)
            throw MateoError(.state, "libcurl is out of memory")
        }
        self.init(options, easy, Transfers(multi, poller))
    }

    private init(_ options: TransportOptions, _ easy: UnsafeMutableRawPointer, _ transfers: Transfers) {
        self.options = options
        self.easy = easy
        self.transfers = transfers
        for text in ["Accept: application/json", "Content-Type: application/json", "Expect:"] {
            keyHeaders = curl_slist_append(keyHeaders, text)
        }
        keyHeaders = curl_slist_append(keyHeaders, "Authorization: Bearer \(options.apiKey)")
        plainHeaders = curl_slist_append(plainHeaders, "Accept: application/json, text/csv;q=0.9, */*;q=0.1")
    }

    deinit {
        // A child process must not send close_notify on its parent's connection.
        guard getpid() == process else { return }
        abandon()
        mateo_curl_close(transfers.multi, easy)
        curl_slist_free_all(keyHeaders)
        curl_slist_free_all(plainHeaders)
        said.deallocate()
    }

    /// Passes a request to libcurl. It proceeds while `wait` is called.
    public func start(_ request: Request) throws(MateoError) {
        abandon()
        receiver.begin(request, wallNow: host.wallMilliseconds)
        sender.begin(request.body)
        configure(request)
        guard refusal == CURLE_OK else { return }
        guard curl_multi_add_handle(transfers.multi, easy) == CURLM_OK else {
            refusal = CURLE_OUT_OF_MEMORY
            return
        }
        isUnderWay = true
    }

    /// Runs libcurl until there is an answer, the time is over or `wake` is called.
    public func wait(milliseconds: Int64) throws(MateoError) -> Answer? {
        let (end, isNever) = host.monotonicMilliseconds.addingReportingOverflow(max(0, milliseconds))
        var left: Int64 = 0
        while true {
            if let answer = refused() { return answer }
            try transfers.advance(milliseconds: left)
            if let answer = completed() { return answer }
            if transfers.poller.isSignalled { return nil }
            left = (isNever ? .max : end) - host.monotonicMilliseconds
            guard left > 0 else { return nil }
        }
    }

    /// Runs libcurl until something happens on the connection or the time is over.
    public func carryOn(milliseconds: Int64) throws(MateoError) -> Answer? {
        if let answer = refused() { return answer }
        let answer = try transfers.poller.deaf { () throws(MateoError) -> Answer? in
            try transfers.advance(milliseconds: milliseconds)
            return completed()
        }
        // Wakes the thread that started the request, which has its answer now.
        if answer != nil { transfers.poller.signal() }
        return answer
    }

    private func refused() -> Answer? {
        guard refusal != CURLE_OK else { return nil }
        let reason = String(cString: curl_easy_strerror(refusal))
        refusal = CURLE_OK
        return Answer(reply: .notSent, body: [], rate: RateSignal(), reason: "libcurl: \(reason)")
    }

    /// Removes the request from libcurl, which closes its connection.
    public func abandon() {
        refusal = CURLE_OK
        sender.end()
        guard isUnderWay, getpid() == process else { return }
        isUnderWay = false
        mateo_curl_remove(transfers.multi, easy)
    }

    /// Ends a `wait` early.
    public func wake() {
        transfers.poller.signal()
    }

    /// When libcurl must be called, in milliseconds of the monotonic clock; nil if it only waits for the network.
    public var dueAt: Int64? { refusal != CURLE_OK ? host.monotonicMilliseconds : isUnderWay ? transfers.dueAt : nil }

    /// Whether libcurl was called when the transport was driven last.
    public var hasWorked: Bool { transfers.hasActed }

    /// The descriptor that is readable if there is work.
    public var descriptor: Int32 { transfers.poller.file }

    /// The descriptor whose signal ends a `wait` early.
    public var waker: Int32 { transfers.poller.signalFile }

    /// Makes the descriptor readable from a time on as well; nil for never.
    public func remind(at time: Int64?) throws(MateoError) { try transfers.poller.setTimer(time) }

    private func configure(_ request: Request) {
        curl_easy_reset(easy)
        said.pointee = 0
        let context = Unmanaged.passUnretained(receiver).toOpaque()
        let sending = Unmanaged.passUnretained(sender).toOpaque()
        check(mateo_curl_set_pointer(easy, CURLOPT_ERRORBUFFER, said))
        // Only the connection to the service is reused.
        carriesKey = request.carriesKey
        set(CURLOPT_FRESH_CONNECT, carriesKey && sender.hasConnection ? 0 : 1)
        set(CURLOPT_FORBID_REUSE, carriesKey ? 0 : 1)
        // Load balancers drop a connection after a minute of silence, some without closing it. The next request on it
        // would be lost.
        set(CURLOPT_MAXAGE_CONN, 50)
        set(CURLOPT_NOSIGNAL, 1)
        set(CURLOPT_URL, request.url)
        let protocols = options.isPlain ? "http,https" : "https"
        set(CURLOPT_PROTOCOLS_STR, protocols)
        set(CURLOPT_HTTP_VERSION, Int64(CURL_HTTP_VERSION_1_1))
        // libcurl counts milliseconds in an int.
        set(CURLOPT_CONNECTTIMEOUT_MS, min(options.connectTimeout, Int64(Int32.max)))
        set(CURLOPT_TIMEOUT_MS, min(options.requestTimeout, Int64(Int32.max)))
        set(CURLOPT_USERAGENT, options.userAgent)
        // libcurl decompresses the answer, so the size limit applies to the decompressed body.
        set(CURLOPT_ACCEPT_ENCODING, "gzip")
        check(
            mateo_curl_set_list(easy, CURLOPT_HTTPHEADER, request.carriesKey ? keyHeaders : plainHeaders))
        if let caFile = options.caFile { set(CURLOPT_CAINFO, caFile) }
        if let proxy = options.proxy { set(CURLOPT_PROXY, proxy) }
        if options.isLoopback { set(CURLOPT_NOPROXY, "*") }
        // Headers about a proxy's own limits do not concern the service.
        set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        if request.followsRedirects {
            set(CURLOPT_FOLLOWLOCATION, 1)
            set(CURLOPT_MAXREDIRS, 3)
            set(CURLOPT_REDIR_PROTOCOLS_STR, protocols)
        }
        if let body = request.body {
            set(CURLOPT_POST, 1)
            check(mateo_curl_set_size(easy, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.count)))
            check(
                mateo_curl_set_bytes(easy, CURLOPT_READFUNCTION) { bytes, size, count, context in
                    Sender.give(bytes, size, count, context)
                })
            check(mateo_curl_set_pointer(easy, CURLOPT_READDATA, sending))
        }
        check(mateo_curl_set_private_sockets(easy))
        check(mateo_curl_set_close_socket(easy) { context, socket in Sender.close(socket, context) })
        check(mateo_curl_set_pointer(easy, CURLOPT_CLOSESOCKETDATA, sending))
        check(
            mateo_curl_set_before_request(easy) { context, _, _, _, _ in
                Int32(Receiver.of(context)?.mayLeave() == true ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT)
            })
        check(mateo_curl_set_pointer(easy, CURLOPT_PREREQDATA, context))
        check(
            mateo_curl_set_bytes(easy, CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
                Receiver.take(bytes, size, count, context) { $0.takeBody($1) }
            })
        check(mateo_curl_set_pointer(easy, CURLOPT_WRITEDATA, context))
        check(
            mateo_curl_set_bytes(easy, CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
                Receiver.take(bytes, size, count, context) { $0.takeHeader($1) }
            })
        check(mateo_curl_set_pointer(easy, CURLOPT_HEADERDATA, context))
    }

    private func set(_ option: CURLoption, _ value: Int64) {
        check(mateo_curl_set_long(easy, option, Int(value)))
    }

    private func set(_ option: CURLoption, _ value: String) {
        check(mateo_curl_set_text(easy, option, value))
    }

    /// Checks that an option was set. A request without one must not be sent: it might have no body, or be counted as
    /// not sent.
    private func check(_ result: CURLcode) {
        if refusal == CURLE_OK { refusal = result }
    }

    private func completed() -> Answer? {
        guard isUnderWay else { return nil }
        var left: Int32 = 0
        while let message = curl_multi_info_read(transfers.multi, &left) {
            guard message.pointee.msg == CURLMSG_DONE else { continue }
            let answer = answer(mateo_curl_message_result(message))
            if carriesKey { sender.keep(mateo_curl_idle_socket(easy)) }
            abandon()
            return answer
        }
        return nil
    }
}
