import Foundation
import Glibc
import MateoCore
import Testing

@testable import MateoEngine

/// What libcurl's results are taken for: above all, whether anything of a request may have arrived.
struct TransportTests {
    static func options(
        proxy: String? = nil, isLoopback: Bool = true, isPlain: Bool? = nil, connectTimeout: Int64 = 60_000,
        requestTimeout: Int64 = 60_000,
        caFile: String? = nil
    ) -> TransportOptions {
        TransportOptions(
            apiKey: "secret-key", connectTimeout: connectTimeout, requestTimeout: requestTimeout,
            caFile: caFile,
            proxy: proxy, userAgent: "test", isLoopback: isLoopback, isPlain: isPlain ?? isLoopback)
    }

    private static func answer(
        _ options: TransportOptions, _ url: String, cap: Int = 100_000, isPost: Bool = true
    ) throws -> Answer {
        let transport = try CurlTransport(options)
        try transport.start(
            Request(
                url: url,
                body: isPost
                    ? RequestBody(head: Array("{".utf8), records: Array("1".utf8), tail: Array("}".utf8))
                    : nil, carriesKey: true, answerCap: cap,
                followsRedirects: false))
        return try #require(try transport.wait(milliseconds: 120_000))
    }

    /// The answer to a POST that a server gets.
    private static func answer(_ server: TinyServer, cap: Int = 100_000, timeout: Int64 = 60_000) throws
        -> Answer
    {
        defer { server.stop() }
        return try answer(
            options(requestTimeout: timeout), "http://127.0.0.1:\(server.port)/import", cap: cap)
    }

    private static func response(_ status: Int, _ fields: String = "", _ body: [UInt8], length: Int? = nil)
        -> TinyServer
    {
        TinyServer(
            "HTTP/1.1 \(status) X\r\nContent-Length: \(length ?? body.count)\r\n\(fields)\r\n", body: body)
    }

    /// "{"id":"x"}" as `gzip -n` writes it.
    private static let gzip: [UInt8] = [
        0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x03, 0xab, 0x56, 0xca, 0x4c, 0x51, 0xb2, 0x52,
        0xaa,
        0x50, 0xaa, 0x05, 0x00, 0xbc, 0x7e, 0x53, 0x89, 0x0a, 0x00, 0x00, 0x00,
    ]

    // MARK: Nothing left

    @Test("A service at an https address is never left for a plain one") func plainAddress() throws {
        let server = TinyServer("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        defer { server.stop() }
        let got = try Self.answer(Self.options(isPlain: false), "http://127.0.0.1:\(server.port)/list", isPost: false)
        #expect(got.reply == .notSent)
        #expect(server.requests.isEmpty)
    }

    @Test(
        "A proxy that refuses the connection proves that nothing was sent",
        arguments: [
            (
                "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"x\"\r\nContent-Length: 0\r\n\r\n",
                "the proxy refuses the connection (status 407): set a user name and a password"
            ),
            (
                "HTTP/1.1 403 Forbidden\r\nRetry-After: 50\r\nContent-Length: 5\r\n\r\nnever",
                "the proxy refuses the connection (status 403): its rules do not allow the service's address"
            ),
            (
                "HTTP/1.1 503 Unavailable\r\n\r\n",
                "the proxy refuses the connection (status 503): check the proxy"
            ),
            ("", "check the service's address, the network and the proxy"),
            ("garbage\r\n\r\n", "check the service's address, the network and the proxy"),
            (
                "HTTP/1.1 200 OK\r\n\r\nThis is no TLS.",
                "check the service's address, the network and the proxy"
            ),
        ])
    func aProxyThatDoesNotLetItPass(_ answer: String, _ reason: String) throws {
        let proxy = TinyServer(answer)
        defer { proxy.stop() }
        let got = try Self.answer(
            Self.options(proxy: "http://127.0.0.1:\(proxy.port)", isLoopback: false),
            "https://something.invalid/api/v1/import")
        #expect(got.reply == .notSent)
        #expect(got.reason.contains(reason), "\(got.reason)")
        #expect(got.rate == RateSignal() && got.body.isEmpty && got.fault == nil)
        #expect(proxy.requests.count == 1)
        #expect(
            proxy.requests.allSatisfy {
                $0.hasPrefix("CONNECT something.invalid:443 ") && !$0.contains("secret-key")
            })
    }

    @Test("A proxy without an answer proves that nothing was sent") func aProxyThatSaysNothing() throws {
        let proxy = TinyServer { _ in .silence }
        defer { proxy.stop() }
        let got = try Self.answer(
            Self.options(proxy: "http://127.0.0.1:\(proxy.port)", isLoopback: false, connectTimeout: 300),
            "https://something.invalid/import")
        #expect(got.reply == .notSent)
        #expect(got.reason.contains("check the network, the firewall and the proxy"), "\(got.reason)")
    }

