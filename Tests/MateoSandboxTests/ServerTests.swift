import Glibc
import NIOPosix
import Testing

@testable import MateoSandbox

/// The HTTP server, with a service that says what it got.
struct ServerTests {
    private func server(maxBodyBytes: Int = 1 << 20, host: String = "127.0.0.1", port: UInt16 = 0)
        async throws -> Server
    {
        try await Server(
            on: MultiThreadedEventLoopGroup.singleton, host: host, port: port, maxBodyBytes: maxBodyBytes
        ) { call in
            let size = call.isTooLarge ? "too large" : "\(call.body.buffer.count) bytes"
            var answer = Answer(
                status: 200, json: Array("\(call.method) \(call.path) \(call.query) \(size)".utf8))
            switch call.path {
            case "/close": answer.delivery = .dropped
            case "/late": answer.delivery = .delayed(milliseconds: 100)
            case "/echo": answer.body = Array(call.body.buffer)
            case "/headers":
                let values = [call.authorization, call.contentType, call.prefer, call.accept, call.range]
                answer.body = Array(values.map { $0 ?? "-" }.joined(separator: "|").utf8)
            default: break
            }
            return answer
        }
    }

    private func client(maxBodyBytes: Int = 1 << 20) async throws -> RawClient {
        try RawClient(port: await server(maxBodyBytes: maxBodyBytes).port)
    }

    private func get(_ target: String) -> String { "GET \(target) HTTP/1.1\r\nHost: x\r\n\r\n" }

    @Test("A connection serves several requests")
    func keepsConnections() async throws {
        let client = try await client()
        for number in 1...3 {
            try await client.send(get("/\(number)?a=%20b&c"))
            let answer = try await client.answer()
            #expect(answer.status == 200)
            #expect(answer.text == "GET /\(number) a=%20b&c 0 bytes")
            #expect(answer.headers["content-type"] == "application/json; charset=utf-8")
        }
    }

    @Test("Pipelined requests are answered in order, even if the first one takes long")
    func pipelines() async throws {
        let client = try await client()
        let post = "POST /2 HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc"
        try await client.send(get("/late") + post + get("/3"))
        #expect(try await client.answer().text == "GET /late  0 bytes")
        #expect(try await client.answer().text == "POST /2  3 bytes")
        #expect(try await client.answer().text == "GET /3  0 bytes")
    }

    @Test("The service gets the headers that it knows")
    func headers() async throws {
        let client = try await client()
        try await client.send(
            "GET /headers HTTP/1.1\r\nHost: x\r\nAUTHORIZATION: Bearer k\r\ncontent-type:  text/csv \r\n"
                + "prefer: return=representation\r\nAccept: a\r\nRange: 0-1\r\n\r\n")
        #expect(try await client.answer().text == "Bearer k|text/csv|return=representation|a|0-1")
        try await client.send(get("/headers"))
        #expect(try await client.answer().text == "-|-|-|-|-")
    }

