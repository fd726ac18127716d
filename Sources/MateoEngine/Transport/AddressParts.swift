import CCurl
import MateoCore

/// An address that libcurl parsed, so that both use the same host.
struct AddressParts {
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
    @inline(never)
    init?(_ text: String) {
        guard let handle = curl_url() else { return nil }
        defer { curl_url_cleanup(handle) }
        let isSet = curl_url_set(handle, CURLUPART_URL, text, UInt32(CURLU_NON_SUPPORT_SCHEME)) == CURLUE_OK
        guard Array(text.utf8).allSatisfy({ $0 > 32 && $0 != 127 }), !Self.lacksHost(text), isSet,
            let scheme = Self.part(handle, CURLUPART_SCHEME), let host = Self.part(handle, CURLUPART_HOST)
        else { return nil }
        let port = Self.part(handle, CURLUPART_PORT, UInt32(CURLU_DEFAULT_PORT)) ?? ""
        guard !port.isIdentical(to: "0") else { return nil }
        self.scheme = scheme
        self.host = Self.lowercased(host)
        let origin: Text = "\(scheme)://\(self.host):\(port)"
        self.origin = origin.string
        hasUser = Self.part(handle, CURLUPART_USER) != nil || Self.part(handle, CURLUPART_PASSWORD) != nil
        hasMore = Self.part(handle, CURLUPART_QUERY) != nil || Self.part(handle, CURLUPART_FRAGMENT) != nil
        isBare = !hasMore && Self.part(handle, CURLUPART_PATH)?.utf8.count == 1
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
