import CCurl
import MateoCore

/// An address that libcurl parsed, so that both use the same host.
final class AddressParts {
    let scheme: String
    let host: String
    let origin: String
    /// Whether it has a user name or a password.
    let hasUser: Bool
    /// Whether it has a query or a fragment.
    let hasMore: Bool
    /// Whether it has nothing behind the port. In a password, such a mark must be encoded.
    let isBare: Bool

    /// Parses an address. Returns nil if it is none.
    ///
    /// This is not an initializer: one that fails leaks the object's memory in Embedded Swift.
    @inline(never)
    static func parse(_ text: String) -> AddressParts? {
        guard let handle = curl_url() else { return nil }
        defer { curl_url_cleanup(handle) }
        guard Array(text.utf8).allSatisfy({ $0 > 32 && $0 != 127 }), !lacksHost(text),
            curl_url_set(handle, CURLUPART_URL, text, UInt32(CURLU_NON_SUPPORT_SCHEME)) == CURLUE_OK,
            let scheme = part(handle, CURLUPART_SCHEME), let host = part(handle, CURLUPART_HOST)
        else { return nil }
        let port = part(handle, CURLUPART_PORT, UInt32(CURLU_DEFAULT_PORT)) ?? ""
        return port.isIdentical(to: "0") ? nil : AddressParts(handle, scheme, host, port)
    }

    private init(_ handle: OpaquePointer, _ scheme: String, _ host: String, _ port: String) {
        self.scheme = scheme
        var bytes = Array(host.utf8)
        for index in bytes.indices where bytes[index] >= 65 && bytes[index] <= 90 { bytes[index] += 32 }
        self.host = String(decoding: bytes, as: UTF8.self)
        let origin: Text = "\(scheme)://\(self.host):\(port)"
        self.origin = origin.string
        hasUser = Self.has(handle, CURLUPART_USER) || Self.has(handle, CURLUPART_PASSWORD)
        hasMore = Self.has(handle, CURLUPART_QUERY) || Self.has(handle, CURLUPART_FRAGMENT)
        isBare = !hasMore && Self.part(handle, CURLUPART_PATH)?.isIdentical(to: "/") == true
    }

    var isSecure: Bool { scheme.isIdentical(to: "https") }
    var isPlain: Bool { scheme.isIdentical(to: "http") }

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

    @inline(never)
    private static func has(_ handle: OpaquePointer, _ part: CURLUPart) -> Bool {
        self.part(handle, part) != nil
    }

    private static func part(_ handle: OpaquePointer, _ part: CURLUPart, _ flags: UInt32 = 0) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        guard curl_url_get(handle, part, &text, flags) == CURLUE_OK, let text else { return nil }
        defer { curl_free(text) }
        return String(cString: text)
    }
}