    @Test("Without a connection nothing was sent") func noConnection() throws {
        let closed = TinyServer("")
        closed.stop()
        let refused = try Self.answer(Self.options(), "http://127.0.0.1:\(closed.port)/import")
        #expect(refused.reply == .notSent)
        #expect(
            refused.reason.contains("(Connection refused): check the service's address"), "\(refused.reason)")

        let unknown = try Self.answer(
            Self.options(proxy: "", isLoopback: false), "https://something.invalid/import")
        #expect(unknown.reply == .notSent)
        #expect(
            unknown.reason.hasPrefix("Couldn't resolve host name: check the service's address")
                && unknown.reason.contains("DNS"),
            "\(unknown.reason)")

        let noProxy = try Self.answer(
            Self.options(proxy: "http://proxy.invalid:3128", isLoopback: false),
            "https://something.invalid/import")
        #expect(noProxy.reply == .notSent)
        #expect(
            noProxy.reason.hasPrefix("the address of the proxy cannot be used, or its name is unknown: check"),
            "\(noProxy.reason)")
    }

    @Test("A server without TLS proves that nothing was sent") func noTLS() throws {
        let server = TinyServer { _ in .bytes(Array("HTTP/1.1 400 Bad Request\r\n\r\n".utf8)) }
        defer { server.stop() }
        let got = try Self.answer(
            Self.options(proxy: "", isLoopback: false), "https://127.0.0.1:\(server.port)/import")
        #expect(got.reply == .notSent)
        let noFile = try Self.answer(
            Self.options(proxy: "", isLoopback: false, caFile: "/nowhere/at/all.pem"),
            "https://127.0.0.1:\(server.port)/import")
        #expect(noFile.reply == .untrusted)
        #expect(noFile.reason.contains("check the file of certificates"), "\(noFile.reason)")
    }

    /// An address that libcurl does not take is not sent either.
    @Test("An option that libcurl refuses is an error") func anOptionThatIsRefused() throws {
        let got = try Self.answer(Self.options(), "gopher://127.0.0.1/import")
        #expect(got.reply == .notSent)
    }

    /// The longest wait there is does not go beyond what the clock can count.
    @Test("Waits of any length are possible") func waitsOfAnyLength() throws {
        let transport = try CurlTransport(Self.options())
        for milliseconds: Int64 in [.max, .max - 1] {
            transport.wake()
            #expect(try transport.wait(milliseconds: milliseconds) == nil)
        }
        for milliseconds: Int64 in [0, -1, .min] {
            #expect(try transport.wait(milliseconds: milliseconds) == nil)
        }
    }

    // MARK: It may have arrived

    @Test("Without an answer the request may have arrived") func noAnswer() throws {
        #expect(try Self.answer(TinyServer("")).reply == .broken)
        #expect(try Self.answer(TinyServer { _ in .silence }, timeout: 300).reply == .broken)
        #expect(try Self.answer(TinyServer { _ in .reset([]) }).reply == .broken)
        #expect(try Self.answer(TinyServer("no HTTP at all\r\n\r\n")).reply == .broken)
    }

    @Test("A cut answer of success or failure proves nothing", arguments: [201, 200, 500, 502, 100])
    func aCutAnswerThatProvesNothing(_ status: Int) throws {
        let got = try Self.answer(Self.response(status, "", Array("{\"id\"".utf8), length: 100))
        #expect(got.reply == .broken)
        #expect(got.body.isEmpty && !got.reason.isEmpty)
    }

    @Test("A cut answer counts when its status is enough", arguments: [429, 400, 403, 413, 307])
    func aCutAnswerWhoseStatusIsEnough(_ status: Int) throws {
        let got = try Self.answer(
            Self.response(status, "Retry-After: 3\r\n", Array("{\"co".utf8), length: 100))
        #expect(got.reply == .answered(status: Int32(status)))
        #expect(got.body.isEmpty && got.fault == .cut && !got.reason.isEmpty)
        #expect(got.rate.retryAfter == 3000)
        let reset = try Self.answer(
            TinyServer { _ in
                .reset(Array("HTTP/1.1 \(status) X\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab".utf8))
            })
        #expect(reset.reply == .answered(status: Int32(status)) && reset.fault == .cut)
    }

    /// A status line alone is no answer.
    @Test("An answer with a cut head proves nothing") func aHeadThatIsCut() throws {
        #expect(try Self.answer(TinyServer("HTTP/1.1 429 Too Many\r\nRetry-")).reply == .broken)
        #expect(try Self.answer(TinyServer("HTTP/1.1 429 Too Many\r\n")).reply == .broken)
        #expect(
            try Self.answer(TinyServer("HTTP/1.1 403 X\r\nContent-Length: 9\r\n\r\n")).reply
                == .answered(status: 403))
    }

    @Test("An answer over its cap is too large") func anAnswerOverItsCap() throws {
        let body = [UInt8](repeating: 32, count: 5000)
        #expect(try Self.answer(Self.response(201, "", body), cap: 4999).reply == .tooLarge)
        #expect(try Self.answer(Self.response(201, "", body), cap: 5000).reply == .answered(status: 201))
        let refused = try Self.answer(Self.response(404, "", body), cap: 100)
        #expect(
            refused.reply == .answered(status: 404) && refused.fault == .tooLarge && refused.body.isEmpty)
    }

    /// A program that the host starts must not get the connection that carries the key.
    @Test("A connection is closed on exec") func aConnectionIsClosedOnExec() throws {
        let server = TinyServer { _ in .silence }
        defer { server.stop() }
        let transport = try CurlTransport(Self.options())
        try transport.start(
            Request(
                url: "http://127.0.0.1:\(server.port)/", body: nil, carriesKey: true, answerCap: 1000,
                followsRedirects: false))
        while server.requests.isEmpty { #expect(try transport.wait(milliseconds: 10) == nil) }
        let sockets = ConnectionTests.sockets(to: server)
        #expect(sockets.count == 1)
        #expect(sockets.allSatisfy { fcntl($0, F_GETFD) & FD_CLOEXEC != 0 })
    }

    // MARK: Compressed

    @Test("A compressed answer is read") func aCompressedAnswer() throws {
        let server = Self.response(201, "Content-Encoding: gzip\r\n", Self.gzip)
        let got = try Self.answer(server)
        #expect(got.reply == .answered(status: 201) && got.fault == nil && got.reason.isEmpty)
        #expect(String(decoding: got.body, as: UTF8.self) == #"{"id":"x"}"#)
        #expect(server.requests.allSatisfy { $0.lowercased().contains("accept-encoding: gzip\r\n") })
        let error = try Self.answer(Self.response(500, "Content-Encoding: gzip\r\n", Self.gzip))
        #expect(error.reply == .answered(status: 500) && !error.body.isEmpty)
    }

    @Test(
        "An answer in an unknown or broken encoding proves nothing",
        arguments: ["x-unknown", "gzip", "deflate", "gzip, gzip"])
    func anAnswerThatCannotBeRead(_ encoding: String) throws {
        let fields = "Content-Encoding: \(encoding)\r\nRetry-After: 2\r\n"
        var broken = Self.gzip
        for index in 10..<20 { broken[index] ^= 0xFF }
        for status in [200, 201, 307, 400, 429, 502, 503] {
            let got = try Self.answer(Self.response(status, fields, broken))
            #expect(got.reply == .answered(status: Int32(status)), "\(status)")
            #expect(got.body.isEmpty && got.fault == .encoding && got.rate.retryAfter == 2000)
            #expect(got.reason.contains("compressed"))
        }
        #expect(try Self.answer(Self.response(500, fields, broken)).reply == .broken)
    }

    @Test("Bytes after a compressed answer do not become part of it")
    func bytesBehindTheEndOfTheCompressedOnes() throws {
        let fields = "Content-Encoding: gzip\r\n"
        let got = try Self.answer(Self.response(201, fields, Self.gzip + Array("more".utf8)))
        #expect(got.reply == .answered(status: 201))
        #expect(got.fault == .encoding || got.body == Array(#"{"id":"x"}"#.utf8))
    }

    /// 10 MB of zeros in 10 KB: what counts is what they become.
    @Test("A compressed answer is capped by its full size") func aGzipBomb() throws {
        let bomb = try Self.zipped(zeros: 10_000_000)
        #expect(bomb.count < 50_000)
        let fields = "Content-Encoding: gzip\r\n"
        #expect(try Self.answer(Self.response(200, fields, bomb), cap: 1_000_000).reply == .tooLarge)
        let refused = try Self.answer(Self.response(404, fields, bomb), cap: 1_000_000)
        #expect(
            refused.reply == .answered(status: 404) && refused.body.isEmpty && refused.fault == .tooLarge)
        #expect(try Self.answer(Self.response(200, fields, bomb), cap: 10_000_000).body.count == 10_000_000)
    }

    private static func zipped(zeros: Int) throws -> [UInt8] {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", "head -c \(zeros) /dev/zero | gzip -9"]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let data = try pipe.fileHandleForReading.readToEnd()
        process.waitUntilExit()
        return Array(try #require(data))
    }
}
