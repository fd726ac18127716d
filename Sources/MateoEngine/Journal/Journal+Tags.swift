import MateoCore

/// Stores a program's tags for rows. They stay until the import is forgotten.
extension Journal {
    /// Stores the tag of a row.
    func addTag(_ text: [UInt8], to row: Int64, of importID: Int64) throws(MateoError) {
        let add = try database.statement("INSERT OR REPLACE INTO tag(import, row, text) VALUES (?1, ?2, ?3)")
        add.bind(1, importID)
        add.bind(2, row)
        add.bind(3, text)
        try add.run()
    }

    /// Returns the tag of a row, or no bytes if it has none.
    func tag(of row: Int64, in importID: Int64) throws(MateoError) -> [UInt8] {
        let query = try database.statement("SELECT text FROM tag WHERE import = ?1 AND row = ?2")
        query.bind(1, importID)
        query.bind(2, row)
        return try query.step() ? query.bytes(0) : []
    }

    /// Removes the tags of the rows from one on.
    func removeTags(of importID: Int64, fromRow row: Int64) throws(MateoError) {
        let remove = try database.statement("DELETE FROM tag WHERE import = ?1 AND row >= ?2")
        remove.bind(1, importID)
        remove.bind(2, row)
        try remove.run()
    }
}
