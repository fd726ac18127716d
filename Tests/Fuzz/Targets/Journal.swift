import MateoCore
import MateoEngine

/// The first byte chooses how the journal is damaged: values in its tables, or bytes of its files. The damage follows.
func fuzzJournal(_ bytes: UnsafeRawBufferPointer) {
    var input = Input(bytes)
    let kind = input.choice(4)
    let atWall = input.choice(of: [0, 1, -1].map { $0 * Int64(86_400_000 * 40) })
    switch kind {
    case 0, 1:
        var files = kind == 0 ? Journals.shared.closed : Journals.shared.relaxed
        if input.choice(4) == 1 { damageRecords(&files, &input) }
        Scratch.write(files)
        Scratch.change(["PRAGMA synchronous = OFF"] + statements(&input))
    default:
        var files = kind == 2 ? Journals.shared.closed : Journals.shared.killed
        if input.choice(2) == 1 { damage(&files.log, &input) }
        if input.choice(4) > 0 { damage(&files.database, &input) }
        damageRecords(&files, &input)
        Scratch.write(files)
    }
    defer { Scratch.remove() }
    let host = VirtualHost()
    host.jump(atWall)
    use(host, hasTypes: kind != 1)
}

/// Statements that put odd values into columns, and remove and double rows.
private func statements(_ input: inout Input) -> [String] {
    var statements: [String] = []
    while !input.isAtEnd, statements.count < 20 {
        let table = input.choice(of: Journals.shared.tables)
        let action = input.choice(8)
        let column = input.choice(of: table.columns)
        let row = input.choice(32)
        let key = "(\(table.key.joined(separator: ", ")))"
        let rowID =
            row == 31
            ? ""
            : " WHERE \(key) IN (SELECT \(table.key.joined(separator: ", ")) FROM \(table.name) LIMIT 1 OFFSET \(row))"
        switch action {
        case 6: statements.append("DELETE FROM \(table.name)\(rowID)")
        case 7:
            let others = table.columns.dropFirst().joined(separator: ", ")
            statements.append(
                "INSERT INTO \(table.name)(\(others)) SELECT \(others) FROM \(table.name)\(rowID) LIMIT 1")
        default:
            statements.append("UPDATE \(table.name) SET \(column) = \(value(&input, table.columns))\(rowID)")
        }
    }
    return statements
}

private func value(_ input: inout Input, _ columns: [String]) -> String {
    switch input.choice(10) {
    case 0: "NULL"
    case 1: input.choice(of: ["1e300", "-1e300", "9e999", "-9e999", "0.5"])
    case 2: "x'\(input.text(until: 0, atMost: 40).map { hexadecimal($0) }.joined())'"
    case 3: "CAST(x'\(input.text(until: 0, atMost: 40).map { hexadecimal($0) }.joined())' AS TEXT)"
    case 4:
        input.choice(of: [
            "''", "'[]'", "'{'", "'{}'", "'{},{}'", "CAST(zeroblob(100000) AS TEXT)", "zeroblob(100000)",
            "'http://127.0.0.1/'", "char(0)", "printf('%.*c', 3000, '[')",
        ])
    case 5: input.choice(of: columns)
    default: "\(input.number())"
    }
}

private func hexadecimal(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 16)
    return byte < 16 ? "0" + digits : digits
}

/// Changes bytes of a file, or cuts it off.
private func damage(_ file: inout [UInt8], _ input: inout Input) {
    guard !file.isEmpty else { return }
    for _ in 0..<1 + input.choice(16) {
        let place =
            (Int(input.byte()) << 16 | Int(input.byte()) << 8 | Int(input.byte())) % max(1, file.count)
        switch input.choice(8) {
        case 0: file.removeSubrange(place...)
        case 1: file.replaceSubrange(place..., with: repeatElement(0, count: file.count - place))
        case 2...4: if place < file.count { file[place] ^= 1 << (input.byte() & 7) }
        default: if place < file.count { file[place] = input.byte() }
        }
    }
}

private func damageRecords(_ files: inout JournalFiles, _ input: inout Input) {
    switch input.choice(8) {
    case 0: files.records = .missing
    case 1: files.records = .folder
    case 2: files.records = .hole
    case 3, 4: break
    default:
        guard case .file(var bytes) = files.records else { return }
        damage(&bytes, &input)
        files.records = .file(bytes)
    }
}

/// Whatever is in the journal, each call gives an answer or an error.
///
/// - Parameter hasTypes: whether the tables take no value of another type. What `verify` makes of such values is its own.
private func use(_ host: VirtualHost, hasTypes: Bool) {
    let service = ScriptedService(host)
    var options = Journals.options
    options.waitsForQuota = false
    options.firstLook = true
    let isOpen = attempt { () throws(MateoError) in
        let client = try FuzzClient.open(options, host, service)
        let isSound = attempt { () throws(MateoError) in try client.verify(importNamed: nil) }
        attempt { () throws(MateoError) in try summaries(client, isSound && hasTypes) }
        for name in Journals.names {
            attempt { () throws(MateoError) in try resume(name, client, host) }
        }
        attempt { () throws(MateoError) in
            let importing = try FuzzImport(client, type: .contacts, name: "pending")
            try importing.add(json: contacts(1...12).span)
            try importing.seal()
            _ = try importing.step(milliseconds: 1000)
        }
        attempt { () throws(MateoError) in try client.forget(importNamed: "finished", force: true) }
    }
    if isOpen {
        attempt { () throws(MateoError) in
            let journal = try Journal(existing: options.journalPath)
            _ = try journal.summary(ofImport: "listed", options, wallNow: host.wallMilliseconds)
            _ = try journal.planner(for: options, wallNow: host.wallMilliseconds)
        }
    }
}

@discardableResult
private func attempt(_ body: () throws(MateoError) -> Void) -> Bool {
    do throws(MateoError) {
        try body()
        return true
    } catch {
        return false
    }
}

/// Where `verify` finds nothing wrong, nothing is.
private func summaries(_ client: FuzzClient, _ isSound: Bool) throws(MateoError) {
    var last: Int64 = 0
    var steps = 0
    while let summary = try client.summary(after: last) {
        check(summary.entry.id > last, "import \(summary.entry.id) comes after \(last)")
        last = summary.entry.id
        steps += 1
        check(steps < 1000, "a walk over imports does not end")
        if isSound, summary.entry.isSealed {
            check(summary.counts.balance, "nothing is wrong, and the counts are \(summary.counts)")
        }
    }
}

private func resume(_ name: String, _ client: FuzzClient, _ host: VirtualHost) throws(MateoError) {
    let importing = try FuzzImport(client, resuming: name)
    attempt { () throws(MateoError) in try ask(importing, mostSteps: 10_000) }
    for _ in 0..<3 where try importing.step(milliseconds: 6000) == .running {}
    attempt { () throws(MateoError) in try ask(importing, mostSteps: 10_000) }
}