    @Test("A body of 64 MiB arrives as it was sent")
    func largeBodies() async throws {
        let client = try await client(maxBodyBytes: 64 << 20)
        var body = (0..<64 << 10).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 13) }
        for _ in 0..<10 { body += body }
        // Each block is another one, so that none can be taken for another.
        for block in 0..<1024 { body[block << 16] = UInt8(truncatingIfNeeded: block) }
        try await client.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: \(body.count)\r\n\r\n")
        try await client.send(body)
        let answer = try await client.answer()
        #expect(answer.body.count == body.count)
        #expect(memcmp(answer.body, body, body.count) == 0)
    }

    @Test("A body that is too large is read to its end, and the connection goes on")
    func tooLargeBodies() async throws {
        let client = try await client(maxBodyBytes: 10)
        let body = String(repeating: "x", count: 1_000_000)
        try await client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n\(body)")
        #expect(try await client.answer().text == "POST /  too large")
        try await client.send(
            "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nb\r\n01234567890\r\n0\r\n\r\n")
        #expect(try await client.answer().text == "POST /  too large")
        try await client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n0123456789")
        #expect(try await client.answer().text == "POST /  10 bytes")
    }

    @Test("A body may come in chunks")
    func chunks() async throws {
        let client = try await client()
        try await client.send(
            "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nA;x=y\r\n01234")
        try await client.send("56789\r\n0\r\nTrailer: y\r\n\r\n" + get("/next"))
        #expect(try await client.answer().text == "abc0123456789")
        #expect(try await client.answer().text == "GET /next  0 bytes")
    }

    @Test("A client that expects it is told to send its body")
    func continues() async throws {
        let client = try await client()
        try await client.send(
            "POST /echo HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n")
        #expect(try await client.answer().status == 100)
        try await client.send("ok")
        let answer = try await client.answer()
        #expect(answer.status == 200)
        #expect(answer.text == "ok")
    }

    @Test("An HTTP/1.0 connection ends with its answer, unless the client wants to keep it")
    func oldClients() async throws {
        let client = try await client()
        try await client.send("GET /1 HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
        let kept = try await client.answer()
        #expect(kept.text == "GET /1  0 bytes")
        #expect(kept.headers["connection"]?.lowercased() == "keep-alive")
        try await client.send("GET /2 HTTP/1.0\r\n\r\n")
        #expect(try await client.answer().text == "GET /2  0 bytes")
        #expect(try await client.isClosed())
    }

    @Test("A client that asks for it has its connection closed after the answer")
    func lastRequests() async throws {
        let client = try await client()
        try await client.send("GET /1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        let answer = try await client.answer()
        #expect(answer.text == "GET /1  0 bytes")
        #expect(answer.headers["connection"] == "close")
        #expect(try await client.isClosed())
    }

    @Test("A client that has closed its side gets its answer", arguments: ["/soon", "/late"])
    func halfClosed(_ path: String) async throws {
        let client = try await client()
        try await client.send(get(path))
        await client.finish()
        #expect(try await client.answer().text == "GET \(path)  0 bytes")
        #expect(try await client.isClosed())
    }

    @Test("The answer to HEAD has no body, and the next answer is whole")
    func heads() async throws {
        let client = try await client()
        try await client.send("HEAD /x HTTP/1.1\r\nHost: x\r\n\r\n")
        let answer = try await client.answer(hasBody: false)
        #expect(answer.status == 200)
        #expect(answer.headers["content-length"] == "16")
        try await client.send(get("/y"))
        #expect(try await client.answer().text == "GET /y  0 bytes")
    }

    @Test(
        "What is not HTTP gets 400, and the connection ends",
        arguments: [
            "nonsense\r\n\r\n", "GET / HTTP/7.3\r\nHost: x\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: x\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
            "GET / HTTP/1.1\r\nHo st: x\r\n\r\n", "\u{0}\u{1}\u{2}\r\n\r\n",
        ])
    func badRequests(_ text: String) async throws {
        let client = try await client()
        try await client.send(get("/good"))
        #expect(try await client.answer().status == 200)
        try await client.send(text)
        let answer = try await client.answer()
        #expect(answer.status == 400)
        #expect(answer.headers["connection"] == "close")
        #expect(try await client.isClosed())
    }

    @Test("A dropped answer closes a kept connection without a byte, and no other one")
    func dropped() async throws {
        let server = try await server()
        let other = try RawClient(port: server.port)
        let client = try RawClient(port: server.port)
        try await client.send(get("/1"))
        #expect(try await client.answer().status == 200)
        try await client.send(get("/close"))
        #expect(try await client.isClosed())
        try await other.send(get("/2"))
        #expect(try await other.answer().status == 200)
    }

    @Test("A late answer holds nobody else up")
    func late() async throws {
        let server = try await server()
        let (slow, quick) = (try RawClient(port: server.port), try RawClient(port: server.port))
        try await slow.send(get("/late"))
        for number in 1...10 {
            try await quick.send(get("/\(number)"))
            #expect(try await quick.answer().text == "GET /\(number)  0 bytes")
        }
        #expect(try await slow.answer().text == "GET /late  0 bytes")
    }

    @Test("It listens on the address that it is told, and on no other")
    func listensOnOneAddress() async throws {
        let other = try await server(host: "127.0.0.2")
        #expect(throws: RawClient.Ended.self) { try RawClient(port: other.port) }
        let every = try await server(host: "0.0.0.0")
        let client = try RawClient(port: every.port)
        try await client.send(get("/"))
        #expect(try await client.answer().status == 200)
        let error = await #expect(throws: Server.Unavailable.self) { try await server(host: "192.0.2.1") }
        #expect(error?.description.hasPrefix("cannot listen: ") == true)
    }

    @Test("A port that is taken is an error that says so")
    func takenPorts() async throws {
        let port = try await server().port
        #expect(port > 0)
        let error = await #expect(throws: Server.Unavailable.self) { try await server(port: UInt16(port)) }
        #expect(error?.description == "cannot listen: Address already in use")
    }
}
