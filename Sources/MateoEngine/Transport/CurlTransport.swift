import CCurl
import CSystem
public import MateoCore
import Synchronization

/// How requests travel.
public struct TransportOptions: Sendable {
    /// The API key, for the service's own origin only.
    public var apiKey: String
    /// The longest time to make a connection, in milliseconds.
    public var connectTimeout: Int64
    /// The longest time for a whole request, in milliseconds.
    public var requestTimeout: Int64
    /// A file of certificates to trust in the place of the system's.
    public var caFile: String?
    /// The proxy's address; nil takes it from the environment as curl does.
    public var proxy: String?
    /// The `User-Agent`.
    public var userAgent: String
    /// Whether the service is a test server on this machine: then plain HTTP is spoken, and no proxy is used.
    public var isLoopback: Bool
}

/// Requests through libcurl, in the thread that waits for them.
public final class CurlTransport: Transport {
    private let easy: UnsafeMutableRawPointer
    private let multi: UnsafeMutableRawPointer
    private let host = SystemHost()
    private let options: TransportOptions
    private var keyHeaders: UnsafeMutablePointer<curl_slist>?
    private var plainHeaders: UnsafeMutablePointer<curl_slist>?
    private let receiver = Receiver()
    private let woken = Atomic<Bool>(false)
    private var isUnderWay = false

    /// Makes a transport; no connection is made yet.
    public init(_ options: TransportOptions) throws(MateoError) {
        // Thread-safe and counted since libcurl 7.84; a host that uses libcurl itself is not disturbed.
        guard curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK else {
            throw MateoError(.state, "libcurl could not be initialised")
        }
        guard let easy = curl_easy_init() else { throw MateoError(.state, "libcurl is out of memory") }
        guard let multi = curl_multi_init() else {
            curl_easy_cleanup(easy)
            throw MateoError(.state, "libcurl is out of memory")
        }
        self.easy = easy
        self.multi = multi
        self.options = options
        for text in ["Accept: application/json", "Content-Type: application/json", "Expect:"] {
            keyHeaders = curl_slist_append(keyHeaders, text)
        }
        keyHeaders = curl_slist_append(keyHeaders, "Authorization: Bearer \(options.apiKey)")
        plainHeaders = curl_slist_append(plainHeaders, "Accept: application/json, text/csv;q=0.9, */*;q=0.1")
    }

    deinit {
        abandon()
        curl_easy_cleanup(easy)
        curl_multi_cleanup(multi)
        curl_slist_free_all(keyHeaders)
        curl_slist_free_all(plainHeaders)
    }

    /// Hands a request to libcurl; it travels while `wait` is called.
    public func start(_ request: Request) throws(MateoError) {
        abandon()
        receiver.begin(cap: request.answerCap, wallNow: host.wallMilliseconds)
        configure(request)
        guard curl_multi_add_handle(multi, easy) == CURLM_OK else {
            throw MateoError(.state, "libcurl could not start a request")
        }
        isUnderWay = true
    }

    /// Lets libcurl work until there is an answer, the time is over or `wake` is called.
    public func wait(milliseconds: Int64) throws(MateoError) -> Answer? {
        let end = host.monotonicMilliseconds + max(0, milliseconds)
        while true {
            if let answer = try carryOn() { return answer }
            if woken.exchange(false, ordering: .acquiringAndReleasing) { return nil }
            let left = end - host.monotonicMilliseconds
            guard left > 0 else { return nil }
            curl_multi_poll(multi, nil, 0, Int32(min(left, 60_000)), nil)
        }
    }

    /// Lets libcurl do what it can without waiting.
    public func carryOn() throws(MateoError) -> Answer? {
        guard isUnderWay else { return nil }
        var running: Int32 = 0
        guard curl_multi_perform(multi, &running) == CURLM_OK else {
            throw MateoError(.state, "libcurl failed while a request was under way")
        }
        return completed()
    }

    /// Takes the request away from libcurl, which closes its connection.
    public func abandon() {
        guard isUnderWay else { return }
        isUnderWay = false
        curl_multi_remove_handle(multi, easy)
    }

    /// Ends a `wait` early.
    public func wake() {
        woken.store(true, ordering: .releasing)
        curl_multi_wakeup(multi)
    }

