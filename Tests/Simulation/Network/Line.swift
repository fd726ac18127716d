import MateoCore
import MateoEngine

/// The network between one process and the service.
final class Line: Transport {
    private let world: World
    private let process: Process
    private var exchange: Exchange?

    init(_ world: World, _ process: Process) {
        self.world = world
        self.process = process
    }

    func start(_ request: Request) throws(MateoError) {
        try checkAlive()
        process.settle()
        if exchange != nil { world.trace.violate("a second request started while one was under way") }
        if process.takeDeath(.beforeRequest) {
            world.kill(process, "before a request")
            try checkAlive()
        }
        exchange = world.network.send(request, of: process)
        if process.takeDeath(.afterRequest) {
            world.kill(process, "after a request left")
            try checkAlive()
        }
    }

    func wait(milliseconds: Int64) throws(MateoError) -> Answer? {
        try checkAlive()
        if milliseconds > 0 || exchange != nil {
            let exchange = exchange
            world.sleep(process, milliseconds) { exchange?.answer != nil }
        }
        try checkAlive()
        guard let exchange, let answer = exchange.answer else { return nil }
        self.exchange = nil
        process.answered = exchange
        if process.takeDeath(.afterAnswer) {
            world.kill(process, "before an answer was written down")
            try checkAlive()
        }
        return answer
    }

    func abandon() {
        exchange?.abandonedAt = world.timeline.now
        exchange = nil
    }

    func wake() {}

    private func checkAlive() throws(MateoError) {
        guard process.owner.isDead else { return }
        abandon()
        throw MateoError(.unreachable, "the process is dead")
    }
}
