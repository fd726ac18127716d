import MateoEngine

typealias SimulatedClient = Client<Line, Machine>
typealias SimulatedImport = Import<Line, Machine>

/// A process with one import. It is opened, killed and opened again.
final class Process {
    /// The moments at which it can be killed, in addition to the changes of the disk.
    enum Moment: CaseIterable { case beforeRequest, afterRequest, duringRequest, afterAnswer }

    /// The name of its import.
    let name: String
    /// Its name in the trace, since two processes may run one import.
    let label: String
    let plan: Scenario.ImportPlan
    var owner: Owner
    var client: SimulatedClient?
    var importing: SimulatedImport?
    /// When it acts next.
    var actsAt: Int64 = 0
    /// How it ended; nil while it runs.
    var end: RunState?
    /// Its current request.
    var exchange: Exchange?
    /// Its last answer, while it may not have been stored.
    var answered: Exchange?
    /// How often it reported unknown outcomes.
    var unknownEnds = 0
    /// How often it stopped because its records fail.
    var stops = 0
    /// A row that the current call posted before the outcome of the first rows.
    var postedTooEarly: Int?
    /// The moment at which it is killed next.
    var death: Moment?
    /// Whether its death is a power failure of the whole machine.
    var diesOfPower = false
    /// How often it was opened.
    var opened = 0
    /// The number of records added since it was opened; nil if all are added, or are not added again.
    var added: Int?

    init(_ plan: Scenario.ImportPlan, label: String) {
        name = plan.name
        self.label = label
        self.plan = plan
        owner = Owner(label)
    }

    /// Marks its last answer as stored.
    ///
    /// - Returns: the exchange with the answer, if there was a new one.
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

    /// Closes it without killing it.
    func close() {
        importing = nil
        client = nil
        exchange = nil
        answered = nil
        added = nil
    }

    /// Removes the rest of a killed process.
    func bury() {
        close()
        death = nil
        diesOfPower = false
        owner = Owner(label)
    }
}
