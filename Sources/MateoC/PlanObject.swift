import MateoCore

/// A plan as C sees it.
final class PlanObject {
    let plan: Plan

    init(_ plan: Plan) {
        self.plan = plan
    }
}
