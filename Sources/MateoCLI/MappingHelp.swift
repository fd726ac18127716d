import ArgumentParser

/// The manual of the mapping: `mateo help mapping`.
struct MappingHelp: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mapping",
        abstract: "Describes how columns become fields.",
        discussion: """
            A mapping is a JSON document: mateo import FILE --mapping mapping.json. The flags --map, --set, \
            --only-mapped, --require and --strict add to it, or are enough without it.

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

            Only "mateo_mapping": 1, the version of this form, is needed.

              fields       column: the heading, without blanks around it, in its case.
                           field: the name of the field, or null to leave the column out.
                           type: see below, text by default. empty: omit, null or text,
                           for an empty cell; identifiers are never null. An empty text is
                           for the types text, list and phone: for all columns, it leaves
                           out the cells of other types.
              set          a value for every record. {HEADING} in a text stands for a
                           cell, {{ and }} for a brace. A column that is used so is not
                           sent by itself. Blanks and , ; / - | beside an empty cell are
                           left out at the ends of the text and behind another of them:
                           '{Nachname}, {Vorname}' without a Vorname is the Nachname.
              only_mapped  whether columns that are not named are left out. Otherwise they
                           are fields of the name in their heading.
              require      fields without which a row is held.
              strict       whether a row that would be held refuses the file.
              the others   how the file is read, as the flags of the same names.

            On the command line the heading ends at the first '=' that a field's name follows. --map 'Notiz=' leaves a \
            column out, and so does --map 'Notiz=null'. A value of --set that begins with [ is JSON, and so are true, \
            false and null.

            TYPES
              text                the cell as it is
              number              1.235,56 or 1,235.56. A single separator before three
                                  digits can be read in two ways and is held. number(,)
                                  and number(.) name the decimal separator. 1e-07 and
                                  4,9E+11 are numbers; for other types a program has
                                  rounded them, and they are held.
              boolean             true, wahr, ja, yes, j, y, x, 1; false, falsch, nein,
                                  no, n, 0. boolean(aktiv=true, inaktiv=false) names the
                                  words, and only they are taken. boolean(x=true, =false)
                                  takes an empty cell for false.
              date(FORM)          D or DD, M or MM, YY or YYYY, and what stands between:
                                  date(DD.MM.YYYY), date(YYYYMMDD). YY from 00 to 29 is
                                  2000 to 2029, from 30 to 99 it is 1930 to 1999.
                                  date(excel) is a serial number. Years before 1000 are
                                  held.
              datetime(FORM, ZONE)
                                  also HH, mm, ss and S for fractions: datetime(DD.MM.YYYY
                                  HH:mm, Europe/Berlin). ZONE is UTC, an offset as +01:00,
                                  or a name of the system's zones. Z in the form is an
                                  offset in the cell. A time that a clock change skips or
                                  repeats is held.
              list(SEPARATOR)     several texts: list(;)
              phone               blanks, slashes, dots, hyphens and (0) go, 00 becomes +.
                                  So does a 0 behind a calling code where it is dialled
                                  only inside the country, as in +49 0170. phone(DE) makes
                                  national numbers of Germany international. Several
                                  numbers in a cell, with comma, semicolon or ' / '
                                  between them, become a list for sms and whatsapp.
              consent(ja=accepted, nein=declined)
                                  the words for accepted, declined and requested. There is
                                  no default: another word holds the row.

            Two columns for one field are an error, unless the field is a list (sms, whatsapp, country_codes, or two \
            columns of type list). Then their values are its elements, in the order of the columns.

            A row with a cell that does not fit its type is held: it is not sent, and 'mateo failures' lists it.

            EXAMPLES
              mateo import kunden.csv --mapping kunden.json
              mateo encode kunden.csv --map 'Kundennr=external_id' \\
                --map 'Tel. 1=sms:phone(DE)' --map 'Mobil=sms:phone(DE)'
              mateo plan kunden.csv --map 'Geb.datum=birthday:date(DD.MM.YYYY)' \\
                --set 'country=DE' --only-mapped
            """)

    func run() {
        Standard.output.writeOrEnd(Self.helpMessage() + "\n")
    }
}
