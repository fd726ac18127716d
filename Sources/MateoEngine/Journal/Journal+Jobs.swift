import MateoCore

/// A job that is followed.
struct FollowedJob {
    let batch: BatchEntry
    let job: String
    /// Until when it is followed, in milliseconds since 1970.
    let deadline: Int64
    /// Until when the address of its failed records may come after its counts, or may be tried; 0 when neither has
    /// failed yet.
    let listUntil: Int64
    /// When it was asked for last.
    let askedAt: Int64
}

extension Journal {
    /// Whether nothing is left to be done for an import.
    func isOver(_ importID: Int64) throws(MateoError) -> Bool {
        let query = try database.statement(
            "SELECT 1 FROM batch WHERE import = ?1 AND state IN (1, 2, 3, 4) LIMIT 1")
        query.bind(1, importID)
        return try !query.step()
    }

    /// Takes over from a process that is gone: what it was sending is lost, and what it gave up is tried again.
    ///
    /// - Parameter lookUpAgain: whether another look-up can settle lost batches that were given up. Where it cannot, it
    ///   would take a request for each of them at every start, and a small day would be used up by them alone.
    func takeOver(_ importID: Int64, lookUpAt: Int64, lookUpAgain: Bool) throws(MateoError) {
        for batch in try batches(importID, .sending, limit: .max) {
            try lose(batch, lookUpAt: lookUpAt, looks: Options.looks)
        }
        let forget = try database.statement(
            "DELETE FROM outcome WHERE batch IN (SELECT id FROM batch WHERE import = ?1 AND state = 4 AND overdue <> 0)"
        )
        forget.bind(1, importID)
        try forget.run()
        let again = try database.statement(
            "UPDATE batch SET overdue = 0, failed = 0 WHERE import = ?1 AND overdue <> 0 AND (state <> 3 OR ?2)"
        )
        again.bind(1, importID)
        again.bind(2, lookUpAgain ? 1 : 0)
        try again.run()
    }

    /// How far an earlier process has followed the jobs of an import, by the wall clock: when the last of them was sent,
    /// and when one was asked for last; nil when none is open.
    func following(_ importID: Int64) throws(MateoError) -> (since: Int64, asked: Int64)? {
        let query = try database.statement(
            """
            SELECT max(begun_at), max(polled) FROM batch
            WHERE import = ?1 AND state = 4 AND overdue = 0 AND list_url IS NULL HAVING count(*) > 0
            """)
        query.bind(1, importID)
        return try query.step() ? (query.time(0), query.time(1)) : nil
    }

    /// What there is to do for an import, as far as the journal knows.
    ///
    /// - Parameter now: the monotonic clock.
    func situation(of importID: Int64, now: Int64) throws(MateoError) -> Situation {
        let query = try database.statement(
            """
            SELECT state, overdue, list_url IS NOT NULL, count(*), min(iif(look_up_at > ?2, ?3, look_up_at)), max(unknown)
            FROM batch WHERE import = ?1 GROUP BY state, overdue, list_url IS NOT NULL
            """)
        query.bind(1, importID)
        query.bind(2, now + Options.longestLookUpWait)
        query.bind(3, Options.longestLookUpWait)
        var situation = Situation()
        while try query.step() {
            let count = try query.count(3)
            switch (BatchState(rawValue: query.key(0)), query.flag(1), query.flag(2)) {
            case (.pending, _, _): situation.pending += count
            case (.unknown, false, _):
                situation.lost += count
                situation.lookUpAt = try query.time(4)
            case (.accepted, false, true): situation.lists += count
            case (.accepted, false, false): situation.open += count
            case (.unknown, true, _), (.accepted, true, _): situation.undecided += count
            case (.finished, _, _): situation.undecided += query.key(5) > 0 ? 1 : 0
            default: break
            }
        }
        return situation
    }

    /// The followed jobs that were not polled for the longest time.
    func jobsToPoll(_ importID: Int64, limit: Int64) throws(MateoError) -> [FollowedJob] {
        let query = try database.statement(
            """
            SELECT id, first_row, records, reference, job, deadline, list_until, polled FROM batch
            WHERE import = ?1 AND state = 4 AND overdue = 0 AND list_url IS NULL
            ORDER BY polled, first_row LIMIT ?2
            """)
        query.bind(1, importID)
        query.bind(2, limit)
        var jobs: [FollowedJob] = []
        while try query.step() { jobs.append(try followedJob(query)) }
        return jobs
    }

