/// Proposes a mapping for an export of contacts: what the headings mean, and of which types the cells are.
public struct Proposal: ~Copyable {
    /// How many rows are looked at.
    private static let most = 1000

    /// The headings, and then rows.
    private let lines: [JSONValue]
    private let type: RecordType
    private let headings: [[UInt8]]
    /// The field of each column; empty for none.
    private var fields: [[UInt8]] = []
    private var output: [UInt8] = []

    /// How a file is read so that its batch can be looked at.
    public static var options: CSVOptions {
        var options = CSVOptions()
        options.listsCells = true
        return options
    }

    /// The limits of the batch.
    public static var limits: BatchLimits { BatchLimits(records: most) }

    /// Looks at the first rows, read with `options` into one batch.
    @_optimize(size)
    public init(_ batch: borrowing BatchBuilder, type: RecordType) {
        self.type = type
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
    }

    /// The mapping as a JSON document. Its member `comment` has the columns that are not mapped, and those about consent.
    @_optimize(size)
    public consuming func json() -> [UInt8] {
        for column in headings.indices { fields.append(field(of: column)) }
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
        let isJoined = join("first", "last", "\"full_name\": ", isFirst: true)
        _ = join("street", "house", "\"address_line1\": ", isFirst: !isJoined)
        add("},\n \"only_mapped\": true,\n \"comment\": {\"consent\": [")
        list(consents: true)
        add("], \"not_mapped\": [")
        list(consents: false)
        add("]}}\n")
        return output
    }

    /// What a column becomes: a field, or a part of one.
    @_optimize(size)
    private func field(of column: Int) -> [UInt8] {
        if KnownHeading.isConsent(headings[column]) { return [] }
        guard var name = KnownHeading.field(of: headings[column]) else { return [] }
        if type != .contacts { return name.equals("external_id") ? name : [] }
        if name.equals("phone") {
            guard isMobile(column) else { return [] }
            name = Self.bytes("sms")
        }
        if name.equals("sms") { return name }
        // A last name stands beside a first one under "Name".
        if name.equals("full_name"), has("first"), !has("last"), headings[column].count <= 6 {
            name = Self.bytes("last")
        }
        // One column for a field: the first.
        for earlier in 0..<column where fields[earlier] == name { return [] }
        if name.equals("full_name"), has("first"), has("last") { return [] }
        if name.equals("address_line1"), has("house") { name = Self.bytes("street") }
        if name.equals("birthday"), dateForm(column) == nil { return [] }
        if name.equals("email"), share(column, .email) < 90 { return [] }
        if (name.equals("first") && !has("last") && !hasName) || (name.equals("house") && !has("address_line1")) {
            return []
        }
        if name.equals("last") && !has("first") { return Self.bytes("full_name") }
        return name
    }

    private func isPart(_ name: [UInt8]) -> Bool {
        name.equals("first") || name.equals("last") || name.equals("street") || name.equals("house")
    }

    private static func bytes(_ text: StaticString) -> [UInt8] {
        var bytes: [UInt8] = []
        for index in 0..<text.utf8CodeUnitCount { bytes.append(text.utf8Start[index]) }
        return bytes
    }

    /// Whether any heading means a field.
    @_optimize(size)
    private func has(_ name: StaticString) -> Bool {
        for heading in headings {
            if let known = KnownHeading.field(of: heading), known.equals(name) { return true }
        }
        return false
    }

    private var hasName: Bool { has("full_name") }

    // MARK: Cells

    private enum Test {
        case email, mobile, fiveDigits, date

        @_optimize(size)
        func accepts(_ cell: [UInt8], _ form: StaticString) -> Bool {
            switch self {
            case .email: RowChecks.fault(of: .email, cell.span) == .written
            case .mobile: Proposal.isMobile(cell)
            case .fiveDigits: cell.count == 5 && Proposal.digits(cell).count == 5
            case .date: DateFormat.read(cell.span, form.bytes) != nil
            }
        }
    }

