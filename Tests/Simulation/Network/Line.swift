import MateoCore
import MateoEngine

/// The network between one process and the service.
final class Line: TransportProtocol {
    private let world: World
    private let process: Process

    init(_ world: World, _ process: Process) {
        self.world = world
        self.process = process
    }

    func start(_ request: Request) throws(MateoError) {
        try checkAlive()
        if let told = process.settle() { world.truth.learn(told) }
        Verdicts(world).isAlone(process)
        if world.takesDeath(process, .beforeRequest) {
            world.kill(process, "before a request")
            try checkAlive()
        }
        process.exchange = world.network.send(request, of: process)
        Verdicts(world).posts(request, process)
        world.planJump()
        if world.takesDeath(process, .duringRequest) { world.planDeath(process) }
        if world.takesDeath(process, .afterRequest) {
            world.kill(process, "after a request left")
            try checkAlive()
        }
    }

    func wait(milliseconds: Int64) throws(MateoError) -> Answer? {
        try checkAlive()
        if milliseconds > 0 || process.exchange != nil {
            let exchange = process.exchange
            exchange?.caredForAt = world.timeline.now
            world.sleep(process, milliseconds) { exchange?.answer != nil }
        }
        try checkAlive()
        guard let exchange = process.exchange, let answer = exchange.answer else { return nil }
        process.exchange = nil
        process.answered = exchange
        if world.takesDeath(process, .afterAnswer) {
            world.kill(process, "before an answer was written down")
            try checkAlive()
        }
        return answer
    }

    func abandon() {
        process.exchange?.abandonedAt = world.timeline.now
        process.exchange = nil
    }

    func wake() {}

    private func checkAlive() throws(MateoError) {
        guard process.owner.isDead else { return }
        process.exchange = nil
        throw MateoError(.unreachable, "the process is dead")
    }
}