    /// Whether a followed job was not polled since a time. One that was polled after `now` was so before the clock was
    /// set back.
    func isUnpolled(_ importID: Int64, since time: Int64, now: Int64) throws(MateoError) -> Bool {
        let query = try database.statement(
            """
            SELECT 1 FROM batch WHERE import = ?1 AND state = 4 AND overdue = 0 AND list_url IS NULL
                AND polled NOT BETWEEN ?2 AND ?3 LIMIT 1
            """)
        query.bind(1, importID)
        query.bind(2, time)
        query.bind(3, now)
        return try query.step()
    }

    private func followedJob(_ query: borrowing Statement) throws(MateoError) -> FollowedJob {
        FollowedJob(
            batch: try batchEntry(query, .accepted), job: try query.identifier(4),
            deadline: try query.time(5),
            listUntil: try query.time(6), askedAt: try query.time(7))
    }

    /// The job of a batch, if it is followed.
    func followedJob(of batch: Int64) throws(MateoError) -> FollowedJob? {
        let query = try database.statement(
            """
            SELECT id, first_row, records, reference, job, deadline, list_until, polled FROM batch
            WHERE id = ?1 AND state = 4
            """)
        query.bind(1, batch)
        return try query.step() ? followedJob(query) : nil
    }

    /// Jobs are being polled.
    func markPolled(_ jobs: [FollowedJob], wallNow: Int64) throws(MateoError) {
        for job in jobs {
            let update = try database.statement("UPDATE batch SET polled = ?2 WHERE id = ?1")
            update.bind(1, job.batch.id)
            update.bind(2, wallNow)
            try update.run()
        }
    }

    /// A job is done and its failed records are to be fetched from an address, or that address will come until a time.
    func awaitList(
        _ batch: BatchEntry, _ report: JobReport, _ counts: JobCounts, until time: Int64
    ) throws(MateoError) {
        let update = try database.statement(
            """
            UPDATE batch SET succeeded = ?2, failed = ?3, list_url = ?4,
                list_until = CASE WHEN ?4 IS NOT NULL THEN 0 WHEN list_until > 0 THEN list_until ELSE ?5 END
            WHERE id = ?1
            """)
        update.bind(1, batch.id)
        update.bind(2, counts.succeeded)
        update.bind(3, counts.failed)
        update.bind(4, report.listURL)
        update.bind(5, time)
        try update.run()
    }

    /// The first job whose failed records are to be fetched: one that was not tried yet, or the one that was first.
    func nextList(_ importID: Int64) throws(MateoError) -> (batch: BatchEntry, url: String, wasTried: Bool)? {
        let query = try database.statement(
            """
            SELECT id, first_row, records, reference, list_url, list_until > 0 FROM batch
            WHERE import = ?1 AND state = 4 AND overdue = 0 AND list_url IS NOT NULL
            ORDER BY list_until, first_row LIMIT 1
            """)
        query.bind(1, importID)
        guard try query.step() else { return nil }
        return (try batchEntry(query, .accepted), query.text(4), query.flag(5))
    }

    /// The list of failed records could not be fetched; it is tried again until a time.
    func setListUntil(_ batch: BatchEntry, _ time: Int64) throws(MateoError) {
        let update = try database.statement("UPDATE batch SET list_until = ?2 WHERE id = ?1")
        update.bind(1, batch.id)
        update.bind(2, time)
        try update.run()
    }

    /// A job is done and the list of its failed records has come.
    func finish(_ batch: BatchEntry, of importID: Int64, list: [UInt8]?) throws(MateoError) {
        let query = try database.statement("SELECT failed FROM batch WHERE id = ?1")
        query.bind(1, batch.id)
        guard try query.step() else { return }
        try finish(batch, of: importID, failed: query.number(0, in: 0...batch.records), list: list)
    }

    /// A job is done and the list of its failed records cannot be had.
    func finishWithoutList(_ batch: BatchEntry, of importID: Int64) throws(MateoError) {
        try finish(batch, of: importID, list: nil)
    }