    private func configure(_ request: Request) {
        curl_easy_reset(easy)
        // On a connection that was used before, libcurl sends a request again when no answer came. A POST may have
        // been carried out by then, and a GET passes neither pace nor quota, so each has a connection of its own.
        mateo_curl_set_long(easy, CURLOPT_FRESH_CONNECT, 1)
        mateo_curl_set_long(easy, CURLOPT_FORBID_REUSE, 1)
        mateo_curl_set_long(easy, CURLOPT_NOSIGNAL, 1)
        mateo_curl_set_text(easy, CURLOPT_URL, request.url)
        mateo_curl_set_text(easy, CURLOPT_PROTOCOLS_STR, options.isLoopback ? "http,https" : "https")
        mateo_curl_set_long(easy, CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
        mateo_curl_set_long(easy, CURLOPT_CONNECTTIMEOUT_MS, Int(options.connectTimeout))
        mateo_curl_set_long(easy, CURLOPT_TIMEOUT_MS, Int(options.requestTimeout))
        mateo_curl_set_text(easy, CURLOPT_USERAGENT, options.userAgent)
        mateo_curl_set_list(easy, CURLOPT_HTTPHEADER, request.carriesKey ? keyHeaders : plainHeaders)
        if let caFile = options.caFile { mateo_curl_set_text(easy, CURLOPT_CAINFO, caFile) }
        if let proxy = options.proxy { mateo_curl_set_text(easy, CURLOPT_PROXY, proxy) }
        if options.isLoopback { mateo_curl_set_text(easy, CURLOPT_NOPROXY, "*") }
        if request.followsRedirects {
            mateo_curl_set_long(easy, CURLOPT_FOLLOWLOCATION, 1)
            mateo_curl_set_long(easy, CURLOPT_MAXREDIRS, 3)
            mateo_curl_set_text(
                easy, CURLOPT_REDIR_PROTOCOLS_STR, options.isLoopback ? "http,https" : "https")
        }
        if let body = request.body {
            mateo_curl_set_size(easy, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.count))
            body.withUnsafeBytes { bytes in
                _ = mateo_curl_set_pointer(
                    easy, CURLOPT_COPYPOSTFIELDS, UnsafeMutableRawPointer(mutating: bytes.baseAddress))
            }
        }
        let context = Unmanaged.passUnretained(receiver).toOpaque()
        mateo_curl_set_write(easy, CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
            Receiver.take(bytes, size, count, context) { $0.takeBody($1) }
        }
        mateo_curl_set_pointer(easy, CURLOPT_WRITEDATA, context)
        mateo_curl_set_write(easy, CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
            Receiver.take(bytes, size, count, context) { $0.takeHeader($1) }
        }
        mateo_curl_set_pointer(easy, CURLOPT_HEADERDATA, context)
    }

    private func completed() -> Answer? {
        var left: Int32 = 0
        while let message = curl_multi_info_read(multi, &left) {
            guard message.pointee.msg == CURLMSG_DONE else { continue }
            let result = mateo_curl_message_result(message)
            let delivery = delivery(result)
            abandon()
            let isAnswered = if case .answered = delivery { true } else { false }
            return Answer(
                delivery: delivery, body: isAnswered ? receiver.body : [], rate: receiver.rate,
                reason: isAnswered ? "" : String(cString: curl_easy_strerror(result)))
        }
        return nil
    }

    private func delivery(_ result: CURLcode) -> Delivery {
        var sent = 0
        mateo_curl_request_size(easy, &sent)
        switch result {
        case CURLE_OK:
            var status = 0
            mateo_curl_response_code(easy, &status)
            return .answered(status: Int32(truncatingIfNeeded: status))
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR:
            return .untrusted
        case _ where receiver.isOverCap: return .tooLarge
        default: return sent == 0 ? .notSent : .broken
        }
    }
}

/// Takes in an answer while it arrives.
private final class Receiver {
    var body: [UInt8] = []
    var rate = RateSignal()
    var isOverCap = false
    private var cap = 0
    private var headerBytes = 0
    private var wallNow: Int64 = 0

    /// The most bytes of header fields that are taken.
    private static let headerCap = 262_144

    func begin(cap: Int, wallNow: Int64) {
        body = []
        rate = RateSignal()
        isOverCap = false
        self.cap = cap
        headerBytes = 0
        self.wallNow = wallNow
    }

    func takeBody(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard bytes.count <= cap - body.count else {
            isOverCap = true
            return false
        }
        body.append(contentsOf: bytes)
        return true
    }

    func takeHeader(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        headerBytes += bytes.count
        guard headerBytes <= Self.headerCap else {
            isOverCap = true
            return false
        }
        // A status line begins the fields of another answer, after a redirect or an interim one.
        if bytes.count > 5, bytes[0] == UInt8(ascii: "H"), bytes[4] == UInt8(ascii: "/") {
            rate = RateSignal()
        }
        rate.read(bytes.span, wallNow: wallNow)
        return true
    }

    /// What libcurl calls: gives the bytes to the receiver; any other number than all of them ends the transfer.
    static func take(
        _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?,
        _ body: (Receiver, UnsafeBufferPointer<UInt8>) -> Bool
    ) -> Int {
        guard let bytes, let context else { return 0 }
        let (length, overflows) = size.multipliedReportingOverflow(by: count)
        guard !overflows else { return 0 }
        let receiver = Unmanaged<Receiver>.fromOpaque(context).takeUnretainedValue()
        return bytes.withMemoryRebound(to: UInt8.self, capacity: length) { bytes in
            body(receiver, UnsafeBufferPointer(start: bytes, count: length)) ? length : 0
        }
    }
}
