import MateoCore

/// The way of an import through the gate, which lets one request of a key at a time pass.
extension ImportRun {
    /// Does an action when the gate is open, otherwise waits for it.
    func passGate(_ action: NextAction, now: Int64, end: Int64) throws(MateoError) {
        // A request that ends after this line is noticed, whatever the gate shows.
        let ends = client.turn.ends
        let gate = try gateWait(now: now)
        guard gate > 0 else { return try start(action) }
        // While another request is in progress, the gate may open early.
        let isPace = gate <= client.limits.pace.spacing
        let look = isPace ? gate : min(gate, Patience.gate)
        if let isOver = client.carryOnAnother(milliseconds: max(0, min(look, end - now))) {
            // It was waited for already.
            if !isOver { try pause(look, now: now, end: now) }
            return
        }
        // A program that has only timers must look itself.
        let waker = isReminded || end > now ? transport.waker : -1
        try pause(isPace ? gate : min(gate, client.turn.wait(waker, since: ends)), now: now, end: end)
        // The pause may have used up the wake.
        if client.turn.ends != ends { nextStepAt = now }
    }

    private func gateWait(now: Int64) throws(MateoError) -> Int64 {
        let (account, limits) = (client.account, client.limits)
        return try withJournal { (journal) throws(MateoError) in
            let wait = try journal.gateWait(account, limits, now: now)
            guard wait > Patience.orphan, try journal.isGateBusy(account), !journal.leases.isBusy(account)
            else { return wait }
            // The process with the request that closes the gate has ended.
            let isOrphan = try journal.write(mayBeLost: true) { () throws(MateoError) in
                try journal.openGate(account, opens: now + Patience.orphan)
            }
            return isOrphan ? try journal.gateWait(account, limits, now: now) : wait
        }
    }
}
