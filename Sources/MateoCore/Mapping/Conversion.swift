/// The result of a cell's conversion. All but the first two hold the row.
enum Conversion: UInt8 {
    /// One or more values were written.
    case written
    /// There is no value.
    case empty
    /// A spreadsheet turned it into a rounded number, or into number signs.
    case rounded
    /// A number with a single separator before three digits.
    case ambiguous
    case number, boolean, date, time, phone, consent, several, identifier, email
    /// An identifier that is a formula of a spreadsheet, or has an apostrophe before it.
    case formula
    /// A consent, but the mapping does not map its words.
    case marketing, transactional
    /// A time of an appointment that is not a date-time, or has no time zone.
    case instant, zone
    /// The row is a total.
    case total
    /// The record has no identifier.
    case noIdentifier
    /// A field is missing that the mapping requires.
    case missing

    /// The code for programs.
    var code: StaticString {
        switch self {
        case .written, .empty: ""
        case .rounded: "rounded"
        case .number, .ambiguous: "number"
        case .boolean: "boolean"
        case .date: "date"
        case .time, .instant, .zone: "time"
        case .phone: "phone"
        case .consent, .marketing, .transactional: "consent"
        case .several: "several"
        case .identifier, .formula: "identifier"
        case .email: "email"
        case .total: "total"
        case .noIdentifier: "no_identifier"
        case .missing: "required"
        }
    }

    /// The fault and what to do. It follows the name of the column. The required form may follow.
    var words: StaticString {
        switch self {
        case .written, .empty: ""
        case .rounded: "a number that a program has rounded, or shown as ####; export the column as text"
        case .number: "not a number"
        case .ambiguous: "an ambiguous number; map it as number(,) or number(.)"
        case .boolean: "not a word for true or false; the mapping can add words"
        case .date: "not a date, or not in the form of the mapping:"
        case .time: "a time that a clock change skips or repeats; correct it, or export the column in UTC"
        case .phone: "not a telephone number"
        case .consent: "not a word for consent in the mapping:"
        case .marketing: RecordFault.marketing.words
        case .transactional: RecordFault.transactional.words
        case .instant: RecordFault.time.words
        case .zone: RecordFault.zone.words
        case .several: "more than one value for a field that takes one"
        case .identifier: "an identifier with an invisible character in it; correct it"
        case .formula: "a formula such as =\"123\", or an apostrophe as in '123; write 123"
        case .email: "not an e-mail address such as name@example.org"
        case .total: RecordFault.total.words
        case .noIdentifier: "no field that identifies the record has a value"
        case .missing: "no value, and the mapping requires one"
        }
    }
}
