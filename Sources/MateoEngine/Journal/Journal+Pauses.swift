public import MateoCore

/// Stores the pauses of imports.
extension Journal {
    /// The most pauses of an import. Later ones are merged into the last one with the same reason.
    static let mostPauses: Int64 = 200
    /// Returns the distance in milliseconds up to which pauses for one reason are merged. Quota pauses separate days.
    private static func closeness(_ reason: PauseReason) -> Int64 {
        reason == .quota ? 0 : 60_000
    }

    /// Stores a pause. It must be called in a write transaction.
    func note(_ reason: PauseReason, of importID: Int64, since: Int64, until: Int64) throws(MateoError) {
        let extend = try database.statement(
            """
            UPDATE pause SET until = max(until, ?4), times = times + (?3 >= until) WHERE id = (
                SELECT id FROM pause WHERE import = ?1 AND reason = ?2
                    AND (?3 - until <= ?5 OR (SELECT count(*) FROM pause WHERE import = ?1) >= ?6)
                ORDER BY id DESC LIMIT 1)
            """)
        extend.bind(1, importID)
        extend.bind(2, reason.rawValue)
        extend.bind(3, since)
        extend.bind(4, until)
        extend.bind(5, Self.closeness(reason))
        extend.bind(6, Self.mostPauses)
        try extend.run()
        guard database.changes == 0 else { return }
        let add = try database.statement(
            "INSERT INTO pause(import, reason, since, until, times) VALUES (?1, ?2, ?3, ?4, 1)")
        add.bind(1, importID)
        add.bind(2, reason.rawValue)
        add.bind(3, since)
        add.bind(4, until)
        try add.run()
    }

    /// Returns the pauses of an import behind a pause, in the order of their start.
    public func pauses(of importID: Int64, after last: Pause?, limit: Int64) throws(MateoError) -> [Pause] {
        let query = try database.statement(
            """
            SELECT id, reason, since, until, times FROM pause WHERE import = ?1 AND id > ?2 ORDER BY id LIMIT ?3
            """)
        query.bind(1, importID)
        query.bind(2, last?.id ?? 0)
        query.bind(3, limit)
        var found: [Pause] = []
        while try query.step() {
            guard let reason = PauseReason(rawValue: query.key(1)) else {
                throw Soundness.damage(path, "a pause in it has a reason that does not exist")
            }
            found.append(
                Pause(
                    id: query.key(0), reason: reason, since: try query.time(2), until: try query.time(3),
                    times: try query.count(4)))
        }
        return found
    }
}
