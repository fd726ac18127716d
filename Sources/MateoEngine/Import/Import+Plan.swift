public import MateoCore

/// Plans what will be sent, and when the limits allow it.
extension Import {
    /// Returns the plan from the time of sealing. Returns nil if the import is not sealed, or if an earlier version
    /// sealed it.
    public func firstPlan() throws(MateoError) -> Plan? {
        guard let id = try sealedID() else { return nil }
        return try client.withJournal { (journal) throws(MateoError) -> Plan? in
            guard var plan = try journal.firstPlan(of: id) else { return nil }
            let counts = try journal.counts(of: id)
            (plan.held, plan.superseded, plan.unchanged) = (counts.held, counts.superseded, counts.unchanged)
            return plan
        }
    }

    /// Returns a plan for the records that are not yet sent. It sends nothing, and the import need not be sealed.
    public func plan() throws(MateoError) -> Plan {
        let (id, account, options) = (try sealedID() ?? identity.id, client.account, client.options)
        let wallNow = client.host.wallMilliseconds
        let isFilling = identity.earlier == nil && state == .filling
        return try client.withJournal { (journal) throws(MateoError) in
            guard isFilling else {
                let requests = if let id { try journal.openContactRequests(of: id) } else { Int64(0) }
                var plan = try journal.plan(id, contactRequests: requests, account, options, wallNow: wallNow)
                let counts = if let id { try journal.counts(of: id) } else { RecordCounts() }
                (plan.held, plan.superseded, plan.unchanged) = (counts.held, counts.superseded, counts.unchanged)
                return plan
            }
            let duplicates = try filling.findDuplicates(id, journal)
            let requests = try filling.contactRequests(id, journal)
            var plan: Plan
            if filling.sendsOnlyChanged {
                let changes = try filling.findChanges(id, journal)
                plan = try journal.plan(
                    changes.counts(without: duplicates), contactRequests: requests, account, options, wallNow: wallNow)
            } else {
                plan = try journal.plan(
                    id, and: filling.recordsInMemory, without: Int64(duplicates.count), contactRequests: requests,
                    account,
                    options, wallNow: wallNow)
            }
            let counts = filling.counts()
            plan.held = counts.held + duplicates.held
            plan.superseded = counts.superseded + duplicates.superseded
            plan.unchanged += counts.unchanged
            return plan
        }
    }
}
