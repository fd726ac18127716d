/// Why an inspection holds a record.
enum RecordFault: UInt8 {
    case none
    case noIdentifier
    /// An identifier with an invisible character in it.
    case hidden
    /// An identifier that is a formula of a spreadsheet.
    case formula
    /// An identifier that a spreadsheet turned into a rounded number.
    case rounded
    /// An identifier that is true, false, an object, or a list where the service takes one value.
    case form
    case email
    case marketing
    case transactional
    /// A time that is not a date-time, and one without a time zone.
    case time
    case zone
    /// A text with U+0000.
    case nul
    /// A row of a file that is a total.
    case total
    /// A row of a list of failed rows whose cells are not corrected, that had too few or too many cells, or that was a
    /// header line.
    case cell, ragged, header

    /// The code for programs.
    var code: StaticString {
        switch self {
        case .none: ""
        case .noIdentifier: "no_identifier"
        case .hidden, .formula, .form: "identifier"
        case .rounded: "rounded"
        case .email: "email"
        case .marketing, .transactional: "consent"
        case .time, .zone: "time"
        case .nul: "nul"
        case .total: "total"
        case .cell: "uncorrected"
        case .ragged: "ragged"
        case .header: "header"
        }
    }

    /// The fault and what to do. It follows the name of the field.
    var words: StaticString {
        switch self {
        case .none, .noIdentifier: ""
        case .hidden: Conversion.identifier.words
        case .formula: Conversion.formula.words
        case .rounded: Conversion.rounded.words
        case .form: "neither a text nor a number; correct it"
        case .email: Conversion.email.words
        case .marketing: "not a known consent; write true or false"
        case .transactional: "not a legal basis such as legitimate_interest; correct it"
        case .time: "not a date-time such as 2026-02-01T10:00:00+01:00; map it as datetime(FORMAT, ZONE), or correct it"
        case .zone:
            "a date-time without a time zone; map it as datetime(FORMAT, ZONE), or write an offset such as +01:00"
        case .nul: "the text holds U+0000, which PostgreSQL cannot store; remove it"
        case .total: "the row is a total, not a record; remove it"
        case .cell: "a cell could not be converted; write its value in place of mateo_cell"
        case .ragged: "the row had too few or too many cells; correct its input, and set its code to null"
        case .header: "the row repeats the header line; remove it"
        }
    }
}
