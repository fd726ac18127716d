/// A hint that a handle was moved from another contact.
struct Hint: Equatable {
    let field: String
    let value: String
    let takenFrom: Int64
    let givenTo: Int64

    /// The service documents that there are hints, but not their form.
    var json: String {
        var text = JSONText()
        text.append(raw: "{\"code\": \"handle_moved\", \"message\": ")
        text.append(string: "\(field) was taken from another contact")
        text.append(raw: ", \"field\": ")
        text.append(string: field)
        text.append(raw: ", \"value\": ")
        text.append(string: value)
        text.append(raw: ", \"from_contact_id\": ")
        text.append(string: ContactID.text(row: takenFrom))
        text.append(raw: ", \"to_contact_id\": ")
        text.append(string: ContactID.text(row: givenTo))
        text.append(raw: "}")
        return text.string
    }
}
