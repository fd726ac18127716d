/// Proposes a mapping for an export of contacts: what the headings mean, and of which types the cells are.
public struct Proposal: ~Copyable {
    /// How many rows are looked at.
    private static let most = 1000
    /// How many columns a warning names.
    private static let mostNamed = 5

    /// The headings, and then rows.
    private let lines: [JSONValue]
    private let type: RecordType
    private let options: CSVOptions
    let headings: [[UInt8]]
    /// What each heading means, see `KnownHeading`; empty if it is not known.
    private var meanings: [[UInt8]] = []
    /// The field of each column; empty for none.
    private(set) var fields: [[UInt8]] = []
    private var output: [UInt8] = []
    /// Dates that stand for no date, as `0000-00-00`.
    private var noDates: [[UInt8]] = []

    /// How a file is read so that its batch can be looked at: as it would be imported.
    public static func listing(_ options: inout CSVOptions) {
        options.mapping = nil
        options.listsCells = true
    }

    /// The limits of the batch.
    public static var limits: BatchLimits { BatchLimits(records: most) }

    /// Looks at the first rows, read with options for listing into one batch.
    public init(_ batch: borrowing BatchBuilder, type: RecordType, options: CSVOptions) {
        self.type = type
        self.options = options
        var text: [UInt8] = [UInt8(ascii: "[")]
        let bytes = batch.bytes
        for index in bytes.indices { text.append(bytes[index]) }
        text.append(UInt8(ascii: "]"))
        var lines: [JSONValue] = []
        for line in JSONValue(checked: text).elements { lines.append(line) }
        var headings: [[UInt8]] = []
        if let first = lines.first { for heading in first.elements { headings.append(heading.text) } }
        self.lines = lines
        self.headings = headings
        for heading in headings {
            meanings.append(KnownHeading.field(of: heading) ?? [])
            fields.append([])
        }
    }

    /// The mapping as a JSON document. Its member `comment` has the columns that are not mapped, those about consent, and
    /// warnings.
    ///
    /// - Throws: `.csv` if the first line looks like a row.
    public consuming func json() throws(MateoError) -> [UInt8] {
        try checkHeadings()
        findFields()
        add("{\"mateo_mapping\": 1,\n \"fields\": [")
        var isFirst = true
        for column in headings.indices where !fields[column].isEmpty && !isPart(fields[column]) {
            add(isFirst ? "\n  {\"column\": " : ",\n  {\"column\": ")
            isFirst = false
            quote(headings[column])
            add(", \"field\": ")
            quote(fields[column])
            addType(of: column)
            add("}")
        }
        add("],\n \"set\": {")
        var isJoined = join("first", "last", "\"full_name\": ", isFirst: true)
        if join("name1", "name2", "\"full_name\": ", isFirst: !isJoined) { isJoined = true }
        _ = join("street", "house", "\"address_line1\": ", isFirst: !isJoined)
        add("},\n \"only_mapped\": true")
        addDialect()
        add(",\n \"comment\": {\"consent\": [")
        list(consents: true)
        add("], \"not_mapped\": [")
        list(consents: false)
        add("]")
        addWarnings()
        add("}}\n")
        return output
    }

