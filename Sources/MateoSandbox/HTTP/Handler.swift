import NIOCore
import NIOHTTP1

/// Passes the requests of one connection to the service, and writes the answers.
final class Handler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let maxBodyBytes: Int
    private let answer: @Sendable (Call) async -> Answer
    private var request: Request?
    private var isAnswering = false
    private var isLast = false

    init(maxBodyBytes: Int, answer: @escaping @Sendable (Call) async -> Answer) {
        self.maxBodyBytes = maxBodyBytes
        self.answer = answer
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            request = Request(head, maxBodyBytes: maxBodyBytes, arrival: Clock.monotonic)
            if request?.expectsContinue == true {
                let head = HTTPResponseHead(version: .http1_1, status: .continue)
                context.writeAndFlush(wrapOutboundOut(.head(head)), promise: nil)
            }
        case .body(let bytes): request?.append(bytes)
        case .end:
            guard let request else { return }
            self.request = nil
            take(request, context)
        }
    }

    /// Closes the connection after the current answer. A client may close its side after a request.
    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if let event = event as? ChannelEvent, event == .inputClosed {
            isLast = true
            if !isAnswering { context.close(promise: nil) }
        }
        context.fireUserInboundEventTriggered(event)
    }

    /// Closes the connection. Another handler reports the fault of the request to the client.
    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    private func take(_ request: Request, _ context: ChannelHandlerContext) {
        isAnswering = true
        let call = request.call
        let place = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        let answering = context.eventLoop.makeFutureWithTask { [answer] in
            let answer = await answer(call)
            if case .delayed(let milliseconds) = answer.delivery {
                try await Task.sleep(for: .milliseconds(milliseconds))
            }
            return answer
        }
        answering.whenSuccess { answer in
            let (handler, context) = place.value
            handler.send(answer, to: request.head, context)
        }
    }

    private func send(_ answer: Answer, to request: HTTPRequestHead, _ context: ChannelHandlerContext) {
        isAnswering = false
        guard context.channel.isActive else { return }
        guard answer.delivery != .dropped else {
            context.close(promise: nil)
            return
        }
        var head = HTTPResponseHead(
            version: .http1_1, status: HTTPResponseStatus(statusCode: answer.status),
            headers: HTTPHeaders(answer.headers))
        head.headers.add(name: "Content-Length", value: String(answer.body.count))
        let isLast = isLast || !request.isKeepAlive
        if isLast {
            head.headers.add(name: "Connection", value: "close")
        } else if request.version.minor == 0 {
            head.headers.add(name: "Connection", value: "keep-alive")
        }
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        if request.method != .HEAD {
            let body = context.channel.allocator.buffer(bytes: answer.body)
            context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
        }
        let isSent: EventLoopPromise<Void>? = isLast ? context.eventLoop.makePromise() : nil
        if let isSent {
            let context = NIOLoopBound(context, eventLoop: context.eventLoop)
            isSent.futureResult.whenComplete { _ in context.value.close(promise: nil) }
        }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: isSent)
    }
}