    /// Of the cells of a column that are not empty, how many in a hundred are as a test wants; 0 without any.
    @inline(never)
    @_optimize(size)
    private func share(_ column: Int, _ test: Test, _ form: StaticString = "") -> Int {
        var (count, found) = (0, 0)
        for line in lines.dropFirst() {
            var number = 0
            for cell in line.elements {
                if number == column {
                    let text = cell.text
                    let place = Blank.trim(text.span)
                    if !place.isEmpty {
                        count += 1
                        if test.accepts(Array(text[place]), form) { found += 1 }
                    }
                    break
                }
                number += 1
            }
        }
        return count == 0 ? 0 : found * 100 / count
    }

    /// Whether most numbers are of German mobile phones.
    @_optimize(size)
    private func isMobile(_ column: Int) -> Bool {
        share(column, .mobile) > 50
    }

    /// Whether a number is of a German mobile phone.
    @_optimize(size)
    private static func isMobile(_ cell: [UInt8]) -> Bool {
        let number = digits(cell)
        let start = number.count > 2 && number[0] == 48 && number[1] == 48 ? 2 : 0
        guard number.count >= start + 4 else { return false }
        if number[start] == 52 && number[start + 1] == 57 {
            return number[start + 2] == 49 && number[start + 3] >= 53 && number[start + 3] <= 55
        }
        return start == 0 && number[0] == 48 && number[1] == 49 && number[2] >= 53 && number[2] <= 55
    }

    private static func digits(_ cell: [UInt8]) -> [UInt8] {
        var digits: [UInt8] = []
        for byte in cell where byte &- 48 < 10 { digits.append(byte) }
        return digits
    }

    /// Whether the export is of Germany: its zip codes have five digits, and its headings are German.
    @_optimize(size)
    private var isGerman: Bool {
        for column in headings.indices where fields[column].equals("zipcode") {
            return headings[column].first.map { $0 | 0x20 } == UInt8(ascii: "p")
                && share(column, .fiveDigits) >= 90
        }
        return false
    }

    /// The form of the dates in a column; nil if they have none, or can be read in two ways.
    @_optimize(size)
    private func dateForm(_ column: Int) -> StaticString? {
        let (day, month) = (share(column, "DD/MM/YYYY"), share(column, "MM/DD/YYYY"))
        if day >= 90 && month >= 90 { return nil }
        if day >= 90 { return "DD/MM/YYYY" }
        if month >= 90 { return "MM/DD/YYYY" }
        for number in 0..<9 {
            let form = Self.form(number)
            if share(column, form) >= 90 { return form }
        }
        return nil
    }

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
        default: "excel"
        }
    }

    private func share(_ column: Int, _ form: StaticString) -> Int {
        // A serial number of these years has five digits.
        if form.utf8CodeUnitCount == 5 { return share(column, .fiveDigits) }
        return share(column, .date, form)
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

    @_optimize(size)
    private mutating func addType(of column: Int) {
        if fields[column].equals("birthday"), let form = dateForm(column) {
            add(", \"type\": \"date(")
            add(form)
            add(")\"")
        } else if fields[column].equals("sms") || fields[column].equals("whatsapp") {
            add(isGerman ? ", \"type\": \"phone(DE)\"" : ", \"type\": \"phone\"")
        }
    }

    /// Writes a field that two columns make; false if there are none.
    @_optimize(size)
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
        var template: [UInt8] = []
        for column in [one, other] {
            if !template.isEmpty { template.append(0x20) }
            template.append(UInt8(ascii: "{"))
            template += headings[column]
            template.append(UInt8(ascii: "}"))
        }
        quote(template)
        return true
    }

    /// Writes the headings that are not mapped: those about consent, or the others.
    @_optimize(size)
    private mutating func list(consents: Bool) {
        var isFirst = true
        for column in headings.indices where fields[column].isEmpty {
            guard KnownHeading.isConsent(headings[column]) == consents else { continue }
            if !isFirst { add(", ") }
            isFirst = false
            quote(headings[column])
        }
    }
}
