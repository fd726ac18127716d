/// The three kinds of records in this organisation.
struct Entities: Sendable {
    let contact: Entity
    let deal: Entity
    let appointment: Entity
    let customFields: [CustomField]
    let marketingChannels: [String]

    init(customFields: [CustomField], marketingChannels: [String]) throws(CustomField.Unreadable) {
        self.customFields = customFields
        self.marketingChannels = marketingChannels
        contact = try Entity(.contact, customFields: customFields, marketingChannels: marketingChannels)
        deal = try Entity(.deal, customFields: customFields, marketingChannels: [])
        appointment = try Entity(.appointment, customFields: customFields, marketingChannels: [])
    }

    func create(in database: Database) throws(DatabaseError) {
        try contact.create(in: database)
        try deal.create(in: database)
        try appointment.create(in: database)
        try database.execute("DROP TABLE IF EXISTS custom_field")
        try database.execute(
            "CREATE TABLE custom_field (id TEXT, name TEXT, description TEXT, key TEXT, type TEXT, entity TEXT)"
        )
        let insert = try database.prepare("INSERT INTO custom_field VALUES (?1, ?2, NULL, ?2, ?3, ?4)")
        for field in customFields {
            insert.bind(1, UUIDText.random())
            insert.bind(2, field.key)
            insert.bind(3, field.type)
            insert.bind(4, field.entity.rawValue)
            try insert.run()
        }
        try database.execute("DROP TABLE IF EXISTS marketing_channel")
        try database.execute("CREATE TABLE marketing_channel (id TEXT, name TEXT, key TEXT)")
        let addChannel = try database.prepare("INSERT INTO marketing_channel VALUES (?1, ?2, ?2)")
        for channel in marketingChannels {
            addChannel.bind(1, UUIDText.random())
            addChannel.bind(2, channel)
            try addChannel.run()
        }
    }
}
