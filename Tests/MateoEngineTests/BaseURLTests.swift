import MateoCore
import Testing

@testable import MateoEngine

@Suite struct BaseURLTests {
    @Test(
        "A valid base address is accepted",
        arguments: [
            "https://integration.getmateo.com/api/v1", "https://example.com:8443/api/v1/",
            "http://127.0.0.1:8080/api/v1",
            "http://127.1.2.3/api", "http://localhost:1/api/v1", "http://[::1]:9/api",
        ])
    func isTaken(address: String) throws {
        let base = try BaseURL(address)
        #expect(!base.text.hasSuffix("/"))
    }

    @Test(
        "An invalid base address is refused",
        arguments: [
            "", "integration.getmateo.com", "http://integration.getmateo.com/api/v1",
            "http://127.0.0.1.example.com/",
            "http://127.example.com/", "http://localhost.example.com/", "https://user@example.com/",
            "https://u:p@example.com/",
            "https://example.com/api?x=1", "https://example.com/api#x", "ftp://example.com/",
            "file:///etc/passwd",
            "https://exa mple.com/", "https://example.com/\r\nX: y", "http://1270.0.0.1/",
            "http://0x7f.1/x y",
            "https:///api", "https:////host/api", "https:/host/api",
            "https://",
        ])
    func isRefused(address: String) {
        let error = #expect(throws: MateoError.self) { try BaseURL(address) }
        #expect(error?.status == .argument)
        #expect(error?.message.contains("u:p") == false)
    }

    @Test("Lists are fetched with the key only from the service's own origin")
    func listsAreFetchedWithTheKeyFromTheOwnOriginAlone() throws {
        let base = try BaseURL("https://integration.getmateo.com/api/v1")
        #expect(try base.resolve("https://integration.getmateo.com/files/1").isOwnOrigin == true)
        #expect(try base.resolve("https://INTEGRATION.getmateo.com:443/files/1").isOwnOrigin == true)
        #expect(try base.resolve("/files/1").url == "https://integration.getmateo.com:443/files/1")
        #expect(try base.resolve("https://integration.getmateo.com:444/files/1").isOwnOrigin == false)
        #expect(try base.resolve("https://evil.example.com/integration.getmateo.com").isOwnOrigin == false)
        for address in ["//evil.example.com/x", "//evil.example.com:443/x", "//https://evil.example.com/x", "//", ""] {
            #expect(throws: AddressFault.isIncomplete) { try base.resolve(address) }
        }
        #expect(throws: AddressFault.isNotSecure) { try base.resolve("ftp://integration.getmateo.com/files/1") }
        #expect(throws: AddressFault.isNotSecure) { try base.resolve("http://integration.getmateo.com/files/1") }
        #expect(throws: AddressFault.isNotSecure) { try base.resolve("http://127.0.0.1/files/1") }
        #expect(throws: AddressFault.hasUser) { try base.resolve("https://user:pw@example.com/") }
        #expect(throws: AddressFault.isIncomplete) { try base.resolve("file:///etc/passwd") }
        #expect(throws: AddressFault.isIncomplete) { try base.resolve("nonsense") }
    }

    @Test("Only a service at a plain address may give plain addresses, of this machine")
    func plainLists() throws {
        for address in ["https://127.0.0.1:8443/api/v1", "https://localhost/api/v1", "https://[::1]/api/v1"] {
            let base = try BaseURL(address)
            #expect(throws: AddressFault.isNotSecure) { try base.resolve("http://127.0.0.1:8443/files/1") }
            #expect(throws: AddressFault.isNotSecure) { try base.resolve("http://localhost/files/1") }
            #expect(try base.resolve("https://files.example.com/1").isOwnOrigin == false)
            #expect(try base.resolve("/files/1").isOwnOrigin == true)
        }
        let plain = try BaseURL("http://127.0.0.1:8080/api/v1")
        #expect(try plain.resolve("http://127.0.0.1:8080/files/1").isOwnOrigin == true)
        #expect(try plain.resolve("http://127.0.0.1:8081/files/1").isOwnOrigin == false)
        #expect(throws: AddressFault.isNotSecure) { try plain.resolve("http://files.example.com/1") }
    }
}