    /// Whether the beginning of a file is JSON: an object, or an array of objects.
    public static func isJSON(_ text: Span<UInt8>) -> Bool {
        var (index, open) = (0, UInt8(0))
        while index < text.count {
            let byte = text[index]
            index += max(Blank.length(text, at: index), 1)
            if byte <= 0x20 || byte == 0xEF { continue }
            if open == 0 {
                guard byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") else { return false }
                open = byte
            } else {
                return open == UInt8(ascii: "{")
                    ? byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "}")
                    : byte == UInt8(ascii: "{") || byte == UInt8(ascii: "]")
            }
        }
        return false
    }

    // MARK: Headings

    /// Checks that the first line does not look like a row or a title. The content of a row must not be listed as headings.
    private func checkHeadings() throws(MateoError) {
        guard options.columns.isEmpty else { return }
        if headings.count == 1, meanings[0].isEmpty, share(cells(0), .several) > 50 {
            throw MateoError(
                .csv,
                "the first line has one cell, and the rows seem to have more. If it is a title, leave it out: --skip-lines \(options.skipLines + 1)"
            ).with(excerpt: headings[0])
        }
        let isKnown = isKnown
        for heading in headings where Self.isData(heading, isKnown: isKnown) {
            throw MateoError(
                .csv,
                "the first line looks like a row, not like headings. Without a header line: --no-header --columns NAMES. With one further down: --skip-lines N"
            ).with(excerpt: heading)
        }
    }

    /// Whether any heading is known.
    private var isKnown: Bool {
        for column in headings.indices
        where !meanings[column].isEmpty || KnownHeading.isConsent(headings[column]) { return true }
        return false
    }

    /// Whether a heading is an e-mail address or a date, or mostly digits in a line without a heading that is known.
    private static func isData(_ heading: [UInt8], isKnown: Bool) -> Bool {
        if RowChecks.fault(of: .email, heading.span) == .written { return true }
        if isKnown { return false }
        let count = digits(heading).count
        return count >= 3 && count * 2 >= heading.count
    }

    // MARK: Fields

    /// Finds the field of each column.
    private mutating func findFields() {
        joinHouses()
        if let column = identifier() { fields[column] = Self.bytes("external_id") }
        guard type == .contacts else { return }
        joinNames()
        for column in headings.indices where fields[column].isEmpty { fields[column] = field(of: column) }
        for column in headings.indices where fields[column].equals("birthday") { findNoDates(column) }
    }

    /// The column of the identifier: the first with a heading for one whose cells do not repeat. A heading that may mean
    /// something else counts only without a better one, and if most rows have a value.
    private func identifier() -> Int? {
        var isStrong = false
        for column in headings.indices where meanings[column].equals("external_id") {
            let cells = cells(column)
            if cells.isEmpty { continue }
            if isUnique(cells) { return column }
            isStrong = true
        }
        if isStrong { return nil }
        for column in headings.indices where meanings[column].equals("weak") && !isBankAccount(column) {
            let cells = cells(column)
            if cells.count * 2 > lines.count - 1 && isUnique(cells) { return column }
        }
        return nil
    }

    /// Whether a column may be of bank accounts: beside one for the bank `Konto-Nr.` is no customer.
    private func isBankAccount(_ column: Int) -> Bool {
        guard KnownHeading.isAccount(headings[column]) else { return false }
        for heading in headings where KnownHeading.isBank(heading) { return true }
        return false
    }

    /// A column `Nr.` behind a street is the house number.
    private mutating func joinHouses() {
        var hasHouse = false
        for column in headings.indices {
            if column > 0, meanings[column].equals("weak"), KnownHeading.isNumber(headings[column]),
                meanings[column - 1].equals("address_line1")
            {
                meanings[column] = share(cells(column), .house) >= 90 ? Self.bytes("house") : []
            }
            if meanings[column].equals("house") {
                if has("address_line1") && canJoin(column) { hasHouse = true } else { meanings[column] = [] }
            }
        }
        guard hasHouse else { return }
        for column in headings.indices where meanings[column].equals("address_line1") {
            meanings[column] = canJoin(column) ? Self.bytes("street") : []
        }
        if !has("street") { rename("house", "") }
    }

    /// Finds out which columns are the name.
    private mutating func joinNames() {
        for column in headings.indices where !canJoin(column) {
            if meanings[column].equals("first") || meanings[column].equals("last") || meanings[column].equals("name2") {
                meanings[column] = []
            }
        }
        // A last name stands beside a first one under "Name".
        if has("first"), !has("last") {
            for column in headings.indices
            where meanings[column].equals("full_name") && headings[column].count <= 6 && canJoin(column) {
                meanings[column] = Self.bytes("last")
            }
        }
        if has("first") && has("last") {
            rename("full_name", "")
        } else {
            rename("first", "")
            if has("full_name") { rename("last", "") } else { rename("last", "full_name") }
        }
        if has("full_name") || has("last") { rename("company", "") } else { rename("company", "full_name") }
        for column in headings.indices where meanings[column].equals("name2") {
            let isBehind = column > 0 && meanings[column - 1].equals("full_name") && canJoin(column - 1)
            guard isBehind, !has("name1") else {
                meanings[column] = []
                continue
            }
            meanings[column - 1] = Self.bytes("name1")
        }
        if has("name1") { rename("full_name", "") }
    }

    /// What a column becomes: a field, or a part of one.
    private func field(of column: Int) -> [UInt8] {
        var name = meanings[column]
        if name.equals("external_id") || name.equals("weak") || name.equals("none") { return [] }
        let cells = cells(column)
        if name.equals("phone") {
            guard share(cells, .mobile) > 50 else { return [] }
            name = Self.bytes("sms")
        }
        if name.equals("sms") { return cells.isEmpty || share(cells, .phone) >= 50 ? name : [] }
        if name.equals("land") {
            guard share(cells, .country) >= 50 else { return [] }
            name = Self.bytes("country")
        }
        // One column for a field: the one without a word more, as Billing, or the first.
        if !KnownHeading.isWhole(headings[column]) {
            for other in headings.indices
            where meanings[other] == meanings[column] && KnownHeading.isWhole(headings[other]) {
                return []
            }
        }
        for earlier in 0..<column where fields[earlier] == name { return [] }
        if name.equals("birthday"), dateForm(cells) == nil { return [] }
        if name.equals("email"), share(cells, .email) < 90 { return [] }
        return name
    }

    private func isPart(_ name: [UInt8]) -> Bool {
        Mapping.place(of: name.span, in: "first;last;street;house;name1;name2;") != nil
    }

    private static func bytes(_ text: StaticString) -> [UInt8] {
        text.bytes.withUnsafeBufferPointer { Array($0) }
    }

    /// Whether any column means a field.
    private func has(_ name: StaticString) -> Bool {
        for meaning in meanings where meaning.equals(name) { return true }
        return false
    }

    private mutating func rename(_ name: StaticString, _ other: StaticString) {
        for column in meanings.indices where meanings[column].equals(name) { meanings[column] = Self.bytes(other) }
    }

    /// Whether a heading can stand in the braces of a template.
    private func canJoin(_ column: Int) -> Bool {
        !headings[column].contains(UInt8(ascii: "{")) && !headings[column].contains(UInt8(ascii: "}"))
    }

    // MARK: Cells

    private enum Test {
        case email, mobile, fourDigits, fiveDigits, date, country, phone, house, several

        func accepts(_ cell: [UInt8], _ form: StaticString) -> Bool {
            switch self {
            case .email: return RowChecks.fault(of: .email, cell.span) == .written
            case .mobile: return Proposal.isMobile(cell)
            case .fourDigits: return cell.count == 4 && Proposal.digits(cell).count == 4
            case .fiveDigits: return cell.count == 5 && Proposal.digits(cell).count == 5
            case .date: return DateFormat.read(cell.span, form.bytes) != nil
            case .country: return KnownHeading.country(cell) != nil
            case .several:
                for byte in cell where byte == 9 || byte == UInt8(ascii: ";") || byte == UInt8(ascii: "|") {
                    return true
                }
                return cell.contains(UInt8(ascii: ","))
            case .phone: return Proposal.digits(cell).count >= 6
            case .house:
                let count = Proposal.digits(cell).count
                return cell[0] &- 48 < 10 && count <= 6 && cell.count <= 10 && (count < 5 || cell.count > count)
            }
        }
    }

    /// The cells of a column that have a value, without blanks around them.
    private func cells(_ column: Int) -> [[UInt8]] {
        var cells: [[UInt8]] = []
        for line in lines.dropFirst() {
            var number = 0
            for cell in line.elements {
                if number == column {
                    let text = cell.text
                    let place = Blank.trim(text.span)
                    if !place.isEmpty && !RowChecks.isNone(text.span.extracting(place)) {
                        cells.append(Array(text[place]))
                    }
                    break
                }
                number += 1
            }
        }
        return cells
    }

    /// Of the cells, how many in a hundred are as a test wants; 0 without any.
    @inline(never)
    private func share(_ cells: [[UInt8]], _ test: Test, _ form: StaticString = "") -> Int {
        var (count, found) = (0, 0)
        for cell in cells {
            if test == .date && Self.isNoDate(cell) { continue }
            count += 1
            if test.accepts(cell, form) { found += 1 }
        }
        return count == 0 ? 0 : found * 100 / count
    }

    private func isUnique(_ cells: [[UInt8]]) -> Bool {
        var keys = KeySet()
        for cell in cells {
            do throws(MateoError) { try keys.reserve(keys: 1, bytes: cell.count) } catch { return false }
            if !keys.insert(cell.span, scope: 0) { return false }
        }
        return true
    }

    /// Whether a number is of a German mobile phone.
    private static func isMobile(_ cell: [UInt8]) -> Bool {
        let number = digits(cell)
        let start = number.count > 2 && number[0] == 48 && number[1] == 48 ? 2 : 0
        guard number.count >= start + 4 else { return false }
        if number[start] == 52 && number[start + 1] == 57 {
            return number[start + 2] == 49 && number[start + 3] >= 53 && number[start + 3] <= 55
        }
        return start == 0 && isNational(number, 49, 53, 55)
    }

    /// Whether a number begins with 0, a digit, and one of some digits, and has as many as a mobile number.
    private static func isNational(_ number: [UInt8], _ second: UInt8, _ first: UInt8, _ last: UInt8) -> Bool {
        number.count >= 10 && number[0] == 48 && number[1] == second && number[2] >= first && number[2] <= last
    }

    private static func digits(_ cell: [UInt8]) -> [UInt8] {
        var digits: [UInt8] = []
        for byte in cell where byte &- 48 < 10 { digits.append(byte) }
        return digits
    }

    // MARK: Countries

    /// The country of national telephone numbers; empty if it is not sure.
    ///
    /// It is the only one in the column of the country. Without such a column zip codes and mobile numbers show it.
    private func country() -> StaticString {
        for column in headings.indices where fields[column].equals("country") {
            var found: [UInt8] = []
            for cell in cells(column) {
                guard let country = KnownHeading.country(cell), found.isEmpty || found == country else { return "" }
                found = country
            }
            if !found.isEmpty { return Self.known(found) }
        }
        var hasFour = false
        for column in headings.indices
        where fields[column].equals("zipcode") && KnownHeading.isGermanZip(headings[column]) {
            let cells = cells(column)
            if share(cells, .fiveDigits) >= 90 { return "DE" }
            hasFour = share(cells, .fourDigits) >= 90
        }
        var (german, austrian, swiss, all) = (0, 0, 0, 0)
        for column in headings.indices where fields[column].equals("sms") {
            for cell in cells(column) {
                let number = Self.digits(cell)
                guard cell[0] != UInt8(ascii: "+"), number.count > 3, number[1] != 48 else { continue }
                all += 1
                if Self.isNational(number, 49, 53, 55) { german += 1 }
                if Self.isNational(number, 54, 53, 57) { austrian += 1 }
                if Self.isNational(number, 55, 52, 57) { swiss += 1 }
            }
        }
        if german * 2 > all && austrian + swiss == 0 { return "DE" }
        if hasFour && austrian * 2 > all && german + swiss == 0 { return "AT" }
        return hasFour && swiss * 2 > all && german + austrian == 0 ? "CH" : ""
    }

    private static func known(_ country: [UInt8]) -> StaticString {
        switch Mapping.place(of: country.span, in: "DE;AT;CH;") {
        case 0: "DE"
        case 1: "AT"
        case 2: "CH"
        default: ""
        }
    }

    // MARK: Dates

    /// Whether a date is none: all its digits are zeros, as in `0000-00-00` and `0.0.00`.
    private static func isNoDate(_ cell: [UInt8]) -> Bool {
        let digits = digits(cell)
        for digit in digits where digit != 48 { return false }
        // No plain number of any column: such texts count as empty everywhere.
        return digits.count >= 8 || (digits.count >= 4 && digits.count < cell.count)
    }

    private mutating func findNoDates(_ column: Int) {
        for cell in cells(column) where Self.isNoDate(cell) && !noDates.contains(cell) && noDates.count < 4 {
            noDates.append(cell)
        }
    }

    /// The form of the dates among cells; nil if they have none, or can be read in two ways.
    private func dateForm(_ cells: [[UInt8]]) -> StaticString? {
        if share(cells, "D/M/YYYY") >= 90 && share(cells, "M/D/YYYY") >= 90 { return nil }
        if share(cells, "D-M-YYYY") >= 90 && share(cells, "M-D-YYYY") >= 90 { return nil }
        for number in 0..<Self.forms {
            let form = Self.form(number)
            if share(cells, form) >= 90 { return form }
        }
        return nil
    }

    private static let forms = 20

    private static func form(_ number: Int) -> StaticString {
        switch number {
        case 0: "DD.MM.YYYY"
        case 1: "YYYY-MM-DD"
        case 2: "D.M.YYYY"
        case 3: "D.M.YY"
        case 4: "YYYYMMDD"
        case 5: "DD.MM.YYYY HH:mm:ss"
        case 6: "YYYY-MM-DD HH:mm:ss"
        case 7: "D.M.YYYY HH:mm"
        case 8: "DD/MM/YYYY"
        case 9: "D/M/YYYY"
        case 10: "MM/DD/YYYY"
        case 11: "M/D/YYYY"
        case 12: "DD-MM-YYYY"
        case 13: "D-M-YYYY"
        case 14: "MM-DD-YYYY"
        case 15: "YYYY/MM/DD"
        case 16: "YYYY-MM-DDTHH:mm:ss"
        case 17: "YYYY-MM-DDTHH:mm:ss.S"
        case 18: "YYYY-MM-DD HH:mm:ss.S"
        default: "excel"
        }
    }

    private func share(_ cells: [[UInt8]], _ form: StaticString) -> Int {
        // A serial number of these years has five digits.
        if form.utf8CodeUnitCount == 5 { return share(cells, .fiveDigits) }
        return share(cells, .date, form)
    }

    // MARK: Writing

    @inline(never)
    private mutating func add(_ text: StaticString) {
        for index in 0..<text.utf8CodeUnitCount { output.append(text.utf8Start[index]) }
    }

    @inline(never)
    private mutating func quote(_ text: [UInt8]) {
        output.appendQuoted(String(decoding: text, as: UTF8.self))
    }

    private mutating func addType(of column: Int) {
        if fields[column].equals("birthday"), let form = dateForm(cells(column)) {
            add(", \"type\": \"date(")
            add(form)
            add(")\"")
        } else if fields[column].equals("sms") || fields[column].equals("whatsapp") {
            let country = country()
            add(", \"type\": \"phone")
            if country.utf8CodeUnitCount > 0 {
                add("(")
                add(country)
                add(")")
            }
            add("\"")
        }
    }

    /// Writes a field that two columns make; false if there are none.
    private mutating func join(_ first: StaticString, _ second: StaticString, _ field: StaticString, isFirst: Bool)
        -> Bool
    {
        var (one, other) = (-1, -1)
        for column in headings.indices {
            if fields[column].equals(first) { one = column }
            if fields[column].equals(second) { other = column }
        }
        guard one >= 0, other >= 0 else { return false }
        if !isFirst { add(", ") }
        add(field)
        var template: [UInt8] = [UInt8(ascii: "{")]
        template += headings[one]
        template.append(UInt8(ascii: "}"))
        template.append(0x20)
        template.append(UInt8(ascii: "{"))
        template += headings[other]
        template.append(UInt8(ascii: "}"))
        quote(template)
        return true
    }

    /// Writes how the file is read, as far as a program cannot find it.
    private mutating func addDialect() {
        if !options.encoding.name.equals("auto") {
            add(",\n \"encoding\": ")
            quote(options.encoding.name)
        }
        if let delimiter = options.delimiter {
            add(",\n \"delimiter\": ")
            quote([delimiter])
        }
        if let quote = options.quote {
            if quote != UInt8(ascii: "\"") {
                add(",\n \"quote\": ")
                self.quote([quote])
            }
        } else {
            add(",\n \"quote\": null")
        }
        if options.hasBackslashEscapes { add(",\n \"escape\": \"backslash\"") }
        if options.skipLines > 0 {
            add(",\n \"skip_lines\": ")
            for byte in options.skipLines.description.utf8 { output.append(byte) }
        }
        addTexts(options.columns, ",\n \"columns\": [")
        addTexts(options.nulls + noDates, ",\n \"null\": [")
        if options.ragged == .hold { add(",\n \"ragged\": \"hold\"") }
    }

    private mutating func addTexts(_ texts: [[UInt8]], _ start: StaticString) {
        var isFirst = true
        for text in texts {
            if isFirst { add(start) } else { add(", ") }
            isFirst = false
            quote(text)
        }
        if !isFirst { add("]") }
    }

    /// Writes the headings that are not mapped: those about consent, or the others.
    private mutating func list(consents: Bool) {
        var isFirst = true
        for column in headings.indices where fields[column].isEmpty {
            guard KnownHeading.isConsent(headings[column]) == consents else { continue }
            if !isFirst { add(", ") }
            isFirst = false
            quote(headings[column])
        }
    }

    /// Writes what is wrong with the proposal: a column for an identifier that cannot be one, and a mapping without any.
    private mutating func addWarnings() {
        var (hasExternalID, hasIdentifier) = (false, false)
        for field in fields {
            if field.equals("external_id") { hasExternalID = true }
            if Mapping.place(of: field.span, in: "external_id;email;sms;whatsapp;instagram;facebook;") != nil {
                hasIdentifier = true
            }
        }
        if hasExternalID { return }
        var repeated: [UInt8] = []
        var others: [UInt8] = []
        var (repeatedCount, otherCount) = (0, 0)
        for column in headings.indices where fields[column].isEmpty && !KnownHeading.isConsent(headings[column]) {
            let cells = cells(column)
            if meanings[column].equals("external_id") && !cells.isEmpty {
                Self.name(headings[column], &repeated, &repeatedCount)
            } else if mayIdentify(column, cells) {
                Self.name(headings[column], &others, &otherCount)
            }
        }
        if hasIdentifier && repeatedCount == 0 { return }
        add(", \"warnings\": [")
        if repeatedCount > 0 {
            var text = Self.bytes("no column is proposed as external_id, since its values repeat: ")
            text += repeated
            quote(text)
        }
        if !hasIdentifier {
            if repeatedCount > 0 { add(", ") }
            var text = Self.bytes("every row would be held: no column is mapped to a field that identifies a record")
            if !isKnown { text += Self.bytes(". If the first line is a row, use --no-header with --columns") }
            if otherCount > 0 {
                text += Self.bytes(". One of these may be: ")
                text += others
            }
            quote(text)
        }
        add("]")
    }

    /// Whether the values of a column may be identifiers: there is one in each row, none comes twice, and most have
    /// digits or are addresses.
    private func mayIdentify(_ column: Int, _ cells: [[UInt8]]) -> Bool {
        guard !cells.isEmpty else { return false }
        let isReach = meanings[column].equals("phone") || meanings[column].equals("email")
        if isReach || meanings[column].equals("weak") { return true }
        guard meanings[column].isEmpty, cells.count == lines.count - 1, dateForm(cells) == nil else { return false }
        var count = 0
        for cell in cells where !Self.digits(cell).isEmpty || cell.contains(UInt8(ascii: "@")) { count += 1 }
        return count * 2 > cells.count && isUnique(cells)
    }

    /// Adds a heading in quotes.
    private static func name(_ heading: [UInt8], _ text: inout [UInt8], _ count: inout Int) {
        count += 1
        guard count <= mostNamed else { return }
        if !text.isEmpty { text += bytes(", ") }
        text.append(UInt8(ascii: "\""))
        text += heading
        text.append(UInt8(ascii: "\""))
    }
}
