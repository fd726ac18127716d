import FlyingFox
import Foundation

/// Takes requests from the HTTP server to the service, and answers back.
struct Handler: HTTPHandler {
    let maxBodyBytes: Int
    let answer: @Sendable (Call) async -> Answer

    func handleRequest(_ request: HTTPRequest) async throws -> HTTPResponse {
        let arrival = Clock.monotonic
        var body: [UInt8] = []
        var isTooLarge = (request.bodySequence.count ?? 0) > maxBodyBytes
        if !isTooLarge { body.reserveCapacity(request.bodySequence.count ?? 0) }
        // The whole body is read in any case: closing early would take the answer along.
        for try await chunk in request.bodySequence {
            if isTooLarge { continue }
            body.append(contentsOf: chunk)
            isTooLarge = body.count > maxBodyBytes
        }
        let call = Call(
            method: request.method.rawValue, path: request.target.path(), query: request.target.query(),
            authorization: request.headers[.authorization], contentType: request.headers[.contentType],
            prefer: request.headers[HTTPHeader("Prefer")], accept: request.headers[HTTPHeader("Accept")],
            range: request.headers[HTTPHeader("Range")], body: isTooLarge ? [] : body, isTooLarge: isTooLarge,
            arrival: arrival)
        return try await Self.response(answer(call))
    }

    private static func response(_ answer: Answer) async throws -> HTTPResponse {
        switch answer.delivery {
        case .normal: break
        case .dropped: return HTTPResponse(webSocket: Hangup())
        case .delayed(let milliseconds): try await Task.sleep(for: .milliseconds(milliseconds))
        }
        var headers = HTTPHeaders()
        for (name, value) in answer.headers { headers.addValue(value, for: HTTPHeader(name)) }
        return HTTPResponse(
            statusCode: HTTPStatusCode(answer.status, phrase: phrases[answer.status] ?? "Unknown"),
            headers: headers,
            body: Data(answer.body))
    }

    private static let phrases = [
        200: "OK", 201: "Created", 206: "Partial Content", 307: "Temporary Redirect", 400: "Bad Request",
        401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed",
        406: "Not Acceptable",
        413: "Payload Too Large", 415: "Unsupported Media Type", 416: "Range Not Satisfiable",
        429: "Too Many Requests", 500: "Internal Server Error", 502: "Bad Gateway", 504: "Gateway Timeout",
    ]
}

/// Closes the connection without a byte: of all answers, only a failing protocol upgrade lets a handler do that.
private struct Hangup: WSHandler {
    struct Intended: Error {}

    func makeFrames(for client: AsyncThrowingStream<WSFrame, any Error>) async throws -> AsyncStream<WSFrame>
    {
        throw Intended()
    }
}
