import MateoCore

/// Compares the records of an import with the last successful ones.
extension ImportFilling {
    /// Removes the unchanged records from the import.
    func leaveOutUnchanged(_ id: Int64, _ journal: Journal) throws(MateoError) {
        let (uuid, account, limits) = (identity.uuid, client.account, client.options.batch)
        try journal.writeSoftly { () throws(MateoError) in
            var digests = digests(try journal.makeDigestSecret(account))
            try journal.leaveOutUnchanged(of: id, uuid: uuid, &digests, limits)
        }
    }

    /// Compares all records, both in the journal and in memory.
    func findChanges(_ id: Int64?, _ journal: Journal) throws(MateoError) -> RecordChanges {
        var digests = digests(try journal.digestSecret(client.account))
        var changes = RecordChanges()
        if let id { try journal.addChanges(of: id, &digests, to: &changes) }
        digests.removeAll()
        try intake.addDigests(to: &digests)
        try journal.compare(&digests)
        try changes.add(digests, rows: intake.builder.rows)
        return changes
    }

    private func digests(_ secret: [UInt8]) -> RecordDigests {
        RecordDigests(identity.type, secret: secret, settings: identity.settings.members)
    }
}
