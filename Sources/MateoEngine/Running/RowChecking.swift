import MateoCore

/// What a run knows of the rows that it asks the service about. The rows that are done are in the journal.
struct RowChecking {
    /// What is asked; nil before the journal was looked at.
    var checks: RecordChecks?
    /// The fields of the account.
    var fields: AccountFields?
    /// The pages of fields that came so far.
    var found = FoundFields()
    /// Whether the service told the fields in this run: no row is held for what it told earlier.
    var isFresh = false
    var contacts: ContactSearch
    /// How many rows are held.
    var held: Int64 = 0
    /// Whether what the journal has of the fields is not used.
    var distrustsJournal = false

    init(secret: [UInt8]) {
        contacts = ContactSearch(secret: secret)
    }

    /// Whether the service is asked for the fields first.
    var asksForFields: Bool { checks?.fields == true && fields == nil }
}

/// Fields of an account as page after page of them comes.
struct FoundFields {
    var fields: [AccountField] = []
    /// What is asked for next, from which row on; nil when all is there.
    var resource: AccountResource? = .customFields
    var offset: Int64 = 0
    /// Whether the service told all of a kind.
    var knowsFields = false
    var knowsChannels = false

    /// Takes in a page.
    mutating func take(_ page: [AccountField], rows: Int64) {
        let before = fields.count
        for field in page where !fields.contains(where: { $0.owner == field.owner && $0.key == field.key }) {
            fields.append(field)
        }
        offset += rows
        // A service that gives the same page again and again has no other.
        let isLast = rows < AccountResource.page || fields.count == before || fields.count > AccountResource.mostFields
        if isLast { next(isKnown: true) }
    }

    /// Goes on to the next kind.
    ///
    /// - Parameter isKnown: whether the service told this one.
    mutating func next(isKnown: Bool) {
        offset = 0
        switch resource {
        case .customFields: (resource, knowsFields) = (.channels, isKnown)
        case .channels: (resource, knowsChannels) = (nil, isKnown)
        case nil: break
        }
    }
}
