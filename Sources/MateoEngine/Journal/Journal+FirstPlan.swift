public import MateoCore

/// Stores the plan from the time of sealing, to compare it with the actual run.
extension Journal {
    /// The most days to store. The last one has the rest.
    static let mostPlannedDays = 1000

    /// Stores the plan of an import.
    func keepPlan(_ plan: Plan, of importID: Int64) throws(MateoError) {
        let keep = try database.statement(
            """
            INSERT OR REPLACE INTO plan(import, batches, first_look, records_left, requests_left, contact_requests)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6)
            """)
        keep.bind(1, importID)
        keep.bind(2, plan.batches)
        keep.bind(3, plan.firstLook)
        keep.bind(4, plan.recordsLeft)
        keep.bind(5, plan.requestsLeft)
        keep.bind(6, plan.contactRequests)
        try keep.run()
        for (index, day) in plan.days.enumerated() {
            let add = try database.statement(
                """
                INSERT INTO planned_day(import, day, starts_at, finishes_at, records, requests)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO UPDATE SET
                    finishes_at = ?4, records = records + ?5, requests = requests + ?6
                """)
            add.bind(1, importID)
            add.bind(2, Int64(min(index, Self.mostPlannedDays - 1) + 1))
            add.bind(3, day.startsAt)
            add.bind(4, day.finishesAt)
            add.bind(5, day.records)
            add.bind(6, day.requests)
            try add.run()
        }
    }

    /// Returns the plan from the time when an import was sealed, or nil if an earlier version sealed it.
    public func firstPlan(of importID: Int64) throws(MateoError) -> Plan? {
        let query = try database.statement(
            "SELECT batches, first_look, records_left, requests_left, contact_requests FROM plan WHERE import = ?1")
        query.bind(1, importID)
        guard try query.step() else { return nil }
        let days = try plannedDays(of: importID)
        return Plan(
            batches: try query.count(0), firstLook: try query.count(1), contactRequests: try query.count(4),
            recordsLeft: query.isNull(2) ? nil : try query.count(2),
            requestsLeft: query.isNull(3) ? nil : try query.count(3), days: days)
    }

    private func plannedDays(of importID: Int64) throws(MateoError) -> [Plan.Day] {
        let query = try database.statement(
            "SELECT starts_at, finishes_at, records, requests FROM planned_day WHERE import = ?1 ORDER BY day")
        query.bind(1, importID)
        var days: [Plan.Day] = []
        while try query.step() {
            days.append(
                Plan.Day(
                    startsAt: try query.time(0), finishesAt: try query.time(1), records: try query.count(2),
                    requests: try query.count(3)))
        }
        return days
    }
}
