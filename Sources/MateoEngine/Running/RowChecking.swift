import MateoCore

/// The state of a run's checks with the service. The journal stores which rows are checked.
struct RowChecking {
    /// The checks; nil before they were read from the journal.
    var checks: RecordChecks?
    /// The fields of the account.
    var fields: AccountFields?
    /// The fields on the pages received so far.
    var found = FoundFields()
    /// Whether the fields were fetched in this run. No row is held because of older ones.
    var isFresh = false
    var contacts: ContactSearch
    /// The number of held rows.
    var held: Int64 = 0
    /// Whether the journal's fields are ignored.
    var distrustsJournal = false

    init(secret: [UInt8]) {
        contacts = ContactSearch(secret: secret)
    }

    /// Whether to fetch the fields first.
    var asksForFields: Bool { checks?.fields == true && fields == nil }
}

/// An account's fields, collected page by page.
struct FoundFields {
    var fields: [AccountField] = []
    /// The next page to fetch, by list and row; nil once everything was fetched.
    var resource: AccountResource? = .customFields
    var offset: Int64 = 0
    /// Whether all fields of a kind were received.
    var knowsFields = false
    var knowsChannels = false

    /// Adds a page.
    mutating func take(_ page: [AccountField], rows: Int64) {
        let before = fields.count
        for field in page where !fields.contains(where: { $0.owner == field.owner && $0.key == field.key }) {
            fields.append(field)
        }
        offset += rows
        // A service that repeats the same page has no further one.
        let isLast = rows < AccountResource.page || fields.count == before || fields.count > AccountResource.mostFields
        if isLast { next(isKnown: true) }
    }

    /// Continues with the next list.
    ///
    /// - Parameter isKnown: whether the current list was received.
    mutating func next(isKnown: Bool) {
        offset = 0
        switch resource {
        case .customFields: (resource, knowsFields) = (.channels, isKnown)
        case .channels: (resource, knowsChannels) = (nil, isKnown)
        case nil: break
        }
    }
}
