import Glibc
import MateoCore
import Testing

@testable import MateoEngine

/// One connection for many requests, on which no request may leave twice.
struct ConnectionTests {
    /// How a server ends a connection.
    enum Ending: CaseIterable {
        case closed
        case reset
    }

    private static func answer(_ body: String, status: Int = 200, _ fields: String = "") -> [UInt8] {
        Array("HTTP/1.1 \(status) X\r\nContent-Length: \(body.utf8.count)\r\n\(fields)\r\n\(body)".utf8)
    }

    private static func request(
        _ server: TinyServer, _ path: String, isPost: Bool = false, isForeign: Bool = false
    ) -> Request {
        Request(
            url: "http://127.0.0.1:\(server.port)\(path)",
            body: isPost
                ? RequestBody(head: Array("{".utf8), records: Array("1".utf8), tail: Array("}".utf8)) : nil,
            carriesKey: !isForeign, answerCap: 100_000, followsRedirects: isForeign)
    }

    private static func send(_ request: Request, _ transport: CurlTransport) throws -> Answer {
        try transport.start(request)
        return try #require(try transport.wait(milliseconds: 60_000))
    }

    private static func transport() throws -> CurlTransport {
        try CurlTransport(TransportTests.options())
    }

    /// How often a request for this path came.
    private static func arrivals(_ server: TinyServer, _ path: String) -> Int {
        server.requests.count { $0.split(separator: " ").dropFirst().first == path[...] }
    }

