import MateoEngine

typealias SimulatedClient = Client<Line, Machine>
typealias SimulatedImport = Import<Line, Machine>

/// One process with one import: opened, killed and opened again.
final class Process {
    /// Moments at which it can be killed, beside the changes of the disk.
    enum Moment: CaseIterable { case beforeRequest, afterRequest, duringRequest, afterAnswer }

    /// The name of its import.
    let name: String
    /// What it is called in the trace: two processes may run one import.
    let label: String
    let plan: Scenario.ImportPlan
    var owner: Owner
    var client: SimulatedClient?
    var importing: SimulatedImport?
    /// When it does something next.
    var actsAt: Int64 = 0
    /// How it ended; nil while it goes on.
    var end: RunState?
    /// Its request under way.
    var exchange: Exchange?
    /// The last answer it got, while it may not have written it down.
    var answered: Exchange?
    /// How often it said that some outcomes are unknown.
    var unknownEnds = 0
    /// How often it stopped since its records fail.
    var stops = 0
    /// A row that was posted before the outcome of the first ones was there, in the call under way.
    var postedTooEarly: Int?
    /// Where it is killed next.
    var death: Moment?
    /// Whether its death is that of the whole machine.
    var diesOfPower = false
    /// How many times it was opened.
    var opened = 0
    /// How many records were added since it was opened; nil when all are in, or are not added again.
    var added: Int?

    init(_ plan: Scenario.ImportPlan, label: String) {
        name = plan.name
        self.label = label
        self.plan = plan
        owner = Owner(label)
    }

    /// What it was told is written down.
    ///
    /// - Returns: the exchange in which it was told something since.
    func settle() -> Exchange? {
        guard let exchange = answered else { return nil }
        answered = nil
        exchange.isSettled = exchange.isPost && exchange.namesJob
        return exchange
    }

    func takeDeath(_ moment: Moment) -> Bool {
        guard death == moment else { return false }
        death = nil
        return true
    }

    /// Ends without being killed.
    func close() {
        importing = nil
        client = nil
        exchange = nil
        answered = nil
        added = nil
    }

    /// What is left of a process that was killed is swept away.
    func bury() {
        close()
        death = nil
        diesOfPower = false
        owner = Owner(label)
    }
}
