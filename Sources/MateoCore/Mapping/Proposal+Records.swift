/// Chooses the fields of deals and appointments.
extension Proposal {
    /// Finds the fields. A column that is called as its field comes first.
    mutating func findRecordFields() {
        for column in headings.indices where fields[column].isEmpty && !isTime(meanings[column]) {
            fields[column] = sameField(column)
        }
        for column in headings.indices where fields[column].isEmpty {
            let name = meanings[column]
            if name.isEmpty || fields.contains(name) { continue }
            if isTime(name) ? zonedForm(column) != nil : isText(name, column) { fields[column] = name }
        }
    }

    /// Returns whether a field is a text that a column fits. A deal or an appointment has one contact.
    private func isText(_ name: [UInt8], _ column: Int) -> Bool {
        switch Mapping.place(of: name, in: "contact_external_id;name;description;") {
        case 0: share(cells(column), .several) == 0
        case nil: false
        default: true
        }
    }

    /// Returns whether a heading means the service's own identifier of a contact or a user, and a cell is none.
    func isReference(_ column: Int) -> Bool {
        let heading = headings[column]
        guard heading.span.equalsIgnoringCase("contact_id") || heading.span.equalsIgnoringCase("assignee_id") else {
            return false
        }
        return type != .contacts && share(cells(column), .uuid) < 100
    }

    /// Returns whether a field is a time.
    @inline(never)
    func isTime(_ name: [UInt8]) -> Bool {
        Mapping.place(of: name, in: "start_time;end_time;cancelled_at;confirmed_at;") != nil
    }

    /// Returns the form of the times of a column, and whether the mapping has to name the zone. Returns nil if the
    /// form or the zone is unknown.
    func zonedForm(_ column: Int) -> (form: StaticString, needsZone: Bool)? {
        guard let form = timeForm(column) else { return nil }
        if DateFormat.hasOffset(form.bytes) { return (form, false) }
        let isGerman = form.utf8Start[1] == UInt8(ascii: ".") || form.utf8Start[2] == UInt8(ascii: ".")
        return isGerman || KnownHeading.isGermanTime(headings[column]) ? (form, true) : nil
    }

    /// Returns the form of the times of a column, or nil if they have no time of day or are ambiguous.
    func timeForm(_ column: Int) -> StaticString? {
        guard let form = dateForm(cells(column)) else { return nil }
        let bytes = form.bytes
        for index in bytes.indices where bytes[index] == UInt8(ascii: "H") { return form }
        return nil
    }
}
