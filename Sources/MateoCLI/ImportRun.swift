import Mateo

/// Runs one import from its file to its end or interruption.
struct ImportRun {
    /// The result of the run.
    struct End {
        var status: ExitStatus
        var state: RunState
        var counts = RecordCounts()
        var requests = RequestCounts()
        var resumeAt: Timestamp?
        var pauseReason: PauseReason?
        var unknownRows: [ClosedRange<Int64>] = []
        var hints = 0
        var isRepeated = false
        var error: MateoError?
    }

    let importing: MateoImport
    let signals: Signals
    let progress: Progress
    let waitsForQuota: Bool
    /// The latest time for waiting on a used-up quota; nil for no limit.
    let deadline: Timestamp?

    /// Fills the import and runs it.
    ///
    /// - Throws: a fault of the file or the journal. Nothing was sent then.
    func run(_ read: (MateoImport) async throws -> Void) async throws -> End {
        let (importing, progress) = (importing, progress)
        signals.handle { number in
            // Standard input may never end, and nothing was sent or promised yet.
            if number > 1, progress.isReading { ExitStatus.interrupted.exit() }
            importing.cancel()
            progress.change(.ending)
        }
        do {
            try await read(importing)
        } catch  where signals.count > 0 {
            return End(status: .interrupted, state: .interrupted)
        }
        try await progress.begin(importing.counts)
        let watching = Task {
            while !Task.isCancelled {
                for await counts in importing.progress { progress.update(counts) }
                // Between two runs there is no progress.
                try? await Task.sleep(for: .milliseconds(200))
            }
        }
        var end = await drive()
        // A reference to the import keeps its journal open.
        signals.handle(nil)
        watching.cancel()
        await watching.value
        do throws(MateoError) {
            end.requests = try await importing.requests
            end.counts = try await importing.counts
            end.unknownRows = try await importing.unknownRows
            end.hints = try await importing.hints.count
            end.isRepeated = await importing.isRepeated
        } catch {
            // The journal is no longer readable. Use the last known counts.
            end.counts = progress.counts
            end.error = end.error ?? error
        }
        if end.state == .finished { judge(&end) }
        return end
    }

    /// Runs the import, through pauses if requested.
    private func drive() async -> End {
        do {
            while true {
                switch try await importing.run() {
                case .finished: return End(status: .success, state: .finished)
                case .unknown: return End(status: .unknown, state: .unknown)
                case .interrupted: return End(status: .interrupted, state: .interrupted)
                case .paused(let time):
                    let reason = try await importing.pauseReason
                    guard waitsForQuota, deadline.map({ time < $0 }) ?? true else {
                        return End(status: .paused, state: .paused, resumeAt: time, pauseReason: reason)
                    }
                    progress.change(.waiting(until: time, reason))
                    await sleep(until: time)
                    if signals.count == 0 { progress.change(.running) }
                }
            }
        } catch let error as MateoError {
            return switch error.status {
            case .unauthorized, .refused, .failing: End(status: .stopped, state: .stopped, error: error)
            case .books: End(status: .unknown, state: .unknown, error: error)
            default: End(status: .unreachable, state: .interrupted, error: error)
            }
        } catch {
            return End(status: .interrupted, state: .interrupted)
        }
    }

    /// Sleeps in short intervals, since the machine may also sleep, and its clock may be set.
    private func sleep(until time: Timestamp) async {
        while Timestamp.now < time, signals.count == 0 {
            try? await Task.sleep(
                for: .milliseconds(min(200, max(1, time.milliseconds - Timestamp.now.milliseconds))))
        }
    }

    /// Sets the exit status from the outcomes of a finished import.
    private func judge(_ end: inout End) {
        if end.counts.unknown > 0 {
            (end.status, end.state) = (.unknown, .unknown)
        } else if end.counts.failed + end.counts.held > 0 {
            end.status = .failures
        }
    }
}
