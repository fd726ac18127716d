import CCurl
import MateoCore

/// The service's checked address. The API key is sent to no other address.
struct BaseURL {
    /// The address without a slash at its end.
    let text: String
    /// Scheme, host and port. Only this origin gets the key.
    let origin: String
    /// Whether it is on this machine, as a local test server is.
    let isLoopback: Bool
    /// Whether it is plain HTTP, which is allowed only on this machine.
    let isPlain: Bool

    /// Parses an address.
    init(_ text: String) throws(MateoError) {
        let parts = try AddressParts(text, what: "the service's address")
        guard parts.user == nil, parts.password == nil else {
            throw MateoError(
                .argument,
                "the service's address holds a user name or a password: remove it, and set the API key instead")
        }
        guard parts.query == nil, parts.fragment == nil else {
            throw MateoError(
                .argument, "the service's address has a query or a fragment: remove it")
        }
        isLoopback = Self.isLoopback(parts.host)
        isPlain = parts.isPlain
        guard parts.isSecure || (isPlain && isLoopback) else {
            throw MateoError(
                .argument,
                "the service's address must be https (http only to this machine, 127.0.0.1, [::1] or localhost): "
                    + "otherwise the API key is sent unencrypted")
        }
        var bytes = Array(text.utf8)
        while bytes.last == UInt8(ascii: "/") { bytes.removeLast() }
        self.text = String(decoding: bytes, as: UTF8.self)
        origin = parts.origin
    }

    /// Returns the address of the service's list of failed records. The service may give a path alone.
    ///
    /// It must be https. A service at a plain address may also give a plain address of this machine.
    ///
    /// - Returns: nil if the address must not be fetched.
    func resolve(_ address: String) -> (url: String, isOwnOrigin: Bool)? {
        let bytes = Array(address.utf8.prefix(2))
        guard !bytes.equals("//") else { return nil }
        let whole = bytes.first == UInt8(ascii: "/") ? origin + address : address
        do throws(MateoError) {
            let parts = try AddressParts(whole, what: "the list's address")
            guard parts.user == nil, parts.password == nil else { return nil }
            let allowed = parts.isSecure || (isPlain && parts.isPlain && Self.isLoopback(parts.host))
            return allowed ? (whole, parts.origin.isIdentical(to: origin)) : nil
        } catch {
            return nil
        }
    }

    private static func isLoopback(_ host: String) -> Bool {
        host.isIdentical(to: "localhost") || host.isIdentical(to: "[::1]") || isLoopbackIPv4(host)
    }

    /// Returns whether a host is in 127.0.0.0/8, written as four numbers.
    private static func isLoopbackIPv4(_ host: String) -> Bool {
        var parts = 0
        var digits = 0
        let bytes = Array(host.utf8)
        guard bytes.count >= 9, Array(bytes[..<4]).equals("127.") else { return false }
        for byte in bytes {
            switch byte {
            case 48...57 where digits < 3: digits += 1
            case UInt8(ascii: ".") where digits > 0:
                parts += 1
                digits = 0
            default: return false
            }
        }
        return parts == 3 && digits > 0
    }
}

/// An address that libcurl parsed, so that both use the same host.
private struct AddressParts {
    let isSecure: Bool
    let isPlain: Bool
    let host: String
    let origin: String
    let user: String?
    let password: String?
    let query: String?
    let fragment: String?

    init(_ text: String, what: StaticString) throws(MateoError) {
        guard let handle = curl_url() else { throw MateoError(.argument, "out of memory") }
        defer { curl_url_cleanup(handle) }
        guard Array(text.utf8).allSatisfy({ $0 > 32 && $0 != 127 }),
            !Self.lacksHost(text), curl_url_set(handle, CURLUPART_URL, text, 0) == CURLUE_OK,
            let scheme = Self.part(handle, CURLUPART_SCHEME), let host = Self.part(handle, CURLUPART_HOST),
            let port = Self.part(handle, CURLUPART_PORT, UInt32(CURLU_DEFAULT_PORT))
        else {
            throw MateoError(
                .argument, "\(what) is not a web address such as https://integration.getmateo.com/api/v1")
        }
        isSecure = scheme.isIdentical(to: "https")
        isPlain = scheme.isIdentical(to: "http")
        self.host = Self.lowercased(host)
        let origin: Text = "\(scheme)://\(self.host):\(port)"
        self.origin = origin.string
        user = Self.part(handle, CURLUPART_USER)
        password = Self.part(handle, CURLUPART_PASSWORD)
        query = Self.part(handle, CURLUPART_QUERY)
        fragment = Self.part(handle, CURLUPART_FRAGMENT)
    }

    /// Returns whether the host is missing. With one slash, or with three and more, libcurl takes the host from the
    /// path.
    private static func lacksHost(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")), bytes.count > colon + 3 else {
            return true
        }
        let slash = UInt8(ascii: "/")
        return bytes[colon + 1] != slash || bytes[colon + 2] != slash || bytes[colon + 3] == slash
    }

    private static func part(_ handle: OpaquePointer, _ part: CURLUPart, _ flags: UInt32 = 0) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        guard curl_url_get(handle, part, &text, flags) == CURLUE_OK, let text else { return nil }
        defer { curl_free(text) }
        return String(cString: text)
    }

    private static func lowercased(_ text: String) -> String {
        String(decoding: Array(text.utf8).map { $0 >= 65 && $0 <= 90 ? $0 + 32 : $0 }, as: UTF8.self)
    }
}
