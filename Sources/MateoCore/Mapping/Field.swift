/// The kinds of the service's own fields.
enum FieldKind: UInt8 {
    /// A field missing from the service's lists: a custom field or a marketing channel.
    case custom
    /// A text.
    case text
    /// An identifier other than an e-mail address or a telephone number.
    case identifier
    /// An e-mail address.
    case email
    /// A telephone number, or a list of them.
    case phone
    /// A list of texts.
    case list

    /// Whether the value identifies a record to the service.
    var isIdentifier: Bool { self == .identifier || self == .email || self == .phone }
}

/// The service's own fields.
enum Field {
    /// Returns a list of fields: a letter for the kind of each, its name, and a semicolon.
    private static func names(_ type: RecordType) -> StaticString {
        switch type {
        case .contacts:
            """
            iexternal_id;eemail;psms;pwhatsapp;tfull_name;tdisplay_name;tsalutation;tbirthday;taddress_line1;\
            taddress_line2;tcity;tzipcode;tcountry;isecondary_external_id;iid;iinstagram;ifacebook;\
            igoogle_business_messaging;lcountry_codes;tpostal;tis_blocked;twhatsapp_marketing_opt_in;\
            tsms_marketing_opt_in;temail_marketing_opt_in;tfacebook_marketing_opt_in;\
            tinstagram_marketing_opt_in;tgoogle_business_messaging_marketing_opt_in;tpostal_marketing_opt_in;\
            twhatsapp_transactional_opt_in;tsms_transactional_opt_in;temail_transactional_opt_in;\
            tfacebook_transactional_opt_in;tinstagram_transactional_opt_in;\
            tgoogle_business_messaging_transactional_opt_in;tpostal_transactional_opt_in;
            """
        case .deals: "iexternal_id;iid;tcontact_id;tcontact_external_id;"
        case .appointments:
            """
            iexternal_id;iid;tname;tdescription;tstatus_key;ttype_key;tassignee_id;tcontact_id;\
            tcontact_external_id;tstart_time;tend_time;tconfirmed_at;tcancelled_at;
            """
        }
    }

    /// Returns the kind of the service's field with a name. Case does not matter.
    ///
    /// - Parameter spelling: receives the service's spelling of the name; stays empty if there is no such field.
    @inline(never)
    static func kind(
        of name: Span<UInt8>, _ type: RecordType, spelling: inout Bytes
    ) throws(MateoError) -> FieldKind {
        let text = names(type).bytes
        spelling.count = 0
        var start = 0
        for end in text.indices where text[end] == UInt8(ascii: ";") {
            let field = text.extracting(start + 1..<end)
            if field.equalsIgnoringCase(name) {
                try spelling.append(field)
                return kind(letter: text[start])
            }
            start = end + 1
        }
        return .custom
    }

    /// Returns whether an empty text is a value of a field with this kind and name.
    static func hasEmptyText(_ kind: FieldKind, _ name: Span<UInt8>) -> Bool {
        kind == .custom || (kind == .text && !name.equals("birthday") && !name.equals("is_blocked"))
    }

    private static func kind(letter: UInt8) -> FieldKind {
        switch letter {
        case UInt8(ascii: "i"): .identifier
        case UInt8(ascii: "e"): .email
        case UInt8(ascii: "p"): .phone
        case UInt8(ascii: "l"): .list
        default: .text
        }
    }

    /// Returns whether the service may have a field with this name: ASCII letters, digits and underscores. Names
    /// without capitals may have hyphens.
    @inline(never)
    static func isPossible(_ name: Span<UInt8>) -> Bool {
        var hasCapital = false
        var hasHyphen = false
        for index in name.indices {
            switch name[index] {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"): break
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): hasCapital = true
            case UInt8(ascii: "-"): hasHyphen = true
            default: return false
            }
        }
        return name.count > 0 && name.count <= CSVHeader.longestName && !(hasCapital && hasHyphen)
    }

    /// Returns the error for a heading that cannot be a field.
    @inline(never)
    static func impossible(_ heading: Span<UInt8>, column: Int, _ type: RecordType) -> MateoError {
        MateoError(.csv, "the heading of column \(column) cannot be the name of a field")
    }

    /// Returns the error for headings that cannot be fields. It suggests the field that people mean by the first one.
    ///
    /// - Parameter advice: what may be wrong with the whole line.
    @inline(never)
    static func impossible(_ columns: [Int], _ first: [UInt8], _ line: Int64, _ advice: Text) -> MateoError {
        var text = Text.Parts(literalCapacity: 0, interpolationCount: 0)
        text.appendInterpolation(place(line, advice))
        text.appendLiteral(columns.count == 1 ? "the heading of column " : "the headings of columns ")
        for (index, column) in columns.enumerated() where index < 20 {
            if index > 0 { text.appendLiteral(index + 1 == columns.count ? " and " : ", ") }
            text.appendInterpolation(column)
        }
        if columns.count > 20 { text.appendInterpolation(" and \(columns.count - 20) more" as Text) }
        let field = KnownHeading.suggestion(for: first) ?? "FIELD"
        text.appendLiteral(columns.count == 1 ? " cannot be the name of a field" : " cannot be the names of fields")
        text.appendInterpolation(
            ". Map a column to \(field), or to null to leave it out, in the mapping" as Text)
        return MateoError(.csv, Text(stringInterpolation: text))
    }

    /// Returns the beginning of an error about the header line.
    @inline(never)
    static func place(_ line: Int64, _ advice: Text) -> Text {
        advice.string.utf8.isEmpty ? "line \(line): " : "\(advice). Otherwise "
    }
}
