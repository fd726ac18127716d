import MateoEngine

typealias SimulatedClient = Client<Line, Machine>
typealias SimulatedImport = Import<Line, Machine>

/// One process with one import: opened, killed and opened again.
final class Process {
    /// Moments at which it can be killed, beside the changes of the disk.
    enum Moment: CaseIterable { case beforeRequest, afterRequest, afterAnswer }

    let name: String
    let plan: Scenario.ImportPlan
    var owner: Owner
    var client: SimulatedClient?
    var importing: SimulatedImport?
    /// When it does something next.
    var actsAt: Int64 = 0
    /// How it ended; nil while it goes on.
    var end: RunState?
    /// The last answer it got, while it may not have written it down.
    var answered: Exchange?
    /// How often it said that some outcomes are unknown.
    var unknownEnds = 0
    /// Where it is killed next.
    var death: Moment?
    /// Whether its death is that of the whole machine.
    var diesOfPower = false
    /// How many times it was opened.
    var opened = 0
    /// How many records were added since it was opened; nil when all are in, or are not added again.
    var added: Int?
    /// Whether the journal has all its records.
    var wasSealed = false

    init(_ plan: Scenario.ImportPlan) {
        name = plan.name
        self.plan = plan
        owner = Owner(plan.name)
    }

    /// What it was told is written down.
    func settle() {
        guard let exchange = answered else { return }
        answered = nil
        if exchange.isPost, exchange.mishap == nil || exchange.mishap == .queued { exchange.isSettled = true }
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
        answered = nil
        added = nil
    }

    /// What is left of a process that was killed is swept away.
    func bury() {
        close()
        death = nil
        diesOfPower = false
        owner = Owner(name)
    }
}