    /// Nobody can tell what came of a batch, and it is not followed any more in this run.
    ///
    /// - Parameter failed: how many of its records are known to have failed.
    func giveUp(_ batch: BatchEntry, failed: Int64 = 0) throws(MateoError) {
        let update = try database.statement("UPDATE batch SET overdue = 1, failed = ?2 WHERE id = ?1")
        update.bind(1, batch.id)
        update.bind(2, failed)
        try update.run()
    }

    /// Whether the service has said often and long enough what a job's answer says.
    ///
    /// - Parameters:
    ///   - times: how often.
    ///   - shortest: how long, in milliseconds.
    func isSettled(
        _ batch: BatchEntry, _ report: JobReport, times: Int64, within shortest: Int64, _ wallNow: Int64
    ) throws(MateoError) -> Bool {
        let update = try database.statement(
            """
            UPDATE batch SET told = ?2, told_times = iif(told = ?2, told_times + 1, 1), told_at = iif(told = ?2, told_at, ?3)
            WHERE id = ?1 RETURNING told_times, told_at
            """)
        update.bind(1, batch.id)
        update.bind(2, report.told)
        update.bind(3, wallNow)
        guard try update.step(), update.key(0) >= times else { return false }
        return wallNow - (try update.time(1)) >= shortest
    }

    /// A time before the POST of a batch began, as ISO 8601 in UTC: `margin` milliseconds before, since clocks
    /// run apart.
    func timeBefore(_ batch: BatchEntry, margin: Int64) throws(MateoError) -> String {
        let query = try database.statement(
            """
            SELECT strftime('%Y-%m-%dT%H:%M:%SZ', (begun_at - ?2) / 1000, 'unixepoch') FROM batch WHERE id = ?1
            """)
        query.bind(1, batch.id)
        query.bind(2, margin)
        return try query.step() ? query.text(0) : ""
    }

    /// Whether another batch of the same type and size may have a job that the journal does not know.
    func hasRivals(_ batch: BatchEntry, _ account: Int64, _ type: RecordType) throws(MateoError) -> Bool {
        let query = try database.statement(
            """
            SELECT 1 FROM batch JOIN import ON import.id = batch.import
            WHERE account = ?1 AND type = ?2 AND batch.records = ?3 AND batch.id <> ?4
                AND (state IN (2, 3) OR attempts > 1 OR (state IN (1, 7) AND attempts > 0)) LIMIT 1
            """)
        query.bind(1, account)
        query.bind(2, Int64(type.rawValue))
        query.bind(3, batch.records)
        query.bind(4, batch.id)
        return try query.step()
    }

    /// Whether a batch of this journal has a job.
    func knows(job: String) throws(MateoError) -> Bool {
        let query = try database.statement("SELECT 1 FROM batch WHERE job = ?1")
        query.bind(1, job)
        return try query.step()
    }

    /// Whether a batch of this journal has a reference.
    func knows(reference: String) throws(MateoError) -> Bool {
        let query = try database.statement("SELECT 1 FROM batch WHERE reference = ?1 LIMIT 1")
        query.bind(1, reference)
        return try query.step()
    }

    /// Lost batches that may be looked up now.
    ///
    /// The monotonic clock goes on when a process ends, and begins anew with the machine: then a time further away
    /// than a look-up can be put off is that of an earlier start, and has come when the clock shows as much as that.
    ///
    /// - Parameter now: the monotonic clock.
    func lostBatches(_ importID: Int64, now: Int64, limit: Int64) throws(MateoError) -> [BatchEntry] {
        let query = try database.statement(
            """
            SELECT id, first_row, records, reference FROM batch
            WHERE import = ?1 AND state = 3 AND overdue = 0 AND iif(look_up_at > ?2 + ?4, ?4, look_up_at) <= ?2
            ORDER BY first_row LIMIT ?3
            """)
        query.bind(1, importID)
        query.bind(2, now)
        query.bind(3, limit)
        query.bind(4, Options.longestLookUpWait)
        var lost: [BatchEntry] = []
        while try query.step() {
            lost.append(try batchEntry(query, .unknown))
        }
        return lost
    }
}
