import ArgumentParser

/// The manual of the mapping: `mateo help mapping`.
struct MappingHelp: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mapping",
        abstract: "Describes mappings of columns to fields.",
        discussion: """
            A mapping is a JSON document for the flag --mapping. The flags --map, --set, --only-mapped, --require and \
            --strict add to it, or are enough without it. 'mateo map' proposes a mapping. Mappings are for CSV. JSON is sent \
            with the names and values that it has, so of these flags only --strict is allowed for it.

            EXAMPLES
              mateo import kunden.csv --mapping kunden.json
              mateo encode kunden.csv --map 'Kundennr=external_id' \\
                --map 'Tel. 1=sms:phone(DE)' --map 'Mobil=sms:phone(DE)'
              mateo plan kunden.csv --map 'Geb.datum=birthday:date(DD.MM.YYYY)' \\
                --set 'country=DE' --only-mapped

            THE DOCUMENT
              {"mateo_mapping": 1,
               "fields": [
                 {"column": "Kundennr", "field": "external_id"},
                 {"column": "Geburtsdatum", "field": "birthday",
                  "type": "date(DD.MM.YYYY)", "empty": "null"},
                 {"column": "Notiz", "field": null}],
               "set": {"country": "DE", "full_name": "{Vorname} {Nachname}",
                       "country_codes": ["DE", "AT"]},
               "only_mapped": true, "require": ["email"], "strict": false,
               "encoding": "windows-1252", "delimiter": ";", "quote": "\\"",
               "escape": "none", "skip_lines": 2, "columns": ["a", "b"],
               "null": ["\\\\N"], "ragged": "refuse", "empty": "omit"}

            Only "mateo_mapping": 1, the version of the form, is required.

              fields       column: the heading, with its case and without blanks around it. field: the name of the \
            field, or null to leave the column out. type: see below; text by default. empty: omit, null or text, for an \
            empty cell. Identifiers are never null. Only the types text, list and phone can have an empty text, which \
            is null for a field that is a list; if it is set for all columns, empty cells of other types are left out.
              set          a value for every record. {HEADING} inserts a cell; {{ and }} are braces. A column that is \
            inserted is not sent by itself. If a cell is empty, the blanks and , ; / - | beside it are removed: \
            '{Nachname}, {Vorname}' without a Vorname gives the Nachname.
              only_mapped  true leaves out columns that are not listed. Otherwise their headings are the names of fields.
              require      fields without which a row is held.
              strict       true refuses the file if any row would be held.
              the others   how to read the file. They correspond to the flags of the same names.

            On the command line, the heading ends at the first '=' before the name of a field. --map 'Notiz=' or \
            --map 'Notiz=null' leaves a column out. A value of --set is JSON if it begins with [ or is true, false or null.

            TYPES
              text                the cell as it is; one with only blanks is empty. If the delimiter is |, blanks around cells \
            without quotes are removed.
              number              1.235,56 or 1,235.56. A single separator before three digits is ambiguous, so the row \
            is held. So is 0.123,5: no thousands begin with 0. number(,) and number(.) set the decimal separator. 1e-07 and 4,9E+11 are numbers. In other types \
            they are held, because a program has rounded them.
              boolean             true, wahr, ja, yes, j, y, x, 1; false, falsch, nein, no, n, 0. \
            boolean(aktiv=true, inaktiv=false) sets the words. No other words are then accepted. The case of A to Z \
            does not matter. \
            boolean(x=true, =false) reads an empty cell as false.
              date(FORM)          D or DD, M or MM, YY or YYYY, with any separators: date(DD.MM.YYYY), date(YYYYMMDD). \
            YY from 00 to 29 is 2000 to 2029; from 30 to 99 it is 1930 to 1999. date(excel) is a serial number; 29.221 is held, since it may have a separator of thousands. Years \
            before 1000 are held.
              datetime(FORM, ZONE)  also HH, mm, ss, and S for fractions: datetime(DD.MM.YYYY HH:mm, Europe/Berlin). \
            ZONE is UTC, an offset such as +01:00, or a time zone of the system. Z in FORM is an offset in the cell. A \
            time that a clock change skips or repeats is held, and one before the zone had rules, such as in 1753.
              list(SEPARATOR)     several texts: list(;)
              phone               removes blanks, slashes, dots, hyphens and (0); 00 becomes +. A 0 after a calling code is \
            removed where it is dialled only inside the country, as in +49 0170. A (0) inside a number without a calling code is held. A number with a range or two extensions, as in \
            0170 1234567/68 and 030 1234567-68-70, is held, and so is 4917… without a + or 00. phone(DE) converts national numbers of \
            Germany. Several numbers in a cell, separated by comma, semicolon or ' / ', become a list for sms and \
            whatsapp.
              consent(ja=accepted, nein=declined)  the words for accepted, declined and requested. Without parentheses, they are these three. \
            A row with another word is held. It is for marketing channels. A field such as email_marketing_opt_in is a \
            boolean.

            Two columns for one field are an error, unless the field is a list (sms, whatsapp, country_codes, or two \
            columns of type list). Their values are then its elements, in the order of the columns.

            A row with a cell that does not fit its type is held: it is not sent, and 'mateo failures' lists it.
            """)
}
