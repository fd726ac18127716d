import CSystem
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
        guard let parts = AddressParts.parse(text) else {
            throw MateoError(
                .argument,
                "the service's address is not a web address such as https://integration.getmateo.com/api/v1")
        }
        guard !parts.hasUser else {
            throw MateoError(
                .argument,
                "the service's address holds a user name or a password: remove it, and set the API key instead")
        }
        guard !parts.hasMore else {
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
    /// - Throws: the reason why the address must not be fetched.
    func resolve(_ address: String) throws(AddressFault) -> (url: String, isOwnOrigin: Bool) {
        let (bytes, slash) = (Array(address.utf8), UInt8(ascii: "/"))
        // With two slashes, it begins with a host.
        let isPath = bytes.first == slash && (bytes.count < 2 || bytes[1] != slash)
        let whole = isPath ? origin + address : address
        guard let parts = AddressParts.parse(whole) else { throw .isIncomplete }
        guard !parts.hasUser else { throw .hasUser }
        guard parts.isSecure || (isPlain && parts.isPlain && Self.isLoopback(parts.host)) else { throw .isNotSecure }
        return (whole, parts.origin.isIdentical(to: origin))
    }

    private static func isLoopback(_ host: String) -> Bool {
        host.isIdentical(to: "localhost") || host.isIdentical(to: "[::1]") || mateo_is_loopback(host)
    }
}
