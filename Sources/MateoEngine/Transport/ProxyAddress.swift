import MateoCore

/// The address of a proxy in libcurl's form, which may lack the scheme.
enum ProxyAddress {
    /// Checks an address. The message does not quote it, since it may hold a password.
    static func check(_ text: String) throws(MateoError) {
        let bytes = Array(text.utf8)
        let whole = bytes.span.contains("://") ? text : "http://" + text
        // libcurl uses no proxy at all if a name or a password has an encoded control character.
        guard !bytes.span.contains("%0"), !bytes.span.contains("%1"), let parts = AddressParts.parse(whole),
            parts.isBare, isProxy(Array(parts.scheme.utf8))
        else {
            throw MateoError(
                .argument, "the proxy's address is not like http://USER:PASSWORD@proxy.example:3128")
        }
    }

    private static func isProxy(_ scheme: [UInt8]) -> Bool {
        scheme.equals("http") || scheme.equals("https") || scheme.equals("socks4") || scheme.equals("socks4a")
            || scheme.equals("socks5") || scheme.equals("socks5h")
    }
}