    /// The descriptors of this process that are connected to the server.
    static func sockets(to server: TinyServer) -> [Int32] {
        (0..<Int32(1024)).filter { descriptor in
            var address = sockaddr_in()
            var length = socklen_t(MemoryLayout<sockaddr_in>.size)
            let isConnected = withUnsafeMutablePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    getpeername(descriptor, $0, &length) == 0
                }
            }
            return isConnected && UInt16(bigEndian: address.sin_port) == server.port
        }
    }

    /// Waits until something has come on the one connection to the server: bytes, or its end.
    private static func waitUntilReadable(_ server: TinyServer) throws {
        let sockets = sockets(to: server)
        #expect(sockets.count == 1)
        var descriptor = pollfd(fd: try #require(sockets.first), events: Int16(POLLIN), revents: 0)
        #expect(poll(&descriptor, 1, 60_000) == 1)
    }

    // MARK: One connection

    @Test("A hundred requests take one connection")
    func oneConnection() throws {
        let server = TinyServer { .answer(Self.answer("\($0.number)")) }
        defer { server.stop() }
        let transport = try Self.transport()
        for number in 1...100 {
            let got = try Self.send(
                Self.request(server, "/\(number)", isPost: number.isMultiple(of: 3)), transport)
            #expect(got.reply == .answered(status: 200) && got.body == Array("\(number)".utf8))
        }
        #expect(server.connections == 1 && server.requests.count == 100)
    }

    @Test("A large body arrives whole, at once and without chunks")
    func largeBody() throws {
        let server = TinyServer { _ in .answer(Self.answer("")) }
        defer { server.stop() }
        let transport = try Self.transport()
        let records = (0..<2_000_000).map { UInt8(ascii: "a") + UInt8($0 % 23) }
        var request = Self.request(server, "/")
        request.body = RequestBody(head: Array("head[".utf8), records: records, tail: Array("]tail".utf8))
        for _ in 1...2 { #expect(try Self.send(request, transport).reply == .answered(status: 200)) }
        for text in server.requests {
            let parts = try #require(text.utf8.split(separator: Array("\r\n\r\n".utf8), maxSplits: 1).last)
            #expect(parts.elementsEqual(Array("head[".utf8) + records + Array("]tail".utf8)))
            let head = text.prefix(1000).lowercased()
            #expect(head.hasPrefix("post ") && head.contains("content-length: 2000010\r\n"))
            #expect(!head.contains("expect:") && !head.contains("transfer-encoding"))
        }
        #expect(server.connections == 1)
    }

    @Test("An address that the service names is asked on a connection of its own, which does not stay")
    func foreignAddresses() throws {
        let server = TinyServer { .answer(Self.answer("\($0.connection)")) }
        defer { server.stop() }
        let transport = try Self.transport()
        var connections: [[UInt8]] = []
        for number in 1...6 {
            let request = Self.request(server, "/", isForeign: number.isMultiple(of: 2))
            connections.append(try Self.send(request, transport).body)
            #expect(Self.sockets(to: server).count == 1)
        }
        #expect(connections == ["1", "2", "1", "3", "1", "4"].map { Array($0.utf8) })
    }

    // MARK: None leaves twice

    @Test(
        "A request whose connection ends without an answer is lost, and is not sent again",
        arguments: [1, 2, 10], Ending.allCases)
    func noSecondSending(_ last: Int, _ ending: Ending) throws {
        for isPost in [true, false] {
            let server = TinyServer { arrival in
                guard arrival.connection == 1, arrival.number == last else {
                    return .answer(Self.answer("done"))
                }
                return ending == .closed ? .bytes([]) : .reset([])
            }
            defer { server.stop() }
            let transport = try Self.transport()
            for number in 1...last + 2 {
                let got = try Self.send(Self.request(server, "/\(number)", isPost: isPost), transport)
                #expect(got.reply == (number == last ? .broken : .answered(status: 200)), "\(number)")
                #expect(Self.arrivals(server, "/\(number)") == 1, "\(number)")
                #expect(got.fault == nil && got.reason.isEmpty == (number != last))
                #expect(!got.reason.contains("callback") && !got.reason.contains("rewind"), "\(got.reason)")
            }
            #expect(server.requests.count == last + 2)
        }
    }

    @Test("A cut answer on a connection that was used before is no reason to send again")
    func cutAnswer() throws {
        let server = TinyServer {
            $0.number == 2 ? .bytes(Array("HTTP/1.1 2".utf8)) : .answer(Self.answer("done"))
        }
        defer { server.stop() }
        let transport = try Self.transport()
        for isPost in [true, false] {
            #expect(
                try Self.send(Self.request(server, "/a", isPost: isPost), transport).reply
                    == .answered(status: 200))
            #expect(try Self.send(Self.request(server, "/b", isPost: isPost), transport).reply == .broken)
        }
        #expect(server.requests.count == 4)
    }

    // MARK: Redirects

    @Test("Redirects are followed, and each target is asked once")
    func redirects() throws {
        let server = TinyServer { arrival in
            arrival.text.hasPrefix("GET /3 ")
                ? .answer(Self.answer("list"))
                : .answer(
                    Self.answer(
                        "moved", status: 302,
                        arrival.text.hasPrefix("GET /1 ") ? "Location: /2\r\n" : "Location: /3\r\n"))
        }
        defer { server.stop() }
        let got = try Self.send(Self.request(server, "/1", isForeign: true), try Self.transport())
        #expect(got.reply == .answered(status: 200) && got.body == Array("list".utf8))
        for path in ["/1", "/2", "/3"] { #expect(Self.arrivals(server, path) == 1) }
    }

    @Test(
        "A redirect to a connection that then ends is lost, and its target is asked once",
        arguments: Ending.allCases)
    func redirectToTheEnd(_ ending: Ending) throws {
        // The target is of the same server, so that it is asked on the connection that was kept.
        let server = TinyServer { arrival in
            if arrival.text.hasPrefix("GET /from ") {
                return .answer(Self.answer("", status: 302, "Location: /to\r\n"))
            }
            guard arrival.text.hasPrefix("GET /to ") else { return .answer(Self.answer("")) }
            #expect(arrival.connection == 1 && arrival.number == 2)
            return ending == .closed ? .bytes([]) : .reset([])
        }
        defer { server.stop() }
        let transport = try Self.transport()
        #expect(try Self.send(Self.request(server, "/first"), transport).reply == .answered(status: 200))
        let got = try Self.send(Self.request(server, "/from", isForeign: true), transport)
        #expect(got.reply == .broken)
        #expect(Self.arrivals(server, "/from") == 1 && Self.arrivals(server, "/to") == 1)
    }

    // MARK: A connection that ended while it was idle

    @Test("A connection that ends between two requests costs none of them")
    func endWhileIdle() throws {
        let server = TinyServer { _ in .bytes(Self.answer("done")) }
        defer { server.stop() }
        let transport = try Self.transport()
        for number in 1...4 {
            let got = try Self.send(
                Self.request(server, "/\(number)", isPost: number.isMultiple(of: 2)), transport)
            #expect(got.reply == .answered(status: 200))
            try Self.waitUntilReadable(server)
        }
        #expect(server.connections == 4 && server.requests.count == 4)
    }

    @Test("What comes on an idle connection is not the answer to the next request", arguments: [true, false])
    func strayAnswer(_ isPost: Bool) throws {
        let server = TinyServer { _ in .answer(Self.answer("done")) }
        defer { server.stop() }
        let transport = try Self.transport()
        for number in 1...3 {
            let got = try Self.send(Self.request(server, "/\(number)", isPost: isPost), transport)
            #expect(got.reply == .answered(status: 200) && got.body == Array("done".utf8))
            guard number == 1 else { continue }
            // As a server does that is tired of waiting.
            server.say(Self.answer("stray", status: 408))
            try Self.waitUntilReadable(server)
        }
        #expect(server.requests.count == 3 && server.connections == 2)
    }

    @Test("An answer with another one behind it ends its connection")
    func twoAnswersAtOnce() throws {
        let server = TinyServer { _ in .answer(Self.answer("done") + Self.answer("more", status: 201)) }
        defer { server.stop() }
        let transport = try Self.transport()
        for number in 1...3 {
            let got = try Self.send(Self.request(server, "/\(number)", isPost: true), transport)
            #expect(got.reply == .answered(status: 200) && got.body == Array("done".utf8))
        }
        #expect(server.connections == 3)
    }

    // MARK: Letting go

    @Test("A request that is let go of takes its connection with it")
    func abandoned() throws {
        let server = TinyServer { $0.number == 2 ? .silence : .answer(Self.answer("\($0.connection)")) }
        defer { server.stop() }
        let transport = try Self.transport()
        for round in 1...3 {
            let got = try Self.send(Self.request(server, "/a"), transport)
            #expect(got.body == Array("\(round)".utf8))
            try transport.start(Self.request(server, "/b", isPost: true))
            while Self.arrivals(server, "/b") < round {
                #expect(try transport.wait(milliseconds: 10) == nil)
            }
            transport.abandon()
            #expect(server.waitForLeft(round))
            #expect(Self.sockets(to: server).isEmpty)
        }
    }

    @Test("The connection is closed with its transport")
    func closedWithTheTransport() throws {
        let server = TinyServer { _ in .answer(Self.answer("")) }
        defer { server.stop() }
        do {
            let transport = try Self.transport()
            #expect(try Self.send(Self.request(server, "/"), transport).reply == .answered(status: 200))
            #expect(Self.sockets(to: server).count == 1)
        }
        #expect(Self.sockets(to: server).isEmpty)
    }
}
